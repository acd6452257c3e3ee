"""What the pages of measures, adjustments and permissions have in common: who writes, on whom, once."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from cases.adjustments.rights import may_write
from cases.record.reading import Reading, read_person
from cases.record.way_back import way_back
from partners.access import signed_in


def written_person(request: HttpRequest, code: str, at: datetime) -> Reading:
    """The person of that reference, for whoever writes their measures. Raises Http404 for one whom the user does not
    see, PermissionDenied for whoever only reads."""
    reading = read_person(signed_in(request), code, at)
    if not may_write(reading):
        raise PermissionDenied
    return reading


def back_to_record(request: HttpRequest, reading: Reading, anchor: str) -> HttpResponse:
    """To where one came from on the record, or that part of it; home, for whoever may no longer read it."""
    try:
        read_person(reading.user, reading.person.code, reading.at)
    except Http404:
        return redirect("home")
    return redirect(way_back(request, reading.person, anchor))
