"""What everyone meets once before the first page: the choice of a second factor, and the charter."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from partners import second_factor
from partners.access import signed_in
from partners.middleware import ASKED_FOR
from partners.models import CHARTER_VERSION, CharterAcceptance
from partners.sessions import IDLE, TOO_LONG

ENDED = {
    IDLE: "Rien n’a été demandé à l’application depuis une demi-heure.",
    TOO_LONG: "Une session dure dix heures au plus.",
}


@require_POST
@reauthentication_required(app="allauth.mfa")
def mail_code_choose(request: HttpRequest) -> HttpResponse:
    """Keep the code sent to the professional mailbox as second factor, instead of any other form in service."""
    user = signed_in(request)
    second_factor.keep_mail_code_alone(user, timezone.now())
    get_adapter().send_notification_mail("partners/mail/mail_code_chosen", user)
    return redirect(request.session.pop(ASKED_FOR, "home"))


@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    """The charter of use, to accept before the first page, to read again and print afterwards."""
    acceptance = CharterAcceptance.objects.filter(user=signed_in(request), version=CHARTER_VERSION).first()
    return render(request, "partners/charter.html", {"acceptance": acceptance, "version": CHARTER_VERSION})


@require_POST
def charter_accept(request: HttpRequest) -> HttpResponse:
    """Accept the present version, then go on to the page asked for."""
    CharterAcceptance.accept(signed_in(request), timezone.now())
    return redirect(request.session.pop(ASKED_FOR, "home"))


@login_not_required
@require_safe
def session_ended(request: HttpRequest) -> HttpResponse:
    """Why one has to sign in again; from there one comes back to the page asked for."""
    context = {
        "why": ENDED.get(request.GET.get("motif", ""), "Votre session est terminée."),
        "sign_in": reverse("account_login", query={"next": get_next_redirect_url(request) or "/"}),
    }
    return render(request, "partners/session_ended.html", context)
