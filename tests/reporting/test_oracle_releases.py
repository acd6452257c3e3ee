"""The oracle against figures worked out by hand: settings, adjustments, releases, returns to custody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.reporting.oracle import report
from tests.reporting.oracle.releases import horizon_cell
from tests.reporting.packages import Package, add, base_package
from tests.reporting.test_oracle import report_2016, row


@pytest.fixture
def package() -> Package:
    return base_package()


def followed_person(package: Package, code: str, **cells: str) -> None:
    """Someone followed from 2013 on, without end."""
    add(package, "jeunes", id=code, **cells)
    add(package, "entrees", jeune=code, date_entree="2013-01-01")


def custody(package: Package, person: str, begun: str, ended: str = "", *adjusted: tuple[str, str]) -> None:
    """A custody measure of that person, with adjustments granted (kind, start)."""
    if person not in [row["id"] for row in package["jeunes"]]:
        followed_person(package, person)
    add(package, "mesures", jeune=person, date_debut=begun, date_fin=ended)
    for kind, start in adjusted:
        add(package, "amenagements", jeune=person, type=kind, date_debut=start)


def totals(result: dict[str, Any], table: str) -> dict[str, int]:
    """The table's totals by row code, zeros left out."""
    rows = next(found["rows"] for found in result["tables"] if found["id"] == table)
    return {found["code"]: found["total"] for found in rows if found["total"]}


def test_setting_on_31_december(package: Package) -> None:
    custody(package, "inside", "2016-12-31")
    custody(package, "left", "2016-01-01", "2016-12-30")
    custody(package, "semi-liberty", "2016-01-01", "", ("semi_liberte", "2016-06-01"))
    custody(package, "bracelet", "2016-01-01", "", ("ddse", "2016-12-31"))
    custody(package, "bracelet-later", "2016-01-01", "", ("ddse", "2017-01-01"))
    custody(package, "back-inside", "2016-01-01", "2016-03-01", ("ddse", "2016-02-01"))
    custody(package, "back-inside", "2016-05-01")
    custody(package, "conditional", "2016-01-01", "2016-09-01", ("liberation_conditionnelle", "2016-09-01"))
    custody(package, "lsc-unknown", "2016-01-01", "", ("liberation_sous_contrainte", "2016-09-01"))
    followed_person(package, "community")
    add(package, "mesures", jeune="community", cadre="milieu_ouvert", date_debut="2016-01-01", date_fin="2016-12-31")
    followed_person(package, "cef")
    add(package, "mesures", jeune="cef", cadre="cef", statut="ordonnance", date_debut="2016-01-01")
    # Inside: inside, semi-liberty, bracelet-later, back-inside, lsc-unknown. Adjusted: bracelet, conditional.
    expected = {"detention": 5, "amenagement": 2, "milieu_ouvert": 1, "cef": 1, "aucune": 1}
    assert totals(report_2016(package), "setting") == expected
    assert row(report_2016(package), "setting", "amenagement")["percent"] == 20


def test_adjustments(package: Package) -> None:
    followed_person(package, "a")
    for kind, decision, start, outcome in (
        ("ddse", "accorde", "2016-01-01", "sortie_positive"),
        ("semi_liberte", "accorde", "2016-12-31", ""),  # the same person's second one
        ("ddse", "accorde", "2015-12-31", ""),
        ("ddse", "accorde", "", ""),
        ("ddse", "refuse", "2016-05-01", ""),
        ("ddse", "en_preparation", "", ""),  # prepared
        ("ddse", "en_preparation", "2016-05-01", ""),  # has a start
    ):
        cells = {"type": kind, "decision": decision, "date_debut": start, "issue": outcome}
        add(package, "amenagements", jeune="a", debouche="pop" if outcome else "", **cells)
    result = report_2016(package)
    assert totals(result, "adjustments_kind") == {"ddse": 1, "semi_liberte": 1}
    assert totals(result, "adjustments_destination") == {"pop": 1, "unknown": 1}
    assert totals(result, "adjustments_outcome") == {"sortie_positive": 1, "unknown": 1}
    assert row(result, "adjustments_kind", "ddse")["percent"] == 50
    assert (result["figures"]["adjusted_people"], result["figures"]["adjustments_prepared"]) == (1, 1)


def test_effective_releases_of_the_year(package: Package) -> None:
    custody(package, "end", "2016-01-01", "2016-06-01")  # the end: in
    custody(package, "planned", "2016-01-01")  # a planned end is no release
    package["mesures"][-1]["date_fin_prevue"] = "2016-06-01"
    custody(package, "bracelet", "2015-01-01", "2017-06-01", ("ddse", "2016-12-31"))  # the DDSE: in
    custody(package, "early", "2015-01-01", "2016-06-01", ("placement_exterieur", "2015-12-31"))  # in 2015: out
    custody(package, "semi", "2015-01-01", "2016-06-01", ("semi_liberte", "2015-12-31"))  # the end: in
    custody(package, "lsc", "2015-01-01", "2016-06-01", ("liberation_sous_contrainte", "2015-12-31"))  # the end: in
    custody(package, "lsc-bracelet", "2015-01-01", "2017-06-01", ("liberation_sous_contrainte", "2016-02-01"))  # in
    package["amenagements"][-1]["modalite"] = "ddse"
    custody(package, "before", "2016-02-01", "2016-06-01", ("ddse", "2016-01-31"))  # not inside: the end, in
    assert row(report_2016(package), "releases", "released") == {"total": 6, "base": 6, "percent": 100}
    # None granted whose start lies in that custody: end, before.
    assert row(report_2016(package), "releases", "without_adjustment") == {"total": 2, "base": 6, "percent": 33}


def test_releases_only_while_followed(package: Package) -> None:
    # Exit on 1 January 2016: followed until 29 June (180 days after).
    for person, ended in (("in", "2016-06-29"), ("out", "2016-06-30")):
        add(package, "jeunes", id=person, logement="famille")
        add(package, "entrees", jeune=person, date_entree="2015-01-01", date_sortie="2016-01-01")
        custody(package, person, "2016-02-01", ended)
    assert row(report_2016(package), "releases", "housing_settled") == {"total": 1, "base": 1, "percent": 100}


def test_met_again_within_30_days(package: Package) -> None:
    contacts = {
        "same-day": ("2016-06-01", "visite", "hors_detention"),  # met
        "day-30": ("2016-07-01", "telephone", "a_distance"),  # met
        "day-31": ("2016-07-02", "entretien", "hors_detention"),
        "inside": ("2016-06-10", "entretien", "intra_muros"),
        "message": ("2016-06-10", "sms", "a_distance"),
    }
    for person, (on, kind, place) in contacts.items():
        custody(package, person, "2016-01-01", "2016-06-01")
        add(package, "contacts", jeune=person, date=on, type=kind, lieu=place)
    custody(package, "late", "2016-01-01", "2016-06-02")
    for as_of, expected in (
        (date(2017, 3, 1), {"total": 2, "base": 6, "percent": 33}),
        (date(2016, 7, 1), {"total": 2, "base": 5, "percent": 40}),  # released 30 days before; « late » only 29
        (date(2016, 6, 30), {"total": 0, "base": 0, "percent": None}),
    ):
        assert row(report(package, ["de"], 2016, as_of), "releases", "met_again") == expected


def test_unprepared(package: Package) -> None:
    # 60 days before 1 June is 2 April.
    for person, held in (
        ("day-60", "2016-04-02"),
        ("day-61", "2016-04-01"),
        ("same", "2016-06-01"),
        ("after", "2016-06-02"),
    ):
        custody(package, person, "2016-01-01", "2016-06-01")
        add(package, "contacts", jeune=person, date=held)
    custody(package, "adjusted", "2016-01-01", "2016-06-01", ("semi_liberte", "2016-06-01"))
    assert row(report_2016(package), "releases", "unprepared") == {"total": 2, "base": 5, "percent": 40}


def test_returns_to_custody(package: Package) -> None:
    # Days from the levée, all observed until 31 December 2016 (E).
    custody(package, "back-10", "2014-01-01", "2015-01-01", ("semi_liberte", "2015-01-01"))
    custody(package, "back-10", "2015-01-11")  # event on day 10
    custody(package, "back-182", "2014-01-01", "2015-01-01")
    custody(package, "back-182", "2015-07-02")  # event on day 182
    custody(package, "free-200", "2014-01-01", "2016-06-14")  # censored on day 200
    custody(package, "free-800", "2014-01-01", "2014-10-23")  # censored on day 800
    custody(package, "next-year", "2016-01-01", "2017-01-01")  # levée after Y: out
    custody(package, "before", "2012-01-01", "2012-12-31")  # levée before the entry: out
    found = row(report_2016(package), "reincarceration", "all")
    assert (found["released"], found["returned"]) == (4, 2)
    # S(182) = 3/4 × 2/3 = 1/2. Greenwood: 1/12 + 1/6 = 1/4, θ = 0.5 / ln 2 = 0.7213, exp(1.96 θ) = 4.112;
    # 1 − 0.5^0.2432 = 15.5 %, 1 − 0.5^4.112 = 94.2 %.
    half = {"value": 50.0, "low": 15.5, "high": 94.2, "upper_bound": None}
    assert found["at_6_months"] == half | {"at_risk": 3}
    assert found["at_12_months"] == found["at_24_months"] == half | {"at_risk": 1}
    adjusted = row(report_2016(package), "reincarceration", "adjusted")
    assert (adjusted["released"], adjusted["returned"]) == (1, 1)
    assert adjusted["at_6_months"] == {"value": 100, "low": None, "high": None, "at_risk": 0, "upper_bound": None}


def test_end_of_observation(package: Package) -> None:
    # Exit on 1 January 2015: followed until 30 June 2015, which is E.
    for person, levee, back in (
        ("after-e", "2015-07-01", ""),  # E comes before the levée: left out
        ("on-e", "2015-06-30", ""),  # observed for 0 days
        ("back-after-e", "2015-06-01", "2015-07-01"),  # censored on day 29
        ("back-on-e", "2015-06-01", "2015-06-30"),  # event on day 29
        ("back-same-day", "2015-06-01", "2015-06-01"),  # event on day 0
    ):
        add(package, "jeunes", id=person)
        add(package, "entrees", jeune=person, date_entree="2014-01-01", date_sortie="2015-01-01")
        custody(package, person, "2014-02-01", levee)
        if back:
            custody(package, person, back)
    found = row(report_2016(package), "reincarceration", "all")
    assert (found["released"], found["returned"], found["at_6_months"]["at_risk"]) == (4, 2, 0)
    # 4 at risk on day 0, 2 on day 29: 1 − 3/4 × 2/3… the one observed for 0 days has left by then.
    assert found["at_6_months"]["value"] == 62.5
    early = row(report(package, ["de"], 2016, date(2015, 6, 1)), "reincarceration", "all")
    assert (early["released"], early["returned"]) == (3, 1)  # on the day of the report « on-e » is still inside


def test_upper_bound_when_nobody_returned() -> None:
    assert horizon_cell([(365, False)] * 27, 365) == {
        "value": 0,
        "low": None,
        "high": None,
        "at_risk": 27,
        "upper_bound": 10.5,
    }
    assert horizon_cell([(365, False)] * 27, 730)["upper_bound"] is None
    assert horizon_cell([(365, False)] * 9, 365)["upper_bound"] is None
    # 1 − 0.05^(1/10) = 25.9 %; a return on day 366 is after the horizon, one on day 365 is not.
    assert horizon_cell([(366, True)] + [(400, False)] * 9, 365)["upper_bound"] == 25.9
    assert horizon_cell([(365, True)] + [(400, False)] * 10, 365)["upper_bound"] is None
    assert horizon_cell([], 365)["value"] is None
