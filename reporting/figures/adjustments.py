"""Sentence adjustments of accompanied people: granted and begun in the year, or still in preparation."""

from __future__ import annotations

from datetime import date

from cases.models import AdjustmentDecision, AdjustmentKind, Destination, Outcome
from cases.vocabulary import HOME_DETENTION_SINCE
from reporting.facts import Facts, shared
from reporting.figures.cells import Cells, Number, count_of, grouped, shares
from reporting.rows import AdjustmentRow

FORMER_MONITORING = "Placement sous surveillance électronique (PSE)"
MONITORING = "Détention à domicile sous surveillance électronique (DDSE)"


def kind_labels(last_day: date) -> dict[str, str]:
    """The kinds of adjustment, in the words of that day."""
    monitoring = FORMER_MONITORING if last_day < HOME_DETENTION_SINCE else MONITORING
    return dict(AdjustmentKind.choices) | {AdjustmentKind.MONITORING.value: monitoring}


@shared
def granted(facts: Facts) -> list[AdjustmentRow]:
    """The adjustments granted, with a start in the year, of accompanied people; one person may have two."""
    return [
        row
        for row in facts.adjustments
        if row.decision == AdjustmentDecision.GRANTED
        and row.starts_on
        and row.starts_on.year == facts.scope.year
        and row.person_id in facts.latest_entry
    ]


def adjusted_people(facts: Facts) -> Number:
    """Accompanied people with an adjustment granted and begun in the year."""
    return count_of({row.person_id for row in granted(facts)})


def adjustments_prepared(facts: Facts) -> Number:
    """Adjustments in preparation with no start yet, of accompanied people."""
    return count_of(
        [
            row.id
            for row in facts.adjustments
            if row.decision == AdjustmentDecision.IN_PREPARATION
            and row.starts_on is None
            and row.person_id in facts.latest_entry
        ]
    )


def adjustments_kind(facts: Facts) -> Cells:
    """Adjustments granted, with a start in the year, of accompanied people, by kind."""
    groups = grouped((row.kind, row.id) for row in granted(facts))
    return shares("adjustments_kind", "Aménagements de peine", kind_labels(facts.scope.last_day), groups)


def adjustments_destination(facts: Facts) -> Cells:
    """The same by destination (débouché)."""
    groups = grouped((row.destination or "unknown", row.id) for row in granted(facts))
    labels = dict(Destination.choices) | {"unknown": "Inconnu"}
    return shares("adjustments_destination", "Débouchés des aménagements", labels, groups)


def adjustments_outcome(facts: Facts) -> Cells:
    """The same by outcome (issue)."""
    groups = grouped((row.outcome or "unknown", row.id) for row in granted(facts))
    labels = dict(Outcome.choices) | {"unknown": "Inconnue"}
    return shares("adjustments_outcome", "Issues des aménagements", labels, groups)
