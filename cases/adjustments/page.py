"""What the pages of measures, adjustments and permissions have in common: who writes, on whom, once."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cases.access_words import READ
from cases.adjustments.rights import may_write
from cases.journal import disclose
from cases.models import YoungPerson
from cases.record.reading import Reading, read_person
from partners.access import signed_in
from partners.models import User


def written_person(request: HttpRequest, code: str, at: datetime) -> Reading:
    """The person of that reference, for whoever writes their measures. Raises Http404 for one whom the user does not
    see, PermissionDenied for whoever only reads."""
    reading = read_person(signed_in(request), code, at)
    if not may_write(reading):
        raise PermissionDenied
    return reading


def lock(reading: Reading) -> None:
    """Until the end of the transaction nobody else writes on that person."""
    YoungPerson.objects.select_for_update().get(pk=reading.person.pk)


def reread(row: Model) -> None:
    """The row as it stands now, under the lock. Raises Http404 for one that was deleted meanwhile."""
    try:
        row.refresh_from_db()
    except ObjectDoesNotExist as error:
        raise Http404 from error


def told(request: HttpRequest, reading: Reading, *, is_done: bool) -> None:
    """The journal says that the person was shown, or that what the address is for was done."""
    disclose(request, [reading.person], reading.at, action="" if is_done else READ)


def back_to_record(user: User, person: YoungPerson, anchor: str) -> HttpResponse:
    """To that part of the record; home, for whoever may no longer read it."""
    try:
        read_person(user, person.code, timezone.now())
    except Http404:
        return redirect("home")
    return redirect(f"{person.get_absolute_url()}#{anchor}")
