"""Where some of the cast lived before, are held, and live since: dated addresses."""

from __future__ import annotations

import random
from datetime import timedelta

from cases.models import Address, AddressKind, AddressMoment, Referral
from reporting.demonstration.timetable import coded

# Of whom more is known than the one address of the referral, with the street where each lived.
STREETS = {
    "call_back": "5 rue du Four à chaux",
    "hearing": "18 avenue des Marronniers",
    "new_date": "2 impasse du Moulin",
    "passed_on": "31 rue de la Fontaine",
}


def date_addresses(known: dict[str, Referral], rng: random.Random) -> None:
    """The address before custody ends on its eve; then comes that of the prison, which proves no residence."""
    for key, street in STREETS.items():
        person = known[key].person
        measure = person.measures.select_related("organisation").latest("starts_on")
        eve = measure.starts_on - timedelta(days=1)
        Address.objects.stated().filter(person=person).update(
            code=coded(rng), moment=AddressMoment.BEFORE, line=street, kind=AddressKind.PERSONAL, ends_on=eve
        )
        Address.objects.create(
            code=coded(rng),
            person=person,
            moment=AddressMoment.INSIDE,
            kind=AddressKind.ESTABLISHMENT,
            commune_id=measure.organisation.commune_id if measure.organisation else None,
            starts_on=measure.starts_on,
            ends_on=measure.ends_on,
        )
