"""Where someone lives, on the record: before, at the release, today; and every address with its dates."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cases.models import Address
from cases.record.reading import Reading
from cases.record.residence import Residence, residences
from cases.record.section import Section
from cases.record.together import Rows
from partners.french import NO_BREAK, day_words

QPV = {
    True: {"label": f"QPV{NO_BREAK}: oui", "tone": "info"},
    False: {"label": f"QPV{NO_BREAK}: non", "tone": "neutral"},
    None: {"label": f"QPV{NO_BREAK}: inconnu", "tone": "waiting"},
}


def addresses_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """Those that one reads."""
    found = Address.objects.visible_to(reading.user, reading.at).filter(person=reading.person)
    return {"addresses": found.select_related("commune")}


def addresses_context(reading: Reading, rows: Rows) -> dict[str, Any]:
    """As _person_addresses.html has it."""
    lived = residences(rows["addresses"], rows["measures"], rows["adjustments"], reading.on)
    writes = bool(reading.deciding)
    return {
        "residences": [residence_row(residence) for residence in lived],
        "rows": [address_row(address, reading, writes) for address in rows["addresses"]],
        "add_url": reverse("cases:address_create", args=[reading.person.code]) if writes else "",
    }


def residence_row(residence: Residence) -> dict[str, Any]:
    """One of the three answers; inside there is none."""
    when = day_words(residence.on) or "Date inconnue"
    if residence.is_inside:
        return {"label": residence.label, "when": when, "where": "En détention", "qpv": None}
    where = str(residence.address) if residence.address else "Inconnue"
    return {"label": residence.label, "when": when, "where": where, "qpv": QPV[residence.qpv]}


def address_row(address: Address, reading: Reading, writes: bool) -> dict[str, Any]:
    """An address with its dates, and where it is changed."""
    return {
        "address": address,
        "qpv": QPV[address.qpv],
        "is_current": address.starts_on is not None
        and address.starts_on <= reading.on <= (address.ends_on or reading.on),
        "edit_url": reverse("cases:address_edit", args=[address.pk]) if writes else "",
        "delete_url": reverse("cases:fact_delete", args=[reading.person.code, "adresse", address.pk])
        if writes
        else "",
    }


SECTION = Section("cases/_person_addresses.html", addresses_rows, addresses_context)
