"""Where someone lives, on the record."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cases.models import Address
from cases.record.reading import Reading
from cases.record.section import Section
from cases.record.together import Rows


def addresses_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """Those that one reads."""
    found = Address.objects.visible_to(reading.user, reading.at).filter(person=reading.person)
    return {"addresses": found.select_related("commune")}


def addresses_context(reading: Reading, rows: Rows) -> dict[str, Any]:
    """As _person_addresses.html has it."""
    return {"addresses": rows["addresses"]}


SECTION = Section("cases/_person_addresses.html", addresses_rows, addresses_context)
