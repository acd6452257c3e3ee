"""What else happens to some of the cast: requests with deadlines, a restricted file, a passing on, a duplicate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cases.models import (
    Appointment,
    CaseRequest,
    DuplicateSuspicion,
    Referral,
    RequestAnswer,
    RequestKind,
    Restriction,
    RestrictionReader,
    RestrictionReason,
    UnitTransfer,
)
from cases.referrals.missed_twice import ANSWERED_WITHIN
from reporting.demonstration.cast import RONAN, SANDRINE
from reporting.demonstration.days import open_day_from, open_day_until
from reporting.demonstration.timetable import YANN, Timetable, coded, moment


@dataclass(frozen=True)
class Asked:
    """A request of an officer on one of the cast, in days from the day of loading."""

    key: str
    kind: RequestKind
    asked: int
    due: int
    by: str
    concerns: int | None = None
    answer: str = ""


ASKED = (
    Asked("hearing", RequestKind.CERTIFICATE, -2, 5, RONAN, concerns=7),
    Asked("call_back", RequestKind.CALL_BACK, -3, -1, SANDRINE),
    Asked("new_date", RequestKind.RELEASE_DATE, -4, 3, SANDRINE, concerns=80, answer=RequestAnswer.NOTED),
)


def tell_events(known: dict[str, Referral], timetable: Timetable) -> None:
    """Make them, each of the person of whom the cast says so."""
    for asked in ASKED:
        ask(asked, known[asked.key], timetable)
    ask_about_misses(known["missed_twice"], timetable)
    restrict(known["restricted"], timetable)
    pass_on(known["passed_on"], timetable)
    pair = sorted((known["alike"].person, known["alike_elsewhere"].person), key=lambda person: person.pk)
    found_at = moment(known["alike_elsewhere"].referred_on, 15)
    DuplicateSuspicion.objects.create(first=pair[0], second=pair[1], found_at=found_at)


def ask(asked: Asked, referral: Referral, timetable: Timetable) -> None:
    """The request, with its answer where there is one."""
    on, yann = timetable.on, timetable.users[YANN]
    officers = {str(user): user for user in timetable.users.values()}
    CaseRequest.objects.create(
        code=coded(timetable.rng),
        person=referral.person,
        unit=referral.referred_by,
        mission_locale=referral.mission_locale,
        kind=asked.kind,
        concerns_on=concerned(asked, on),
        asked_at=moment(on + timedelta(days=asked.asked), 11),
        asked_by=officers[asked.by],
        due_on=open_day_from(on + timedelta(days=asked.due)) if asked.due > 0 else on + timedelta(days=asked.due),
        answer=asked.answer,
        answered_at=moment(on - timedelta(days=1), 10) if asked.answer else None,
        answered_by=yann if asked.answer else None,
    )


def concerned(asked: Asked, on: date) -> date | None:
    """The day that it is about: a judge sits on working days."""
    if asked.concerns is None:
        return None
    day = on + timedelta(days=asked.concerns)
    return open_day_until(day) if asked.kind == RequestKind.CERTIFICATE else day


def ask_about_misses(referral: Referral, timetable: Timetable) -> None:
    """The Mission Locale's own question, put on the morning after the second absence was typed."""
    last = Appointment.objects.filter(referral=referral).exclude(attendance="").latest("permanence__planned_on")
    asked_on = last.permanence.planned_on + timedelta(days=1)
    CaseRequest.objects.create(
        code=coded(timetable.rng),
        person=referral.person,
        unit=referral.referred_by,
        mission_locale=referral.mission_locale,
        kind=RequestKind.MISSED_TWICE,
        asked_at=moment(asked_on, 7),
        due_on=open_day_from(asked_on + ANSWERED_WITHIN),
    )


def restrict(referral: Referral, timetable: Timetable) -> None:
    """The file is for the referent and the officer who follow the person; the lead would break the glass."""
    lead = timetable.users["lead"]
    restriction = Restriction.objects.create(
        person=referral.person,
        reason=RestrictionReason.RELATIVE,
        marked_at=moment(timetable.on - timedelta(days=8), 9),
        marked_by=lead,
    )
    for reader in (timetable.users[YANN], referral.sent_by):
        if reader is not None:
            RestrictionReader.objects.create(restriction=restriction, user=reader)


def pass_on(referral: Referral, timetable: Timetable) -> None:
    """Released, the person is now the community unit's; the unit of the prison still reads."""
    UnitTransfer.objects.create(
        person=referral.person,
        from_unit=referral.referred_by,
        to_unit=timetable.bodies["spip-35-rennes-mo"],
        passed_on=timetable.on - timedelta(days=6),
        passed_by=referral.sent_by,
    )
