"""What one corrects on a record where it stands: who someone is, where they live; deleting a fact, taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.case_files import refresh
from cases.locking import lock_person, locked_if_sent, writing
from cases.models import Address, Snapshot, SnapshotKind, YoungPerson
from cases.record.deleted import may_restore
from cases.record.facts import SOURCES
from cases.record.forms import AddressForm, PersonForm
from cases.record.pathway import may_change
from cases.record.reading import Reading, read_person
from cases.record.telling import told
from cases.record.way_back import way_back
from cases.snapshots import delete_with_snapshot, restore
from partners.access import reads_cases, signed_in
from partners.models import Commune

FORM_METHODS = ["GET", "HEAD", "POST"]


@reads_cases
@require_http_methods(FORM_METHODS)
def youngperson_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Who someone is. Raises PermissionDenied for whoever decides nothing in the Mission Locale that follows."""
    reading = read_person(signed_in(request), code, timezone.now())
    if not reading.deciding:
        raise PermissionDenied
    with writing(request):
        person = locked_if_sent(YoungPerson.objects.all(), request).get(pk=reading.person.pk)
        form = PersonForm(request.POST if request.method == "POST" else None, instance=person, on=reading.on)
        is_done = request.method == "POST" and form.is_valid()
        if is_done:
            form.save()
            refresh([person.pk])
    told(request, reading, is_done=is_done)
    if is_done:
        messages.success(request, "L’identité est enregistrée.")
        return redirect(reading.person)
    context = {"person": reading.person, "form": form}
    return render(request, "cases/youngperson_form.html", context, status=400 if form.errors else 200)


@reads_cases
@require_http_methods(FORM_METHODS)
def address_create(request: HttpRequest, code: str) -> HttpResponse:
    """One more address. Raises PermissionDenied for whoever decides nothing in the Mission Locale that follows."""
    reading = read_person(signed_in(request), code, timezone.now())
    return address_form(request, reading, Address(person=reading.person))


@reads_cases
@require_http_methods(FORM_METHODS)
def address_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an address, end it. Raises PermissionDenied for whoever decides nothing in the Mission Locale that
    follows."""
    user, at = signed_in(request), timezone.now()
    address = get_object_or_404(Address.objects.visible_to(user, at).select_related("person", "commune"), pk=pk)
    return address_form(request, read_person(user, address.person.code, at), address)


def address_form(request: HttpRequest, reading: Reading, address: Address) -> HttpResponse:
    """The form of an address, and what becomes of it: one at a time on one person. The same one sent twice is kept
    once. Raises Http404 for one deleted meanwhile."""
    if not reading.deciding:
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    with writing(request):
        if sent is not None:
            lock_person(reading.person)
        if sent is not None and address.pk is not None:
            address = get_object_or_404(Address.objects.select_related("person", "commune"), pk=address.pk)
        form = AddressForm(sent, instance=address)
        is_done = sent is not None and form.is_valid()
        if is_done and not is_there(address):
            form.save()
    told(request, reading, is_done=is_done)
    if is_done:
        messages.success(request, "L’adresse est enregistrée.")
        return redirect(way_back(request, reading.person, "adresses"))
    context = {
        "person": reading.person,
        "form": form,
        "address": address,
        "back_url": way_back(request, reading.person, "adresses"),
        "communes": Commune.objects.exclude(name=""),
    }
    return render(request, "cases/address_form.html", context, status=400 if form.errors else 200)


def is_there(address: Address) -> bool:
    """Whether the new address is there already, word for word: it was sent twice."""
    said = {
        name: getattr(address, name) for name in ("line", "kind", "moment", "commune", "qpv", "starts_on", "ends_on")
    }
    return address.pk is None and Address.objects.filter(person=address.person, **blanks(said)).exists()


def blanks(said: dict[str, Any]) -> dict[str, Any]:
    """As a filter has it: nothing is NULL."""
    return {
        f"{name}__isnull" if value is None else name: True if value is None else value for name, value in said.items()
    }


@reads_cases
@require_http_methods(FORM_METHODS)
def fact_delete(request: HttpRequest, code: str, source: str, pk: int) -> HttpResponse:
    """Ask, then delete a fact that was entered by mistake; it may be taken back. Gone already: nothing changes. Raises
    Http404 for what one does not read, PermissionDenied for what one may not correct."""
    reading = read_person(signed_in(request), code, timezone.now())
    if source not in SOURCES or not SOURCES[source].deletable:
        raise Http404
    row = SOURCES[source].rows(reading).filter(pk=pk).first()
    if row is None and request.method != "POST":
        raise Http404
    if row is not None and not may_change(reading, row):
        raise PermissionDenied
    is_done = False
    if request.method == "POST" and row is not None:
        is_done, label = True, SOURCES[source].named(row)
        owner = getattr(row, "mission_locale_id", None) or min(reading.deciding)
        delete_with_snapshot(
            row, person=reading.person, mission_locale=owner, label=label, by=reading.user, at=reading.at
        )
        messages.success(
            request, f"C’est supprimé\N{NO-BREAK SPACE}: {label}. Vous pouvez l’annuler pendant 30 jours."
        )
    told(request, reading, is_done=is_done)
    if request.method == "POST":
        return redirect(way_back(request, reading.person, "suppressions"))
    context = {
        "person": reading.person,
        "label": SOURCES[source].named(row),
        "events": SOURCES[source].told_by(row),
        "back_url": way_back(request, reading.person, "parcours"),
    }
    return render(request, "cases/fact_delete.html", context)


@reads_cases
@require_POST
def snapshot_restore(request: HttpRequest, code: str) -> HttpResponse:
    """What was deleted comes back; back already: nothing changes. Raises PermissionDenied for a trainee who did not
    delete it."""
    user, at = signed_in(request), timezone.now()
    seen = Snapshot.objects.visible_to(user, at).filter(kind=SnapshotKind.DELETION).select_related("person")
    snapshot = get_object_or_404(seen, code=code)
    reading = read_person(user, snapshot.person.code, at)
    if not may_restore(snapshot, reading):
        raise PermissionDenied
    try:
        restore(snapshot, at)
        messages.success(request, f"C’est rétabli\N{NO-BREAK SPACE}: {snapshot.label}.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    told(request, reading, is_done=True)
    return redirect(f"{reading.person.get_absolute_url()}#parcours")
