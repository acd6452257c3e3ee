"""Reports made by hand: the figures of 2016, nothing at all, and what is hardest to lay out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from reporting.document import Agreement, Context, Document, Rules, build_document
from reporting.structure import FIGURE_LABELS, Report, Row, Table
from tests.reporting.sample_rows import FIXED_ROWS, LATER_ROWS, PEOPLE_COLUMNS, TABLES, VARIABLE_ROWS
from tests.reporting.sample_words import AGREEMENTS, CRITERIA, TEXTS

FIGURES: dict[str, int | float | None] = {
    "accompanied": 147,
    "new_entries": 88,
    "seen": 205,
    "plie": 70,
    "qpv": 37,
    "rqth": 4,
    "contacts": 781,
    "over_25_at_entry": 1,
    "exceptions": 0,
    "adjusted_people": 27,
    "adjustments_prepared": 3,
    "accompanied_since": 227,
    "seen_since": 490,
    "since": 2012,
    "interviews_per_person": 2.7,
    "without_contact": 9,
}


def sample_report(year: int = 2016, as_of: date = date(2017, 3, 1)) -> Report:
    """The figures of 2016 where they were printed, plausible ones elsewhere, in every table of the contract."""
    return Report(("dernier-ecrou",), None, year, as_of, dict(FIGURES), tuple(_tables(FIXED_ROWS | VARIABLE_ROWS)))


def whole_report() -> Report:
    """The same with every table filled, those too whose records no page makes yet."""
    tables = {table.id: table for table in _tables(LATER_ROWS)}
    report = sample_report()
    return replace(report, tables=tuple(tables[t.id] if t.id in LATER_ROWS else t for t in report.tables))


def empty_report(year: int = 2011) -> Report:
    """Nothing recorded: fixed rows at zero, their shares unknown, no variable row."""
    figures = dict.fromkeys(FIGURE_LABELS, 0) | {"interviews_per_person": None, "since": 2010}
    tables = [_emptied(table) for table in _tables(FIXED_ROWS)]
    return Report(("dernier-ecrou",), None, year, date(year + 1, 3, 1), figures, tuple(tables))


def extreme_report() -> Report:
    """Long labels, large numbers, many rows."""
    report = whole_report()
    figures = {name: value * 12345 if isinstance(value, int) else value for name, value in FIGURES.items()}
    return replace(report, figures=figures | {"since": 2012}, tables=tuple(_extreme(table) for table in report.tables))


def sample_context(**changes: Any) -> Context:
    """What goes with the figures of 2016."""
    context = Context(
        programmes=(Rules("Dernier Écrou", CRITERIA),),
        publisher="Mission Locale de Rennes",
        funders=("PLIE", "Ville de Rennes", "FIPD 35", "SPIP 35"),
        texts=dict(TEXTS),
        agreements=tuple(Agreement(*row) for row in AGREEMENTS),
        demonstration=True,
        suspected_duplicates=2,
    )
    return replace(context, **changes)


def sample_document(**changes: Any) -> Document:
    return build_document(sample_report(), sample_context(**changes))


def _tables(rows: dict[str, Any]) -> list[Table]:
    return [_table(identifier, *TABLES[identifier], rows.get(identifier, [])) for identifier in TABLES]


def _table(identifier: str, title: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Table:
    made = []
    for code, label, *values in rows:
        family = values.pop(0) if identifier == "situations" else None
        made.append(Row(code, label, dict(zip(columns, values, strict=True)), family))
    total: dict[str, Any] = {}
    if made and identifier not in {"targets", "reincarceration", "releases", "reach", "placements"}:
        summed = [column for column in columns if column not in {"percent", "reference"} and "median" not in column]
        total = {column: sum(row.values[column] or 0 for row in made) for column in summed}
    if identifier == "situations":
        total["without_custody"] = total.get("total", 0) - sum(
            row.values["total"] for row in made if row.code == "incarceration"
        )
    return Table(identifier, title, columns, tuple(made), total)


def _emptied(table: Table) -> Table:
    counts = {*PEOPLE_COLUMNS[:3], "total", "met", "met_within_30_days", "base", "released", "returned", "reached"}
    rows = tuple(
        replace(row, values={column: 0 if column in counts else None for column in table.columns})
        for row in table.rows
    )
    return replace(table, rows=rows, total=dict.fromkeys(table.total, 0))


def _extreme(table: Table) -> Table:
    long = "Antenne de la direction interrégionale des services pénitentiaires de "
    rows = [replace(row, label=f"{row.label}, {long}{row.label}", values=_larger(row.values)) for row in table.rows]
    if table.id == "referrals":
        rows = [replace(rows[0], code=f"unite-{n}", label=f"{long}Saint-Méen {n}") for n in range(30)]
    return replace(table, rows=tuple(rows), total=_larger(table.total))


def _larger(values: dict[str, Any]) -> dict[str, Any]:
    shares = {"percent", "reference"}
    return {
        name: value * 12345 if isinstance(value, int) and name not in shares else value
        for name, value in values.items()
    }
