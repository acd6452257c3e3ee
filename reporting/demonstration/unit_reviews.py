"""The meetings of a unit and a Mission Locale in these weeks, and what each side does next since."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from cases.models import NeedSide, NextStep, ReviewLine, ReviewSubject, StepKind, UnitReview, YoungPerson
from reporting.demonstration.days import open_day_from
from reporting.demonstration.followed import Followed, of_team
from reporting.demonstration.teams import SAINT_MALO, VEZIN
from reporting.demonstration.timetable import YANN, YOUENN, Timetable, coded, moment

ML, SPIP, PARTNER = NeedSide.MISSION_LOCALE, NeedSide.SPIP, NeedSide.PARTNER
WITHIN = 90


@dataclass(frozen=True)
class Decided:
    """A step, for whom by the rank of the release, due in days from the day of loading; done or dropped that day."""

    rank: int
    kind: StepKind
    side: NeedSide
    due: int
    done: int | None = None
    dropped: int | None = None


@dataclass(frozen=True)
class Met:
    """A meeting, in days from the day of loading; that of the day itself is open, with so many lines ticked."""

    unit: str
    prison: str
    by: str
    day: int
    ticked: int
    decided: tuple[Decided, ...]
    mission_locale: str = "ml-rennes"


MEETINGS = (
    Met(
        "spip-35-vezin",
        VEZIN.code,
        YANN,
        -16,
        6,
        (
            Decided(0, StepKind.HOUSING, PARTNER, 2),
            Decided(0, StepKind.SPIP_APPOINTMENT, SPIP, -2),
            Decided(0, StepKind.RELEASE_DATE, SPIP, -10, done=-11),
            Decided(1, StepKind.OUTSIDE, ML, -4, done=-5),
            Decided(2, StepKind.PERMISSION, SPIP, 6),
            Decided(3, StepKind.EMPLOYER, ML, 9),
            Decided(4, StepKind.TRAINING, ML, -7, dropped=-7),
        ),
    ),
    Met(
        "spip-35-vezin",
        VEZIN.code,
        YANN,
        0,
        2,
        (Decided(1, StepKind.CALL, ML, 3), Decided(2, StepKind.INTERVIEW, ML, 5)),
    ),
    Met(
        "spip-35-saint-malo",
        SAINT_MALO.code,
        YOUENN,
        -13,
        3,
        (
            Decided(0, StepKind.HOUSING, ML, 4),
            Decided(0, StepKind.CALL, ML, -5, done=-6),
            Decided(1, StepKind.SPIP_APPOINTMENT, SPIP, 8),
        ),
        "ml-saint-malo",
    ),
)


def meet_units(people: list[Followed], timetable: Timetable, rng: random.Random) -> None:
    """Make the meetings, on those who come out first of the prison of the unit."""
    for met in MEETINGS:
        team = [one for one in of_team(people, met.mission_locale) if one.held_in() == met.prison]
        within = [one.person for one in team if (one.days_left(timetable.on) or WITHIN + 1) <= WITHIN]
        hold(met, within, timetable, rng)


def hold(met: Met, people: list[YoungPerson], timetable: Timetable, rng: random.Random) -> None:
    """The meeting, its lines ticked, its steps; closed unless it is that of the day, which was opened on the eve."""
    day = on_working_day(timetable, met.day)
    author, is_today = timetable.users[met.by], met.day == 0
    review = UnitReview.objects.create(
        code=coded(rng),
        unit=timetable.bodies[met.unit],
        mission_locale=timetable.bodies[met.mission_locale],
        held_on=day,
        opened_at=moment(day - timedelta(days=1), 17),
        opened_by=author,
        closed_at=None if is_today else moment(day, 12),
    )
    said_at = moment(day - timedelta(days=1), 18) if is_today else moment(day, 10)
    ReviewLine.objects.bulk_create(
        ReviewLine(review=review, person=person, subject=ReviewSubject.RELEASE, ticked_at=said_at, ticked_by=author)
        for person in people[: met.ticked]
    )
    for decided in met.decided:
        if decided.rank < len(people):
            NextStep.objects.create(
                code=coded(rng),
                person=people[decided.rank],
                side=decided.side,
                kind=decided.kind,
                due_on=on_working_day(timetable, decided.due),
                done_on=None if decided.done is None else on_working_day(timetable, decided.done),
                dropped_on=None if decided.dropped is None else on_working_day(timetable, decided.dropped),
                review=review,
                decided_at=said_at,
                decided_by=author,
            )


def on_working_day(timetable: Timetable, days: int) -> date:
    """The day so many days away, or the first working day after it; today is today."""
    day = timetable.on + timedelta(days=days)
    return open_day_from(day) if days else day
