"""All adjustments of those whom one reads, each with its next date; for a coordinator, how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, DateField, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.utils.timezone import localdate

from cases.adjustments.steps import OPEN, next_words, state_tone
from cases.homes.to_do import days_in_words
from cases.models import (
    AdjustmentKind,
    AdjustmentState,
    AdjustmentSupply,
    Enrolment,
    Programme,
    SentenceAdjustment,
)
from partners.models import User

# What a coordinator counts: those of the people who are in a programme today, from the preparation to the end.
COUNTED = (
    AdjustmentState.PREPARED,
    AdjustmentState.REQUESTED,
    AdjustmentState.HEARING,
    AdjustmentState.GRANTED,
    AdjustmentState.STARTED,
)


@dataclass(frozen=True)
class ListedAdjustment:
    """A line of the list: the adjustment, where it stands, what comes next, when, which pieces are missing."""

    adjustment: SentenceAdjustment
    state: AdjustmentState
    following: str
    next_on: date | None
    missing: list[AdjustmentSupply]
    on: date

    @property
    def tone(self) -> str:
        return state_tone(self.state)

    @property
    def is_late(self) -> bool:
        return self.next_on is not None and self.next_on < self.on

    @property
    def when(self) -> str:
        """« dans 5 jours », « depuis 3 jours », « aujourd’hui »; empty without a date."""
        left = (self.next_on - self.on).days if self.next_on else None
        if not left:
            return "" if left is None else "aujourd’hui"
        return f"{'dans' if left > 0 else 'depuis'} {days_in_words(abs(left))}"


def listed(user: User, at: datetime) -> QuerySet[SentenceAdjustment]:
    """Those of the people whom the user sees, the nearest date first, those that have none last."""
    rows = with_next_day(SentenceAdjustment.objects.visible_to(user, at).with_state(localdate(at)))
    missing = Prefetch("supplies", AdjustmentSupply.objects.missing(), to_attr="missing")
    named = ("person__last_name", "person__first_name", "pk")
    return (
        rows.select_related("person", "measure__organisation")
        .prefetch_related(missing)
        .order_by(F("next_on").asc(nulls_last=True), *named)
    )


def with_next_day(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each with `next_on`: the day of what comes next (`steps.next_words`), or of a piece that is due before it; a day
    that is past is late. None where nothing has a day. Of rows with their state."""
    to_end = Q(stands=AdjustmentState.STARTED) | Q(stands=AdjustmentState.ENDED, outcome="")
    step = Case(
        When(stands=AdjustmentState.HEARING, then=F("hearing_on")),
        When(stands=AdjustmentState.GRANTED, then=F("starts_on")),
        When(to_end, then=F("ends_on")),
        output_field=DateField(null=True),
    )
    missing = AdjustmentSupply.objects.missing().filter(adjustment=OuterRef("pk")).order_by().values("adjustment")
    due = Case(
        When(stands__in=OPEN, then=Subquery(missing.annotate(first=Min("due_on")).values("first"))),
        output_field=DateField(null=True),
    )
    is_piece_first = Q(due_on__isnull=False) & (Q(step_on__isnull=True) | Q(due_on__lt=F("step_on")))
    nearest = Case(When(is_piece_first, then=F("due_on")), default=F("step_on"), output_field=DateField(null=True))
    return rows.annotate(step_on=step, due_on=due).annotate(next_on=nearest)


def adjustment_rows(adjustments: Iterable[Any], on: date) -> list[ListedAdjustment]:
    """A line for each, of those that `listed` gives."""
    rows = []
    for one in adjustments:
        state = AdjustmentState(one.stands)
        missing = one.missing if state in OPEN else []
        rows.append(ListedAdjustment(one, state, next_words(one, on), one.next_on, missing, on))
    return rows


def counted_by_kind(user: User, on: date) -> dict[str, list[Any]]:
    """How many there are today in the programmes that the user coordinates, as components/_table.html has it: a row a
    kind, a column a state; empty for whoever coordinates none."""
    programmes = list(Programme.objects.coordinated_by(user, on))
    if not programmes:
        return {}
    enrolled = Enrolment.objects.filter(programme__in=programmes, left_on__isnull=True)
    rows: Any = SentenceAdjustment.objects.filter(person__in=enrolled.values("person")).with_state(on)
    counts = Counter(rows.order_by().values_list("kind", "stands"))
    columns = [{"label": "Aménagement"}, *({"label": state.label, "numeric": True} for state in COUNTED)]
    return {
        "columns": columns,
        "rows": [
            [
                {"value": kind.label, "label": "Aménagement"},
                *({"value": counts[kind, state], "label": state.label, "numeric": True} for state in COUNTED),
            ]
            for kind in AdjustmentKind
        ],
    }
