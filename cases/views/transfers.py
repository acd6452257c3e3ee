"""Passing a person to another unit, and taking it back on the same day."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from cases.access_words import READ
from cases.forms import UnitTransferForm
from cases.journal import disclose
from cases.models import UnitTransfer, YoungPerson
from cases.person_record import current_transfers, may_cancel
from cases.units import unit_in_charge
from cases.views.people import shown_person, visible_person
from partners.access import reads_people, signed_in


@reads_people
@require_http_methods(["GET", "HEAD", "POST"])
def unittransfer_create(request: HttpRequest, code: str) -> HttpResponse:
    """Another unit is in charge from today. Raises PermissionDenied for whoever is not in charge, and for
    a trainee."""
    user, at = signed_in(request), timezone.now()
    person = visible_person(request, code, at)
    last = current_transfers(person).first()
    if request.method == "POST" and last and may_cancel(last, user, localdate(at)):
        if request.POST.get("to_unit") != str(last.to_unit_id):  # otherwise it was sent twice: it is done already
            messages.error(
                request, f"Ce jeune est déjà passé à {last.to_unit}. Reprenez-le avant de le passer ailleurs."
            )
        return redirect(person)
    if not YoungPerson.objects.decided_by(user, at).filter(pk=person.pk).exists():
        raise PermissionDenied
    transfer = UnitTransfer(
        person=person, from_unit=unit_in_charge(person, user, at), passed_on=localdate(at), passed_by=user
    )
    form = UnitTransferForm(request.POST if request.method == "POST" else None, instance=transfer)
    if form.is_valid() and form.make():
        disclose(request, [person], at)
        messages.success(
            request, f"Le jeune est maintenant à {transfer.to_unit}. Votre unité lit le dossier 30 jours."
        )
        return redirect("cases:youngperson_list")
    disclose(request, [person], at, action=READ)
    status = 400 if form.errors else 200
    return render(request, "cases/unittransfer_form.html", {"person": person, "form": form}, status=status)


@reads_people
@require_POST
def unittransfer_cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Today's passing is taken back; where there is none (or no longer), nothing changes. Raises PermissionDenied for
    another unit's."""
    user, at = signed_in(request), timezone.now()
    person = shown_person(request, code, at)
    transfer = current_transfers(person).first()
    if transfer is not None:
        if not may_cancel(transfer, user, localdate(at)):
            raise PermissionDenied
        transfer.cancel()
        messages.success(request, f"Le passage est annulé\N{NO-BREAK SPACE}: le jeune reste à {transfer.from_unit}.")
    return redirect(person)
