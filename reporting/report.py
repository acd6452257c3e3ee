"""The annual report: the figures in their order, made into the one structure that every format renders."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.timezone import localdate

from cases.models import Programme
from partners.collector import uncollected
from partners.models import Organisation
from reporting.facts import Facts
from reporting.figures.adjustments import (
    adjusted_people,
    adjustments_destination,
    adjustments_kind,
    adjustments_outcome,
    adjustments_prepared,
)
from reporting.figures.cells import Cells, Ids, Number
from reporting.figures.contacts import (
    contact_places,
    contacts,
    contacts_by_kind,
    interviews_per_person,
    services,
    without_contact,
)
from reporting.figures.entries import (
    accompanied,
    accompanied_since,
    entry_year,
    exceptions,
    new_entries,
    over_25_at_entry,
    plie,
    seen,
    seen_since,
    since,
)
from reporting.figures.partnerships import handovers, placements, placements_followed
from reporting.figures.permanences import missed_reasons, permanences
from reporting.figures.referrals import reach, referrals, referrals_month
from reporting.figures.reincarceration import reincarceration
from reporting.figures.releases import releases, rights
from reporting.figures.situations import situations
from reporting.figures.targets import targets
from reporting.figures.young_people import (
    age,
    driving_licence,
    education_level,
    housing,
    qpv,
    qpv_table,
    rqth,
    setting,
    sex,
)
from reporting.models import Assessment
from reporting.scope import Scope
from reporting.structure import Assessed, Report

FIGURES: dict[str, Callable[[Facts], Number]] = {
    "accompanied": accompanied,
    "new_entries": new_entries,
    "seen": seen,
    "plie": plie,
    "qpv": qpv,
    "rqth": rqth,
    "contacts": contacts,
    "over_25_at_entry": over_25_at_entry,
    "exceptions": exceptions,
    "adjusted_people": adjusted_people,
    "adjustments_prepared": adjustments_prepared,
    "accompanied_since": accompanied_since,
    "seen_since": seen_since,
    "since": since,
    "interviews_per_person": interviews_per_person,
    "without_contact": without_contact,
}

TABLES: tuple[Callable[[Facts], Cells], ...] = (
    sex,
    age,
    education_level,
    qpv_table,
    entry_year,
    housing,
    driving_licence,
    setting,
    contacts_by_kind,
    contact_places,
    services,
    situations,
    adjustments_kind,
    adjustments_destination,
    adjustments_outcome,
    referrals,
    referrals_month,
    reach,
    permanences,
    missed_reasons,
    releases,
    rights,
    placements,
    handovers,
    reincarceration,
    targets,
    placements_followed,
)


def annual_report(
    *,
    programmes: Iterable[Programme],
    year: int,
    as_of: date,
    organisation: Organisation | None = None,
    with_records: bool = False,
) -> Report:
    """The figures and tables of a year of these programmes, at one Mission Locale or at all, known on that day.

    With its records, the report also holds the ids of the rows behind each count.
    """
    scope = Scope(tuple(programmes), year, as_of, organisation)
    with uncollected():
        figures, tables = worked_out(Facts(scope))
    return Report(
        programmes=tuple(programme.code for programme in scope.programmes),
        organisation=organisation.code if organisation else None,
        year=year,
        as_of=as_of,
        figures={name: figure.value for name, figure in figures.items()},
        tables=tuple(cells.table for cells in tables),
        records=records_of(figures, tables) if with_records else {},
        assessments=assessed(scope),
    )


def assessed(scope: Scope) -> tuple[Assessed, ...]:
    """What had been written of the programmes' year by the report's day. It is about a whole programme: none in the
    report of one Mission Locale."""
    if scope.organisation:
        return ()
    written = Assessment.objects.filter(
        programme__in=scope.programmes, year=scope.year, written_at__date__lte=scope.as_of
    )
    by_programme = {one.programme_id: one for one in written}
    return tuple(
        Assessed(
            programme=programme.code,
            name=programme.name,
            verdict=one.verdict,
            label=one.get_verdict_display(),
            text=one.text,
            written_on=localdate(one.written_at),
        )
        for programme in scope.programmes
        if (one := by_programme.get(programme.pk))
    )


def worked_out(facts: Facts) -> tuple[dict[str, Number], list[Cells]]:
    """Every figure by its name, and every table, in their order."""
    return {name: figure(facts) for name, figure in FIGURES.items()}, [table(facts) for table in TABLES]


def records_of(figures: dict[str, Number], tables: list[Cells]) -> dict[str | tuple[str, str, str], tuple[int, ...]]:
    """The ids behind each figure, and behind each cell by (table, row, column), in order."""
    records: dict[str | tuple[str, str, str], Ids] = {name: figure.ids for name, figure in figures.items()}
    for table, ids in tables:
        records |= {(table.id, *cell): of_cell for cell, of_cell in ids.items()}
    return {cell: tuple(sorted(ids)) for cell, ids in records.items()}
