"""What is still open when someone leaves the programme: told before, and hindering nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from cases.models import (
    AdjustmentDecision,
    Appointment,
    Enrolment,
    NeedState,
    NextStep,
    Placement,
    PlacementState,
    ReleaseNeed,
    SentenceAdjustment,
    Situation,
)
from partners.french import day_words
from partners.models import User

OPEN_NEEDS = (NeedState.TO_DO, NeedState.UNDER_WAY)
OPEN_PLACES = (PlacementState.ASKED, PlacementState.WAITING, PlacementState.ACCEPTED, PlacementState.STARTED)


def remaining(enrolment: Enrolment, user: User, at: datetime) -> list[str]:
    """A sentence for each kind of thing that this user reads and that is not over on that day."""
    on, person = localdate(at), enrolment.person_id
    to_come = Appointment.objects.visible_to(user, at).to_come(on).filter(person=person)
    needs = ReleaseNeed.objects.visible_to(user, at).filter(person=person, state__in=OPEN_NEEDS)
    places = Placement.objects.visible_to(user, at).filter(person=person, state__in=OPEN_PLACES)
    steps = NextStep.objects.visible_to(user, at).open().filter(person=person)
    kinds: list[tuple[str, Iterable[str]]] = [
        (
            "Rendez-vous à venir",
            (day_words(one.permanence.planned_on) for one in to_come.select_related("permanence")),
        ),
        ("Besoins à la sortie", map(str, needs.select_related("type"))),
        ("Situations sans fin", map(str, going_on(Situation.objects.visible_to(user, at).filter(person=person), on))),
        ("Aménagements en cours", map(str, open_adjustments(person, user, at))),
        ("Places chez un partenaire", (str(one.agreement) for one in places.select_related("agreement"))),
        ("Prochaines étapes", map(str, steps)),
    ]
    listed = [(label, list(words)) for label, words in kinds]
    return [f"{label}\N{NO-BREAK SPACE}: {', '.join(words)}." for label, words in listed if words]


def open_adjustments(person: int, user: User, at: datetime) -> Iterable[SentenceAdjustment]:
    """Those in preparation, and those granted that go on."""
    known = SentenceAdjustment.objects.visible_to(user, at).filter(person=person)
    granted = going_on(known.filter(decision=AdjustmentDecision.GRANTED), localdate(at))
    return [*known.filter(decision=AdjustmentDecision.IN_PREPARATION), *granted]


def going_on(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Those whose end is not known, or comes after that day."""
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
