"""Sortie du dispositif, and the axes that an enrolment works on."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from cases.access_words import READ
from cases.exits.forms import ExitForm, GoalsForm
from cases.exits.leaving import is_asked_for, take_back
from cases.exits.remaining import remaining
from cases.journal import disclose
from cases.models import Enrolment
from cases.referrals.decisions import may_decide
from cases.views.stocks import say_served
from partners.access import reads_cases, signed_in


def enrolment_to_change(request: HttpRequest, code: str, at: datetime) -> Enrolment:
    """The enrolment of an address, not yet disclosed. Raises Http404 for one that the user may not see, and
    PermissionDenied for one of which somebody else decides."""
    user = signed_in(request)
    visible = Enrolment.objects.visible_to(user, at).select_related("person", "programme", "mission_locale")
    enrolment = get_object_or_404(visible, code=code)
    if not may_decide(user, enrolment, localdate(at)):
        raise PermissionDenied
    return enrolment


@reads_cases
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_exit(request: HttpRequest, code: str) -> HttpResponse:
    """Date, reason, what was reached; what is still open is told. Sent again, the same exit changes nothing."""
    user, at = signed_in(request), timezone.now()
    enrolment = enrolment_to_change(request, code, at)
    if enrolment.left_on is not None:
        disclose(request, [enrolment.person], at, action=READ)
        if request.method == "POST" and enrolment.exit_entered_by_id != user.pk:
            messages.warning(
                request, "Ce jeune était déjà sorti du dispositif\N{NO-BREAK SPACE}: rien n’a été changé."
            )
        return redirect(enrolment.person)
    form = ExitForm(request.POST if request.method == "POST" else None, enrolment=enrolment, on=localdate(at))
    if request.method == "POST" and form.is_valid() and form.save(user, at):
        disclose(request, [enrolment.person], at)
        messages.success(
            request, "La sortie est enregistrée. Elle se reprend aujourd’hui, depuis le dossier, en cas d’erreur."
        )
        say_served(request, form.served)
        return redirect(enrolment.person)
    disclose(request, [enrolment.person], at, action=READ)
    context = {
        "enrolment": enrolment,
        "form": form,
        "remaining": remaining(enrolment, user, at),
        "is_asked_for": is_asked_for(enrolment),
    }
    return render(request, "cases/enrolment_exit.html", context, status=400 if form.errors else 200)


@reads_cases
@require_POST
def enrolment_return(request: HttpRequest, code: str) -> HttpResponse:
    """Today's own exit is taken back. Another day's, or another author's, stays."""
    user, at = signed_in(request), timezone.now()
    enrolment = enrolment_to_change(request, code, at)
    disclose(request, [enrolment.person], at)
    try:
        take_back(enrolment, user, at)
        messages.success(request, "La sortie est reprise\N{NO-BREAK SPACE}: le suivi continue.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(enrolment.person)


@reads_cases
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_goals(request: HttpRequest, code: str) -> HttpResponse:
    """The axes to work on, as long as the person is in the programme."""
    at = timezone.now()
    enrolment = enrolment_to_change(request, code, at)
    if enrolment.left_on is not None:
        raise PermissionDenied
    form = GoalsForm(request.POST if request.method == "POST" else None, enrolment=enrolment, on=localdate(at))
    if request.method == "POST" and form.is_valid():
        disclose(request, [enrolment.person], at)
        form.save()
        messages.success(request, "Les axes de travail sont enregistrés.")
        return redirect(enrolment.person)
    disclose(request, [enrolment.person], at, action=READ)
    context = {"enrolment": enrolment, "form": form}
    return render(request, "cases/enrolment_goals.html", context, status=400 if form.errors else 200)
