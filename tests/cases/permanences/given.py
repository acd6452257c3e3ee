"""A permanence with people on it, for the tests of its page and of its papers."""

from __future__ import annotations

from datetime import date, time

from cases.case_files import refresh
from cases.models import Permanence, YoungPerson
from cases.permanences.booking import book
from tests.factories import (
    OrganisationFactory,
    PermanenceFactory,
    ReferralFactory,
    SiteFactory,
    YoungPersonFactory,
)

# A Tuesday, the day of the permanence, and the Thursday before, on which the tests are.
TUESDAY, THURSDAY = date(2026, 12, 1), "2026-11-26 09:00"
NAMES = ["Kerdoncuff", "Le Goff", "Åström-Guéguen", "de La Villemarqué du Plessis-Bardoul"]


def tuesday(slots: int = 12, *, inside: bool = True) -> Permanence:
    """From nine to noon, held by We Ker, at a site of the prison of Vezin's unit, or outside."""
    unit = OrganisationFactory(code="spip-35-vezin", spip=True)
    prison = OrganisationFactory(code="cp-vezin", prison=True, parent=unit, name="Centre pénitentiaire de Vezin")
    site = SiteFactory(
        name="Centre pénitentiaire de Vezin" if inside else "Antenne de Maurepas",
        is_inside=inside,
        organisation=prison if inside else None,
    )
    return PermanenceFactory(
        site=site,
        mission_locale=OrganisationFactory(code="ml-rennes"),
        planned_on=TUESDAY,
        starts_at=time(9),
        ends_at=time(12),
        slots=slots,
    )


def referred(count: int, unit: str = "spip-35-vezin") -> list[YoungPerson]:
    """So many young people whom that unit has referred to We Ker, and who wait."""
    people = [
        YoungPersonFactory(last_name=f"{NAMES[number % len(NAMES)]} {number}", first_name="Malo")
        for number in range(count)
    ]
    for person in people:
        ReferralFactory(
            person=person,
            referred_by=OrganisationFactory(code=unit, spip=True),
            mission_locale=OrganisationFactory(code="ml-rennes"),
            referred_on=date(2026, 11, 2),
        )
    refresh([person.pk for person in people])
    return people


def filled(permanence: Permanence, count: int, unit: str = "spip-35-vezin") -> list[YoungPerson]:
    """The same, put on the permanence."""
    people = referred(count, unit)
    for person in people:
        book(person, permanence, person.referrals.get())
    return people
