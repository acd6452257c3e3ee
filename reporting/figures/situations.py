"""Entrées en situation of the year: jobs, training, immersions, custody, school."""

from __future__ import annotations

from dataclasses import replace

from cases.models import SituationKind
from reporting.facts import Facts
from reporting.figures.cells import Cells, grouped, totals

FAMILIES: dict[str, str] = {
    SituationKind.PERMANENT_JOB: "employment",
    SituationKind.FIXED_TERM_JOB: "employment",
    SituationKind.TEMPORARY_JOB: "employment",
    SituationKind.WORK_STUDY: "employment",
    SituationKind.SUBSIDISED_JOB: "employment",
    SituationKind.MOBILISATION: "training",
    SituationKind.PRE_TRAINING: "training",
    SituationKind.QUALIFICATION: "training",
    SituationKind.IMMERSION: "immersion",
    SituationKind.CIVIC_SERVICE: "immersion",
    SituationKind.CUSTODY: "other",
    SituationKind.SCHOOL: "other",
}


def situations(facts: Facts) -> Cells:
    """Situations that began in the year, of accompanied people, by type and family; the total, and the total without
    custody."""
    people = facts.latest_entry
    groups = grouped((row.kind, row.id) for row in facts.situations if row.person_id in people)
    table, ids = totals("situations", "Entrées en situation", dict(SituationKind.choices), groups, FAMILIES)
    without_custody = sum(len(rows) for kind, rows in groups.items() if kind != SituationKind.CUSTODY)
    return Cells(replace(table, total=table.total | {"without_custody": without_custody}), ids)
