"""The report of a small scope, and its cells, for the tests of the figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.models import Programme
from partners.models import Organisation
from reporting.report import annual_report
from reporting.structure import Report, Value
from tests.factories import ProgrammeFactory

MARCH_2017 = date(2017, 3, 1)


def report_of(
    *programmes: Programme,
    year: int = 2016,
    as_of: date = MARCH_2017,
    organisation: Organisation | None = None,
    with_records: bool = False,
) -> Report:
    """The report of these programmes, of the factories' one by default."""
    return annual_report(
        programmes=programmes or (ProgrammeFactory(),),
        year=year,
        as_of=as_of,
        organisation=organisation,
        with_records=with_records,
    )


def figure(name: str, *programmes: Programme, **scope: Any) -> int | float | None:
    """One figure of that report."""
    return report_of(*programmes, **scope).figures[name]


def column(table: str, name: str, *programmes: Programme, **scope: Any) -> dict[str, Value]:
    """One column of one of its tables, by row code, without the rows that hold nothing."""
    rows = report_of(*programmes, **scope).table(table).rows
    return {row.code: row.values[name] for row in rows if row.values[name]}


def row(table: str, code: str, *programmes: Programme, **scope: Any) -> dict[str, Value]:
    """One row of one of its tables, by column."""
    return report_of(*programmes, **scope).table(table).row(code).values
