"""Permanences: held by site, appointments kept, missed and why."""

from __future__ import annotations

from cases.models import Attendance
from reporting.facts import Facts
from reporting.figures.cells import Cells, counted, grouped, totals


def permanences(facts: Facts) -> Cells:
    """Permanences of the year at the sites of the programmes, by site: planned, held; their appointments kept and
    missed."""
    rows, causes = facts.permanences, missed_labels()
    columns = {
        "planned": {(row.site__code, row.id) for row in rows},
        "held": {(row.site__code, row.id) for row in rows if row.was_held},
        "kept": {
            (row.site__code, row.appointments__id)
            for row in rows
            if row.appointments__attendance == Attendance.PRESENT
        },
        "missed": {(row.site__code, row.appointments__id) for row in rows if row.appointments__attendance in causes},
    }
    ids = {(code, column): found for column, pairs in columns.items() for code, found in grouped(pairs).items()}
    labels = dict(sorted({(row.site__code, row.site__name) for row in rows}))
    return counted("permanences", "Permanences", labels, tuple(columns), ids)


def missed_reasons(facts: Facts) -> Cells:
    """The appointments missed at those permanences, by reason."""
    groups = grouped((row.appointments__attendance, row.appointments__id) for row in facts.permanences)
    return totals("missed_reasons", "Rendez-vous manqués", missed_labels(), groups)


def missed_labels() -> dict[str, str]:
    """Every cause of a missed appointment."""
    return {reason.value: reason.label for reason in Attendance.missed_reasons()}
