"""The hand-written statement that the report is held against (report.sql), run, and compared with the report."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from benchmarks.databases import is_sqlite
from benchmarks.frame import AS_OF, FIRST_YEAR, YEAR
from reporting.structure import Report
from reporting.survival import Z_95

TEXT = Path(__file__).with_name("report.sql")
# What stands in the statement, what SQLite and PostgreSQL call it.
WORDS = {
    r"\bdays\(((?:[^()]|\([^()]*\))+?), ([\w.]+)\)": (
        r"CAST(julianday(\1) - julianday(\2) AS INTEGER)",
        r"(\1 - \2)",
    ),
    r"\bshifted\(((?:[^()]|\([^()]*\))+), (-?\d+)\)": (r"date(\1, '\2 days')", r"(\1 + (\2))"),
    r"\byear_of\(([\w.]+)\)": (r"CAST(substr(\1, 1, 4) AS INTEGER)", r"CAST(extract(year FROM \1) AS INTEGER)"),
    r"\bmonth_of\(([\w.]+)\)": (r"substr(\1, 6, 2)", r"to_char(\1, 'MM')"),
    r"\blikely\(([^()]+)\)": (r"likely(\1)", r"\1"),
    r"\bmonth_day\(([\w.]+)\)": (r"substr(\1, 6)", r"to_char(\1, 'MM-DD')"),
}
FIRST_DAY, LAST_DAY = date(YEAR, 1, 1), date(YEAR, 12, 31)
PARAMETERS: dict[str, Any] = {
    "programme": 1,
    "year": YEAR,
    "first_day": FIRST_DAY,
    "last_day": LAST_DAY,
    "since": date(FIRST_YEAR, 1, 1),
    "as_of": AS_OF,
    "observed_until": min(AS_OF, LAST_DAY),
    "forever": date.max,
    "z": Z_95,
}
LEFT_OUT = {"percent", "reference"}
# Rounded in the report to one decimal.
ROUNDED = 0.050001

Values = dict[tuple[str, str], list[float | None]]


def in_sql() -> str:
    """The statement in the words of the database in use."""
    text = re.sub(r"--.*", "", TEXT.read_text(encoding="utf-8"))
    for word, (in_sqlite, in_postgresql) in WORDS.items():
        text = re.sub(word, in_sqlite if is_sqlite() else in_postgresql, text)
    return re.sub(r":([a-z_]+)", r"%(\1)s", text)


def run(sql: str) -> Values:
    """The cells that the statement gives, by (table, row)."""
    with connection.cursor() as cursor:
        cursor.execute(sql, PARAMETERS)
        return {(table, row): values for table, row, *values in cursor.fetchall()}


def differences(report: Report, found: Values) -> list[str]:
    """The cells of the report that the statement gives otherwise; no row is a row of zeros."""
    wrong = []
    for place, names, expected in rows_of(report):
        values = found.get(place, [])
        for name, one, other in zip(names, expected, [*values, *[None] * len(expected)], strict=False):
            if abs((one or 0) - (other or 0)) > ROUNDED:
                wrong.append(f"{'/'.join(place)} {name}: {one} in the report, {other} in the statement")
    return wrong


def rows_of(report: Report) -> list[tuple[tuple[str, str], list[str], list[float | None]]]:
    """The rows of the report as the statement gives them: their place, the names of their values, these."""
    rows: list[Any] = [(("figures", name), [""], [value]) for name, value in report.figures.items() if name != "since"]
    for table in report:
        names = [name for name in table.columns if name not in LEFT_OUT]
        lines = [(row.code, row.values) for row in table.rows]
        if table.id in {"referrals", "handovers"}:
            lines.append(("total", table.total))
        for code, values in lines:
            rows.append(((table.id, code), names, [values.get(name) for name in names]))
            rows += [
                ((code, name), list(cell), [*cell.values()]) for name, cell in values.items() if is_estimate(cell)
            ]
    return [with_numbers(table_row) for table_row in rows if table_row[0][0] != "targets"]


def is_estimate(cell: Any) -> bool:
    """Whether the cell is one of those of `reincarceration`, which hold five numbers."""
    return isinstance(cell, dict)


def with_numbers(row: tuple[Any, list[str], list[Any]]) -> tuple[Any, list[str], list[Any]]:
    """The row without the cells that hold several numbers, which have a row of their own."""
    place, names, values = row
    kept = [(name, value) for name, value in zip(names, values, strict=True) if not is_estimate(value)]
    return place, [name for name, _ in kept], [value for _, value in kept]
