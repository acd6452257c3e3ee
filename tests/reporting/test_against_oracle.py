"""The report of the application against the oracle's, on random cohorts that went through the import."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from cases.models import Programme
from partners.models import Organisation
from reporting.interchange import import_package
from reporting.report import annual_report
from tests.reporting import oracle
from tests.reporting.cohorts import random_package
from tests.reporting.packages import Package, write_package
from tests.reporting.partnerships import add_partnerships
from tests.reporting.pathways import add_pathways

TODAY = date(2026, 11, 22)
YEARS = [2015, 2016, 2017]
SCOPES = [
    (["de"], None),
    (["dd"], None),
    (["de", "dd"], None),
    (["de", "dd", "cef"], "ml"),
    (["de"], "ml2"),
    (["cef"], "ml3"),
]


def differing_cells(package: Package, codes: list[str], year: int, as_of: date, organisation: str | None) -> list[str]:
    """The cells where the application and the oracle differ, oracle first."""
    expected = oracle.report(package, codes, year, as_of, organisation)
    computed = annual_report(
        programmes=list(Programme.objects.filter(code__in=codes).order_by("code")),
        year=year,
        as_of=as_of,
        organisation=Organisation.objects.get(code=organisation) if organisation else None,
    )
    return oracle.differences(expected, computed.as_data())


def report_days(package: Package, year: int) -> list[date]:
    """The days of the report: 30 days after a levée d’écrou in the middle of the year, which cuts what is observed
    and where « released at least 30 days before » turns; and today."""
    levees = sorted(row["date_fin"] for row in package["mesures"] if row["date_fin"].startswith(f"{year}-"))
    middle = [date.fromisoformat(levees[len(levees) // 2]) + timedelta(30)] if levees else []
    return [*middle, TODAY]


def all_differences(package: Package) -> list[str]:
    """Every differing cell of every year, day of the report and scope."""
    return [
        f"{'+'.join(codes)} {organisation} {year} {as_of}: {cell}"
        for year in YEARS
        for as_of in report_days(package, year)
        for codes, organisation in SCOPES
        for cell in differing_cells(package, codes, year, as_of, organisation)
    ]


def assert_alike(package: Package) -> None:
    """Fails with the first cells that differ, oracle / application."""
    found = all_differences(package)
    assert not found, f"{len(found)} cells differ:\n" + "\n".join(found[:40])


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_report_is_that_of_the_oracle(seed: int, tmp_path: Path) -> None:
    package = add_partnerships(Random(seed), add_pathways(Random(seed), random_package(seed)))
    import_package(write_package(package, tmp_path / "package"), today=TODAY)
    assert_alike(package)


@pytest.mark.django_db
def test_report_when_nobody_returns_to_custody(tmp_path: Path) -> None:
    package = random_package(seed=100, people=60, custodies=(1,))
    import_package(write_package(package, tmp_path / "package"), today=TODAY)
    assert_alike(package)


@pytest.mark.django_db
def test_report_on_an_empty_programme(tmp_path: Path) -> None:
    package = random_package(seed=0, people=0)
    import_package(write_package(package, tmp_path / "package"), today=TODAY)
    assert_alike(package)
