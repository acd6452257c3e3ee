"""Adjustments of some of the cast, one in each state, as both sides write them; permissions de sortir, a release date
that changed, a certificate that was signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cases.adjustments.certificate import asked_for, lines_of, sign
from cases.models import (
    AdjustmentDecision,
    AdjustmentKind,
    AdjustmentSupply,
    Destination,
    NeedSide,
    NeedState,
    Outcome,
    PermissionPurpose,
    PlannedEndChange,
    Referral,
    ReleaseNeed,
    ReleasePermission,
    ReturnCause,
    SentenceAdjustment,
    Situation,
    SituationKind,
    SupplyKind,
)
from cases.record.reading import read_person
from partners.models import User
from reporting.demonstration.days import open_day_until
from reporting.demonstration.timetable import YANN, Timetable, coded, moment

IN_PREPARATION, GRANTED, REFUSED = AdjustmentDecision
# A piece: by when it is asked, since when it is there.
Piece = tuple[SupplyKind, int, int | None]
# By how much the release date of one of them was put forward, and how long ago.
PUT_FORWARD, CHANGED = 21, -1


@dataclass(frozen=True)
class Adjusted:
    """The adjustment of one of the cast, in days from the day of loading; each falls on the last working day."""

    key: str
    kind: AdjustmentKind
    decision: AdjustmentDecision = IN_PREPARATION
    requested: int | None = None
    hearing: int | None = None
    decided: int | None = None
    starts: int | None = None
    ends: int | None = None
    destination: str = ""
    outcome: str = ""
    withdrawn: int | None = None
    pieces: tuple[Piece, ...] = ()


ADJUSTED = (
    Adjusted(
        "prepared",
        AdjustmentKind.EXTERNAL_PLACEMENT,
        pieces=((SupplyKind.TRAINING_START, 10, None), (SupplyKind.IDENTITY, 3, None)),
    ),
    Adjusted(
        "new_date",
        AdjustmentKind.DAY_RELEASE,
        requested=-6,
        destination=Destination.EMPLOYMENT,
        pieces=((SupplyKind.EMPLOYER_PROMISE, -1, None), (SupplyKind.HOUSING_PROOF, 9, None)),
    ),
    Adjusted(
        "hearing",
        AdjustmentKind.MONITORING,
        requested=-10,
        hearing=7,
        destination=Destination.QUALIFICATION,
        pieces=(
            (SupplyKind.TRAINING_START, 4, -2),
            (SupplyKind.HOUSING_PROOF, 4, -3),
            (SupplyKind.CERTIFICATE, 5, None),
        ),
    ),
    Adjusted(
        "decision_due",
        AdjustmentKind.EXTERNAL_PLACEMENT,
        requested=-15,
        hearing=-2,
        destination=Destination.PREPARATION,
        pieces=((SupplyKind.CERTIFICATE, -4, -5),),
    ),
    Adjusted(
        "granted",
        AdjustmentKind.MONITORING,
        GRANTED,
        requested=-16,
        hearing=-4,
        decided=-4,
        starts=6,
        ends=95,
        destination=Destination.EMPLOYMENT,
        pieces=((SupplyKind.EMPLOYER_PROMISE, -8, -9), (SupplyKind.HOUSING_PROOF, -8, -8)),
    ),
    Adjusted(
        "started",
        AdjustmentKind.EXTERNAL_PLACEMENT,
        GRANTED,
        requested=-19,
        hearing=-12,
        decided=-12,
        starts=-6,
        ends=60,
        destination=Destination.QUALIFICATION,
        outcome=Outcome.RUNNING,
        pieces=((SupplyKind.TRAINING_START, -14, -15),),
    ),
    Adjusted("refused", AdjustmentKind.DAY_RELEASE, REFUSED, requested=-18, hearing=-5, decided=-5),
    Adjusted(
        "withdrawn",
        AdjustmentKind.DAY_RELEASE,
        GRANTED,
        requested=-26,
        hearing=-20,
        decided=-20,
        starts=-18,
        ends=-3,
        destination=Destination.JOB_SEARCH,
        outcome=Outcome.BACK_IN_CUSTODY,
        withdrawn=-3,
    ),
)
# Of whom, what for, when, granted or not.
PERMISSIONS: tuple[tuple[str, PermissionPurpose, int, bool | None], ...] = (
    ("hearing", PermissionPurpose.TRAINING, -4, True),
    ("hearing", PermissionPurpose.HOUSING, 4, True),
    ("new_date", PermissionPurpose.EMPLOYER, 8, None),
    ("refused", PermissionPurpose.FAMILY, -9, False),
)


def tell_adjustments(known: dict[str, Referral], timetable: Timetable) -> None:
    """Make them, each of the person of whom the cast says so."""
    for told in ADJUSTED:
        adjust(told, known[told.key], timetable)
    for key, purpose, days, is_granted in PERMISSIONS:
        ReleasePermission.objects.create(
            code=coded(timetable.rng),
            person=known[key].person,
            purpose=purpose,
            starts_on=day(timetable, days),
            is_granted=is_granted,
        )
    train(known["started"], -6, timetable)
    train(known["hearing"], 14, timetable)
    house(known["hearing"], timetable)
    put_forward(known["new_date"], timetable)
    certify(known["decision_due"], timetable)


def day(timetable: Timetable, days: int) -> date:
    """The last working day until the one so many days away."""
    return open_day_until(timetable.on + timedelta(days=days))


def known_day(timetable: Timetable, days: int | None) -> date | None:
    """The same, of a day that may have none."""
    return None if days is None else day(timetable, days)


def adjust(told: Adjusted, referral: Referral, timetable: Timetable) -> None:
    """The adjustment, with what the Mission Locale supplies."""
    adjustment = SentenceAdjustment.objects.create(
        code=coded(timetable.rng),
        person=referral.person,
        measure=referral.person.measures.last(),
        kind=told.kind,
        decision=told.decision,
        requested_on=known_day(timetable, told.requested),
        hearing_on=known_day(timetable, told.hearing),
        decided_on=known_day(timetable, told.decided),
        starts_on=known_day(timetable, told.starts),
        ends_on=known_day(timetable, told.ends),
        destination=told.destination,
        outcome=told.outcome,
        withdrawn_on=known_day(timetable, told.withdrawn),
        return_cause="" if told.withdrawn is None else ReturnCause.WITHDRAWN,
    )
    AdjustmentSupply.objects.bulk_create(
        AdjustmentSupply(
            adjustment=adjustment, kind=kind, due_on=day(timetable, due), supplied_on=known_day(timetable, supplied)
        )
        for kind, due, supplied in told.pieces
    )


def train(referral: Referral, days: int, timetable: Timetable) -> None:
    """The course for which an adjustment is asked, or was granted."""
    Situation.objects.create(
        code=coded(timetable.rng),
        person=referral.person,
        kind=SituationKind.QUALIFICATION,
        organisation_name="Compagnons Bâtisseurs",
        starts_on=day(timetable, days),
    )


def house(referral: Referral, timetable: Timetable) -> None:
    """The room for after."""
    ReleaseNeed.objects.create(
        code=coded(timetable.rng),
        person=referral.person,
        measure=referral.person.measures.get(),
        type_id="fjt",
        state=NeedState.SETTLED,
        side=NeedSide.MISSION_LOCALE,
        opened_on=day(timetable, -9),
        settled_on=day(timetable, -3),
    )


def put_forward(referral: Referral, timetable: Timetable) -> None:
    """The release date was later than it is now: who changed it, when."""
    measure = referral.person.measures.get()
    assert measure.planned_end_on is not None
    PlannedEndChange.objects.create(
        measure=measure,
        before_on=measure.planned_end_on + timedelta(days=PUT_FORWARD),
        after_on=measure.planned_end_on,
        changed_at=moment(timetable.on + timedelta(days=CHANGED), 10),
        changed_by=timetable.users[YANN],
        organisation=referral.mission_locale,
    )


def certify(referral: Referral, timetable: Timetable) -> None:
    """The certificate signed for the hearing, from what was known on the day that it was supplied."""
    supply = AdjustmentSupply.objects.get(adjustment__person=referral.person, kind=SupplyKind.CERTIFICATE)
    assert supply.supplied_on is not None
    reader: User = timetable.users[YANN]
    reading = read_person(reader, referral.person.code, moment(supply.supplied_on, 15))
    asked = asked_for(reading, referral.mission_locale, supply.adjustment.code)
    lines = lines_of(reading, referral.mission_locale)
    sign(reading, referral.mission_locale, asked, lines, supply.adjustment.hearing_on, coded(timetable.rng))
