"""What a person's record offers to note."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from cases.record.reading import Reading
from cases.record.section import RecordAction
from cases.record.together import Rows


def contact_actions(reading: Reading, rows: Rows) -> Iterator[RecordAction]:
    """A contact, a situation: for those who meet young people."""
    if reading.records:
        code = [reading.person.code]
        yield RecordAction("Noter un contact", reverse("cases:contact_create", args=code), daily=True, key="n")
        yield RecordAction("Noter une situation", reverse("cases:situation_create", args=code), daily=True)
