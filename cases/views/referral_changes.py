"""What the body that sent a referral may still do: correct the identity until it is taken up, withdraw it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from cases.case_files import refresh
from cases.forms import IdentityForm
from cases.locking import locked_if_sent, writing
from cases.models import Appointment, Referral, YoungPerson
from cases.referrals.decisions import take_back_withdrawal, withdraw
from cases.referrals.record import may_correct, may_restore, may_take_back
from cases.referrals.referring import book_next
from cases.views.referrals import shown_referral
from partners.access import reads_people, signed_in


@reads_people
@require_http_methods(["GET", "HEAD", "POST"])
def referral_identity(request: HttpRequest, code: str) -> HttpResponse:
    """Name, date of birth, sex. Raises PermissionDenied once the referral is taken up, and for another body's."""
    user, at = signed_in(request), timezone.now()
    referral = shown_referral(request, code, at)
    if not may_correct(referral, user, at):
        raise PermissionDenied(
            "L’orientation est prise en charge\N{NO-BREAK SPACE}: demandez la correction à la Mission Locale."
        )
    with writing(request):
        person = locked_if_sent(YoungPerson.objects.all(), request).get(pk=referral.person_id)
        form = IdentityForm(request.POST if request.method == "POST" else None, instance=person, on=localdate(at))
        is_done = request.method == "POST" and form.is_valid()
        if is_done:
            form.save()
            refresh([person.pk])
    if is_done:
        messages.success(request, "L’identité est corrigée.")
        return redirect(referral)
    context = {"referral": referral, "form": form}
    return render(request, "cases/referral_identity.html", context, status=400 if form.errors else 200)


@reads_people
@require_POST
def referral_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """The referral is closed, its place given back. Withdrawn already: nothing changes. Raises PermissionDenied for
    another body's, for a trainee, and for one that is decided."""
    user, at = signed_in(request), timezone.now()
    referral = shown_referral(request, code, at)
    if not may_take_back(referral, user, at) or not (referral.is_pending or referral.is_withdrawn):
        raise PermissionDenied
    try:
        withdraw(referral, user, at)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(referral)
    messages.success(request, "L’orientation est retirée. Jusqu’à ce soir, vous pouvez annuler ce retrait.")
    return redirect(referral)


@reads_people
@require_POST
def referral_restore(request: HttpRequest, code: str) -> HttpResponse:
    """The withdrawal of today is taken back, with a place at the next permanence. Open already, or waiting because of
    another referral: nothing changes. Raises PermissionDenied for another body's, for a trainee, and later."""
    user, at = signed_in(request), timezone.now()
    referral = shown_referral(request, code, at)
    if not may_take_back(referral, user, at) or not (referral.is_pending or may_restore(referral, user, at)):
        raise PermissionDenied
    if not referral.is_pending:
        try:
            appointment = restored(referral, localdate(at))
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(referral)
        where = f" Rendez-vous\N{NO-BREAK SPACE}: {appointment.permanence}." if appointment else ""
        messages.success(request, f"L’orientation est de nouveau en attente.{where}")
    return redirect(referral)


@transaction.atomic
def restored(referral: Referral, on: date) -> Appointment | None:
    """The place that is given anew to one that was withdrawn, where there is one. Raises ValidationError."""
    held = referral.person.measures.running(on).select_related("organisation").last()
    is_open = take_back_withdrawal(referral)
    return book_next(referral, held and held.organisation) if is_open else None
