"""Goals 1 to 6: the report from raw records."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import counts, statement
from benchmarks.databases import create, use
from benchmarks.frame import AS_OF, MISSIONS_LOCALES, PROGRAMMES, YEAR
from benchmarks.population import populate
from benchmarks.timing import ratio
from cases.models import Programme
from partners.models import Organisation
from reporting.report import annual_report
from reporting.structure import Report

SIZES = (1_000, 10_000, 100_000)


class Mismatch(Exception):
    """Two ways of computing the same cells give different numbers: their ratio would mean nothing."""


def measure(pairs: int, sizes: tuple[int, ...] = SIZES) -> Iterator[tuple[str, float]]:
    """The number of each goal and what was measured, as it comes."""
    small, middle, large = (name_of(people) for people in sizes)
    for people in sizes:
        create(name_of(people))
        populate(people)
    yield "1a", against_statement(middle, pairs)
    yield "1b", against_statement(large, pairs)
    yield "2", against_counts(middle, pairs)
    yield "3", float(max(queries(name) for name in (small, middle)))
    yield "4", ratio(report_in(large), report_in(middle), pairs)
    use(large)
    one = Organisation.objects.get(pk=MISSIONS_LOCALES[0])
    yield "5", ratio(lambda: report(organisation=one), report, pairs)
    yield "6", ratio(lambda: report(with_records=True), report, pairs)


def name_of(people: int) -> str:
    """The database of that many people."""
    return f"people_{people}"


def report(
    numbers: tuple[int, ...] = (1,), organisation: Organisation | None = None, with_records: bool = False
) -> Report:
    """The report of these programmes, by default the first alone."""
    programmes = Programme.objects.filter(pk__in=numbers)
    return annual_report(
        programmes=programmes, year=YEAR, as_of=AS_OF, organisation=organisation, with_records=with_records
    )


def report_in(name: str) -> Callable[[], Report]:
    """The report of that database."""

    def made() -> Report:
        use(name)
        return report()

    return made


def against_statement(name: str, pairs: int) -> float:
    """Report ÷ hand-written statement. Raises Mismatch."""
    use(name)
    sql = statement.in_sql()
    refuse(statement.differences(report(), statement.run(sql)))
    return ratio(report, lambda: statement.run(sql), pairs)


def against_counts(name: str, pairs: int) -> float:
    """Report ÷ one count a cell. Raises Mismatch."""
    use(name)
    made = report()
    counted = list(counts.cells(made))
    refuse(counts.differences(made, counts.run(counted)))
    return ratio(report, lambda: counts.run(counted), pairs)


def refuse(differences: list[str]) -> None:
    """Raises Mismatch when there is any difference."""
    if differences:
        raise Mismatch("\n".join(differences[:20]))


def queries(name: str) -> int:
    """The most queries that a report makes: one programme or both, one Mission Locale or all, with records or not."""
    use(name)
    one = Organisation.objects.get(pk=MISSIONS_LOCALES[0])
    scopes = [
        (numbers, organisation, with_records)
        for numbers in ((1,), tuple(PROGRAMMES))
        for organisation in (None, one)
        for with_records in (False, True)
    ]
    return max(queries_of(lambda scope=scope: report(*scope)) for scope in scopes)


def queries_of(action: Callable[[], object]) -> int:
    """How many queries it makes."""
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)
