"""Periods that may not overlap: in the package, with the database, and while a package moves them about."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.models import Enrolment, JusticeMeasure
from reporting.interchange import PackageFaults, import_package
from reporting.interchange.rules import FOREVER, Span, overlapping
from tests.reporting.packages import Package, add, base_package, empty_package, write_package

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
Period = tuple[str, str]


def package_with(resource: str, *periods: Period, **cells: str) -> Package:
    """One young person, J1, and their measures (custody) or enrolments over these periods."""
    package = base_package()
    add(package, "jeunes", id="J1")
    start, end = ("date_debut", "date_fin") if resource == "mesures" else ("date_entree", "date_sortie")
    for begun, ended in periods:
        add(package, resource, jeune="J1", **{start: begun, end: ended}, **cells)
    return package


def faults_of(package: Package, folder: Path) -> list[str]:
    """The faults that importing the package gives."""
    with pytest.raises(PackageFaults) as caught:
        import_package(write_package(package, folder), today=TODAY)
    return [line.replace("\u00a0", " ") for line in caught.value.lines()]


OVERLAPPING = [
    [("2016-01-01", "2016-03-01"), ("2016-02-01", "2016-04-01")],
    [("2016-02-01", "2016-04-01"), ("2016-01-01", "2016-03-01")],
    [("2016-01-01", ""), ("2017-02-01", "2017-04-01")],
    [("2016-01-01", "2016-12-31"), ("2016-02-01", "2016-02-01")],
    [("2016-02-01", "2016-02-01"), ("2016-02-01", "2016-02-01")],
    [("2016-02-01", "2016-03-01"), ("2016-02-01", "2016-03-01")],
]
SIDE_BY_SIDE = [
    [("2016-01-01", "2016-03-01"), ("2016-03-01", "2016-04-01")],
    [("2016-03-01", ""), ("2016-01-01", "2016-03-01")],
    [("2016-03-01", "2016-03-01"), ("2016-01-01", "2016-03-01"), ("2016-03-01", "2016-05-01")],
]


@pytest.mark.parametrize("periods", OVERLAPPING)
@pytest.mark.parametrize("resource", ["mesures", "entrees"])
def test_two_periods_overlap(resource: str, periods: list[Period], tmp_path: Path) -> None:
    (fault,) = faults_of(package_with(resource, *periods), tmp_path)
    field = "date_debut" if resource == "mesures" else "date_entree"
    assert fault.startswith((f"{resource}, ligne 2, {field}, « ", f"{resource}, ligne 3, {field}, « "))
    assert "attendu : une période qui n’en recouvre pas une autre" in fault


@pytest.mark.parametrize("periods", OVERLAPPING)
@pytest.mark.parametrize("resource", ["mesures", "entrees"])
def test_a_period_overlaps_one_of_the_database(resource: str, periods: list[Period], tmp_path: Path) -> None:
    import_package(write_package(package_with(resource, periods[0]), tmp_path / "first"), today=TODAY)
    package = package_with(resource, *periods)
    del package[resource][0]
    (fault,) = faults_of(package, tmp_path / "second")
    assert fault.startswith(f"{resource}, ligne 2, ")
    assert "dans la base)" in fault


@pytest.mark.parametrize("periods", SIDE_BY_SIDE)
@pytest.mark.parametrize("resource", ["mesures", "entrees"])
def test_the_same_day_may_end_one_and_begin_the_next(resource: str, periods: list[Period], tmp_path: Path) -> None:
    summary = import_package(write_package(package_with(resource, *periods), tmp_path), today=TODAY)
    assert summary.counts[resource].created == len(periods)


@pytest.mark.parametrize("setting", ["milieu_ouvert", "cef"])
def test_measures_outside_custody_may_overlap(setting: str, tmp_path: Path) -> None:
    package = package_with("mesures", *OVERLAPPING[0], cadre=setting)
    assert import_package(write_package(package, tmp_path), today=TODAY).counts["mesures"].created == 2


def test_enrolments_elsewhere_may_overlap(tmp_path: Path) -> None:
    package = package_with("entrees", *OVERLAPPING[0])
    package["entrees"][1]["structure"] = "ml2"
    assert import_package(write_package(package, tmp_path), today=TODAY).counts["entrees"].created == 2


@pytest.mark.parametrize(("resource", "model"), [("mesures", JusticeMeasure), ("entrees", Enrolment)])
def test_two_periods_are_swapped_by_one_package(
    resource: str, model: type[JusticeMeasure | Enrolment], tmp_path: Path
) -> None:
    first, second, third = ("2016-01-01", "2016-02-01"), ("2016-02-01", "2016-03-01"), ("2016-03-01", "2016-04-01")
    import_package(write_package(package_with(resource, first, second, third), tmp_path / "a"), today=TODAY)
    rotated = package_with(resource, second, third, first)
    summary = import_package(write_package(rotated, tmp_path / "b"), today=TODAY)
    assert summary.counts[resource].updated == 3
    start = "starts_on" if resource == "mesures" else "entered_on"
    by_code = dict(model.objects.values_list("code", start))
    assert by_code[f"{resource}-3"] == date(2016, 1, 1)
    assert set(model.objects.values_list("person__code", flat=True)) == {"J1"}


def test_a_package_ends_the_running_measure_and_opens_the_next(tmp_path: Path) -> None:
    import_package(write_package(package_with("mesures", ("2016-01-01", "")), tmp_path / "a"), today=TODAY)
    package = package_with("mesures", ("2016-01-01", "2016-05-01"), ("2016-05-01", ""))
    package["mesures"].reverse()
    summary = import_package(write_package(package, tmp_path / "b"), today=TODAY)
    assert (summary.counts["mesures"].created, summary.counts["mesures"].updated) == (1, 1)


def test_a_measure_changes_person(tmp_path: Path) -> None:
    package = package_with("mesures", ("2016-01-01", ""))
    add(package, "jeunes", id="J2")
    import_package(write_package(package, tmp_path / "a"), today=TODAY)
    package["mesures"][0]["jeune"] = "J2"
    import_package(write_package(package, tmp_path / "b"), today=TODAY)
    assert JusticeMeasure.objects.get().person.code == "J2"


def test_a_left_out_end_keeps_the_databases_for_the_check(tmp_path: Path) -> None:
    import_package(write_package(package_with("mesures", ("2016-01-01", "2016-02-01")), tmp_path / "a"), today=TODAY)
    folder = write_package(empty_package(), tmp_path / "b")
    (folder / "mesures.csv").write_text(
        "id,jeune,cadre,statut,date_debut\n"
        "mesures-1,J1,detention,condamne,2016-01-01\n"
        "mesures-2,J1,detention,condamne,2016-02-01\n"
    )
    assert import_package(folder, today=TODAY).counts["mesures"].created == 1
    (folder / "mesures.csv").write_text(
        "id,jeune,cadre,statut,date_debut\nmesures-1,J1,detention,condamne,2016-02-02\n"
    )
    with pytest.raises(PackageFaults, match="date_fin, «\u00a02016-02-01\u00a0»"):
        import_package(folder, today=TODAY)


def alike(one: Span, other: Span) -> bool:
    """The rule as the domain states it, for one pair: a shared moment, or the same single day."""
    return (one[0] < other[1] and other[0] < one[1]) or one[0] == one[1] == other[0] == other[1]


DAYS = st.integers(1, 9).map(lambda day: f"2016-01-0{day}")
PERIODS = st.tuples(DAYS, DAYS | st.just(FOREVER)).filter(lambda period: period[0] <= period[1])


@given(st.lists(PERIODS, max_size=6))
def test_the_sweep_finds_an_overlap_exactly_where_a_pair_has_one(periods: list[Period]) -> None:
    spans: list[Span] = sorted((start, end, str(line), line) for line, (start, end) in enumerate(periods, start=2))
    pairs = [(one, other) for one in spans for other in spans if one[3] != other[3]]
    assert any(alike(*pair) for pair in pairs) == bool(list(overlapping(iter(spans))))
