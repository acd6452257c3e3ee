"""Which shares there are, which of them a Mission Locale has for a year, what does not add up in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cases.models import Sex
from partners.models import Organisation
from reporting.document.french import percent
from reporting.figures.contacts import SERVICE_LABELS
from reporting.figures.young_people import AGES, HOUSING, LEVELS, LICENCES
from reporting.models import ReferenceFigure, ReferenceTable

# The lines of each table, by their codes, as the report has them.
LINES: dict[ReferenceTable, dict[str, str]] = {
    ReferenceTable.SEX: dict(Sex.choices),
    ReferenceTable.AGE: AGES,
    ReferenceTable.EDUCATION_LEVEL: LEVELS,
    ReferenceTable.SERVICES: SERVICE_LABELS,
    ReferenceTable.HOUSING: HOUSING,
    ReferenceTable.DRIVING_LICENCE: LICENCES,
}
ALL = sum(map(len, LINES.values()))
Shares = Mapping[tuple[str, str], int | float]


def shares_of(body: Organisation, year: int) -> dict[tuple[str, str], int | float]:
    """Those of a Mission Locale in a year, by table and line; whole ones as whole numbers."""
    figures = ReferenceFigure.objects.filter(mission_locale=body, year=year)
    rows = figures.values_list("table", "row", "percent")
    return {(table, line): int(value) if value == int(value) else value for table, line, value in rows}


def total_of(table: ReferenceTable, shares: Shares) -> int | float | None:
    """What the shares of a table add up to, None without any."""
    known = [shares[table.value, line] for line in LINES[table] if (table.value, line) in shares]
    return round(sum(known), 2) if known else None


def doubtful(shares: Shares) -> Iterator[str]:
    """The tables whose shares do not add up to 100, as far as each may be rounded for itself; those where some are not
    known, only above 100."""
    for table, lines in LINES.items():
        total, rounding = total_of(table, shares), len(lines) / 2
        is_whole = all((table.value, line) in shares for line in lines)
        if total is not None and (total > 100 + rounding or (is_whole and total < 100 - rounding)):
            yield f"{table.label}\N{NO-BREAK SPACE}: les parts font {percent(total)} en tout."


def gaps(known: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The tables that lack a share, by the tables and lines that have one: « Niveau de formation (Inconnu) »; by its
    name alone where it lacks all."""
    there = set(known)
    for table, lines in LINES.items():
        lacking = [label for line, label in lines.items() if (table.value, line) not in there]
        if len(lacking) == len(lines):
            yield table.label
        elif lacking:
            yield f"{table.label} ({', '.join(lacking)})"


def missing(known: Iterable[tuple[str, str]]) -> list[str]:
    """The names of the tables of which no share is known, by the tables and lines that are."""
    told = {table for table, _ in known}
    return [table.label for table in LINES if table.value not in told]
