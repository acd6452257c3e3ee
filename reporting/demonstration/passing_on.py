"""Hand-overs between the two Missions Locales, one exit, what each sets out to reach, an alert put off."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from cases.case_files import refresh
from cases.handovers.handing_over import accept, refuse
from cases.models import (
    AlertKind,
    AlertSnooze,
    Axis,
    AxisGoal,
    ExitReason,
    GoalResult,
    Handover,
    HandoverRefusal,
    Situation,
    SituationKind,
)
from reporting.demonstration.days import open_day_from
from reporting.demonstration.followed import Followed, of_team
from reporting.demonstration.plans import weighted
from reporting.demonstration.timetable import MONA, SOIZIC, YANN, YOUENN, Timetable, coded, moment

AIMS = {
    Axis.CAREER_PLAN: 4,
    Axis.EMPLOYMENT: 5,
    Axis.TRAINING: 3,
    Axis.HOUSING: 4,
    Axis.HEALTH: 1,
    Axis.CITIZENSHIP: 2,
}
REACHED = (GoalResult.REACHED, GoalResult.PARTLY, GoalResult.NO_LONGER)
LEFT, HIRED = -6, -15


@dataclass(frozen=True)
class Asked:
    """A hand-over, in days from the day of loading, of that one among the people who were followed then; `refusal`:
    why it was refused on the day of the answer, accepted otherwise."""

    giver: str
    taker: str
    by: str
    day: int
    rank: int
    answered: int | None = None
    refusal: HandoverRefusal | None = None
    alerted: int | None = None


ASKED = (
    Asked("ml-rennes", "ml-saint-malo", YANN, -3, 3),
    Asked("ml-saint-malo", "ml-rennes", YOUENN, -14, 1, alerted=-3),
    Asked("ml-rennes", "ml-saint-malo", SOIZIC, -20, 7, -13, HandoverRefusal.NOT_OUR_TERRITORY),
    Asked("ml-rennes", "ml-saint-malo", YANN, -24, 0, -19),
)


def set_goals(people: list[Followed], rng: random.Random) -> None:
    """Two or three axes for each, from the day of the entry."""
    AxisGoal.objects.bulk_create(
        AxisGoal(enrolment=one.enrolment, axis=axis, set_on=one.enrolment.entered_on)
        for one in people
        for axis in sorted({weighted(rng, AIMS) for _ in range(3)})
    )


def ask_for_handovers(people: list[Followed], timetable: Timetable, rng: random.Random) -> None:
    """One under way, one that waits for too long, one that was refused, one accepted."""
    for asked in ASKED:
        day = timetable.on + timedelta(days=asked.day)
        one = [one for one in of_team(people, asked.giver) if one.enrolment.entered_on < day][asked.rank]
        code = coded(rng, 6)
        handover = Handover.objects.create(
            code=f"{code[:4]}-{code[4:]}",
            person=one.person,
            programme_id=one.enrolment.programme_id,
            from_mission_locale=one.enrolment.mission_locale,
            to_mission_locale=timetable.bodies[asked.taker],
            consented_on=day - timedelta(days=1),
            asked_on=day,
            asked_by=timetable.users[asked.by],
            alerted_at=None if asked.alerted is None else moment(timetable.on + timedelta(days=asked.alerted), 7),
        )
        if asked.answered is not None:
            answer(handover, asked.refusal, moment(timetable.on + timedelta(days=asked.answered), 11), timetable, rng)


def answer(
    handover: Handover, refusal: HandoverRefusal | None, at: datetime, timetable: Timetable, rng: random.Random
) -> None:
    """What the lead of Saint-Malo says; whom she accepts she follows from that day on."""
    mona = timetable.users[MONA]
    if refusal is not None:
        refuse(handover, mona, at, refusal)
    elif begun := accept(handover, mona, at, mona):
        begun.code = coded(rng)
        begun.save(update_fields=["code"])


def let_one_leave(people: list[Followed], timetable: Timetable, rng: random.Random) -> None:
    """The one followed for longest by Rennes who is free leaves with a job; what was reached is said."""
    one = next(one for one in of_team(people, "ml-rennes") if one.release is None)
    left, hired = (open_day_from(timetable.on + timedelta(days=days)) for days in (LEFT, HIRED))
    Situation.objects.create(
        code=coded(rng),
        person=one.person,
        kind=SituationKind.PERMANENT_JOB,
        organisation_name="Menuiserie Korrigan",
        starts_on=hired,
    )
    enrolment = one.enrolment
    enrolment.left_on, enrolment.exit_reason = left, ExitReason.EMPLOYMENT
    enrolment.exit_entered_at, enrolment.exit_entered_by = moment(left, 17), timetable.users[SOIZIC]
    enrolment.save()
    AxisGoal.objects.get_or_create(
        enrolment=enrolment, axis=Axis.EMPLOYMENT, defaults={"set_on": enrolment.entered_on}
    )
    for goal, result in zip(enrolment.goals.order_by("axis"), REACHED, strict=False):
        goal.result, goal.assessed_on = result, left
        goal.save()
    refresh([one.person.pk])


def put_off_an_alert(people: list[Followed], timetable: Timetable) -> None:
    """Of someone free whom nobody has met for a month, but who is expected."""
    since = timetable.on - timedelta(days=30)
    free = [one for one in of_team(people, "ml-rennes") if one.release is None and not one.enrolment.left_on]
    for one in free:
        last = one.person.contacts.aggregate(last=Max("held_on"))["last"]
        if last and last < since:
            AlertSnooze.objects.create(
                person=one.person,
                mission_locale=one.enrolment.mission_locale,
                alert=AlertKind.NO_CONTACT,
                snoozed_on=timetable.on - timedelta(days=2),
                until=timetable.on + timedelta(days=8),
                reason="En chantier hors du département, rappelle à son retour",
                snoozed_by=timetable.users[YANN],
            )
            return
