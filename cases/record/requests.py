"""The requests of a unit to the Mission Locale, on the record."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cases.models import CaseRequest, RequestKind
from cases.record.reading import Reading
from cases.record.section import Section
from cases.record.together import Rows
from cases.referrals.case_requests import asked_kinds, asks_row, request_row


def requests_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """Those without an answer first."""
    found = CaseRequest.objects.visible_to(reading.user, reading.at).filter(person=reading.person)
    return {"requests": found.waiting_first().with_bodies()}


def requests_context(reading: Reading, rows: Rows) -> dict[str, Any] | None:
    """As _person_requests.html has it; nothing where nothing was asked, nor can be."""
    kinds: list[RequestKind] = asked_kinds(reading.is_in_charge, reading.decides_for_unit)
    if not rows["requests"] and not kinds:
        return None
    return {
        "requests": [request_row(request, reading.user, reading.on) for request in rows["requests"]],
        "asks": [asks_row(reading.person, kind) for kind in kinds],
    }


SECTION = Section("cases/_person_requests.html", requests_rows, requests_context)
