"""The places of the demonstration: those of 2017 that the 2016 report announces, and those of these weeks.

They come after the package and the living caseload, whose people they are given to: nothing else is told of anyone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import F
from django.utils import timezone

from cases.models import (
    Enrolment,
    JusticeMeasure,
    Placement,
    PlacementResult,
    PlacementState,
    Situation,
    SituationKind,
)
from partners.agreements.periods import months_after
from partners.models import Commitment, CommitmentKind, Organisation, PartnerAgreement
from reporting.demonstration.cohort import SEED
from reporting.demonstration.timetable import coded

ASKED, WAITING, ACCEPTED = PlacementState.ASKED, PlacementState.WAITING, PlacementState.ACCEPTED
STARTED, ENDED = PlacementState.STARTED, PlacementState.ENDED
RENNES, SAINT_MALO = "ml-rennes", "ml-saint-malo"
HIRED = (SituationKind.FIXED_TERM_JOB, SituationKind.PERMANENT_JOB, SituationKind.TEMPORARY_JOB)
TRAINED = (SituationKind.QUALIFICATION, SituationKind.PRE_TRAINING)


@dataclass(frozen=True)
class Told:
    """A placement of these weeks, in days from the day of loading: when it was asked, from when the place is wanted or
    kept, when it ended. `place`: that of its stock. `is_served`: it waited for the place that it has."""

    state: PlacementState
    asked: int
    start: int
    end: int | None = None
    place: int | None = None
    is_served: bool = False
    mission_locale: str = RENNES

    @property
    def is_inside(self) -> bool:
        """Whether it is for somebody who is still to come out."""
        return self.state not in (STARTED, ENDED)


# By partner: the one's stock of places, or an agreement without one.
THESE_WEEKS: dict[str, tuple[Told, ...]] = {
    "ibep": (
        Told(ENDED, -420, -400, -190, 1),
        Told(ENDED, -390, -365, -170, 2),
        Told(STARTED, -210, -180, None, 1),
        Told(STARTED, -190, -165, None, 2),
        Told(STARTED, -290, -258, None, 3),  # who stays beyond the expected end
        Told(STARTED, -150, -120, None, 4),
        Told(STARTED, -110, -84, None, 5),
        Told(STARTED, -75, -50, None, 6),
        Told(STARTED, -40, -21, None, 7),
        Told(ACCEPTED, -20, 12, None, 8),
        Told(ASKED, -6, 25, None, 9),
    ),
    "fjt-amities-sociales": (
        Told(ENDED, -300, -280, -2, 2),
        Told(STARTED, -250, -230, None, 1),
        Told(STARTED, -120, -100, None, 3),
        Told(STARTED, -60, -40, None, 4),
        Told(ASKED, -30, -2, None, 2, is_served=True),
        Told(WAITING, -18, 5),
        Told(WAITING, -9, 15, mission_locale=SAINT_MALO),
    ),
    "alfadi": (
        Told(STARTED, -200, -170, None, 1),
        Told(STARTED, -90, -70, None, 2),
        Told(STARTED, -35, -14, None, 3),
        Told(ACCEPTED, -12, 9, None, 4),
    ),
    "agir-abcd": (Told(WAITING, -24, -24), Told(WAITING, -15, -15), Told(WAITING, -4, -4)),
    "compagnons-batisseurs": (Told(STARTED, -60, -45), Told(STARTED, -50, -30), Told(STARTED, -30, -10)),
}


def create_placements(on: date) -> None:
    """Make them as of that day; agreements and people are there already."""
    rng = random.Random(f"{SEED} places {on}")
    create_of_2017(rng)
    people = People(on)
    for partner, told in THESE_WEEKS.items():
        agreement = PartnerAgreement.objects.get(code=f"{partner_code(partner)}-{on.year}")
        stock = agreement.commitments.filter(kind=CommitmentKind.PLACES, amendment__isnull=True).first()
        for one in told:
            tell(one, people.next_for(one), agreement, stock, on, coded(rng))


def partner_code(partner: str) -> str:
    """How the code of a partner's agreement begins."""
    return "fjt" if partner.startswith("fjt") else partner


class People:
    """Those who are followed, one after the other: outside, or still to come out, by Mission Locale."""

    def __init__(self, on: date) -> None:
        custody = JusticeMeasure.objects.custody().running(on).values("person")
        followed = Enrolment.objects.open().filter(entered_on__lte=on).order_by("entered_on", "code")
        self.outside = self.by_place(followed.exclude(person__in=custody))
        self.inside = self.by_place(followed.filter(person__in=custody))

    @staticmethod
    def by_place(enrolments: Any) -> dict[str, Iterator[Enrolment]]:
        """The enrolments by the code of their Mission Locale, one a person."""
        found: dict[str, dict[int, Enrolment]] = {RENNES: {}, SAINT_MALO: {}}
        for one in enrolments.select_related("mission_locale"):
            found.get(one.mission_locale.code, {}).setdefault(one.person_id, one)
        return {code: iter(people.values()) for code, people in found.items()}

    def next_for(self, told: Told) -> Enrolment | None:
        """Somebody whom nothing was given to yet; None where nobody is left."""
        return next((self.inside if told.is_inside else self.outside)[told.mission_locale], None)


def tell(
    told: Told, enrolment: Enrolment | None, agreement: PartnerAgreement, stock: Commitment | None, on: date, code: str
) -> None:
    """Make one, with the days that its state has; a stay begins once its person is followed."""
    if enrolment is None:
        return
    start, asked = on + timedelta(days=told.start), on + timedelta(days=told.asked)
    ends_on = None if told.end is None else on + timedelta(days=told.end)
    if told.state == STARTED:
        start = max(start, enrolment.entered_on + timedelta(days=20))
        asked = min(asked, start) if asked >= enrolment.entered_on else enrolment.entered_on
    if start > on and told.state == STARTED:
        return
    begun = told.state in (STARTED, ENDED)
    accepted = begun or told.state == ACCEPTED
    waited = told.state == WAITING or told.is_served
    months = stock.minimum_months if stock else None
    Placement.objects.create(
        code=code,
        person_id=enrolment.person_id,
        agreement=agreement,
        commitment=stock,
        mission_locale=enrolment.mission_locale,
        state=told.state,
        place=told.place if stock else None,
        asked_on=asked,
        reserved_from=start,
        waiting_since=timezone.make_aware(datetime.combine(asked, time(10))) if waited else None,
        accepted_on=min(asked + timedelta(days=9), start, on) if accepted else None,
        starts_on=start if begun else None,
        expected_end_on=months_after(start, months + 2) if begun and months else None,
        ends_on=ends_on,
        result=PlacementResult.COMPLETED if ends_on else "",
    )


def create_of_2017(rng: random.Random) -> None:
    """On the building site three placed, one of whom signed a contract; four in Déclic, three of whom went into
    training: where the package says that they did."""
    rennes = Organisation.objects.get(code=RENNES)
    taken: set[int] = set()
    for code, kinds, followed_by, placed in (
        ("compagnons-batisseurs-2017", HIRED, 1, 3),
        ("declic-2017", TRAINED, 3, 4),
    ):
        agreement = PartnerAgreement.objects.get(code=code)
        year = Situation.objects.filter(starts_on__range=(date(2017, 2, 1), date(2017, 12, 20)))
        own = year.filter(person__enrolments__mission_locale=rennes, person__enrolments__entered_on__lt=F("starts_on"))
        entered = own.filter(kind__in=kinds).exclude(person__in=taken).order_by("starts_on", "code").distinct()
        followed = list(islice(one_a_person(entered), followed_by))
        taken |= {one.person_id for one in followed}
        for situation in followed:
            start = max(date(2017, 1, 9), situation.starts_on - timedelta(days=45))
            place(agreement, rennes, situation.person_id, start, situation.starts_on, coded(rng), situation)
        others = Enrolment.objects.filter(mission_locale=rennes, entered_on__year=2016).exclude(person__in=taken)
        for enrolment in others.order_by("-entered_on", "code")[: placed - len(followed)]:
            taken.add(enrolment.person_id)
            place(agreement, rennes, enrolment.person_id, date(2017, 2, 6), date(2017, 3, 31), coded(rng))


def one_a_person(situations: Any) -> Iterator[Situation]:
    """The first of each person."""
    known: set[int] = set()
    for situation in situations:
        if situation.person_id not in known:
            known.add(situation.person_id)
            yield situation


def place(
    agreement: PartnerAgreement,
    mission_locale: Organisation,
    person: int,
    start: date,
    end: date,
    code: str,
    situation: Situation | None = None,
) -> None:
    """A stay that is over, with what followed."""
    Placement.objects.create(
        code=code,
        person_id=person,
        agreement=agreement,
        mission_locale=mission_locale,
        state=ENDED,
        asked_on=start - timedelta(days=14),
        accepted_on=start - timedelta(days=5),
        starts_on=start,
        ends_on=end,
        result=PlacementResult.SOLUTION if situation else PlacementResult.COMPLETED,
        situation=situation,
    )
