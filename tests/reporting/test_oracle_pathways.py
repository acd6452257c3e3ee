"""The oracle against figures worked out by hand: needs, housing by the release plan, residence, hand-overs."""

from __future__ import annotations

import pytest

from tests.reporting.packages import Package, add, base_package
from tests.reporting.test_oracle import report_2016, row


@pytest.fixture
def package() -> Package:
    """J, followed since 2013, held from January to June 2016."""
    package = base_package()
    add(package, "jeunes", id="J", logement="precaire")
    add(package, "entrees", jeune="J", date_entree="2013-01-01")
    add(package, "mesures", jeune="J", date_debut="2016-01-01", date_fin="2016-06-01")
    return package


def need(package: Package, kind: str, opened: str, settled: str = "", **cells: str) -> None:
    state = {"etat": "regle" if settled else "en_cours"}
    add(package, "besoins", jeune="J", besoin=kind, date_ouverture=opened, date_reglement=settled, **state | cells)


def test_rights_opened_in_the_year_and_settled_by_the_release(package: Package) -> None:
    need(package, "carte_identite", "2016-01-01", "2016-06-01")  # on the day of release: in time
    need(package, "carte_identite", "2016-12-31", "2016-12-31")  # of the custody left in June: too late
    need(package, "carte_identite", "2016-03-01", etat="regle")  # nobody knows when
    need(package, "carte_identite", "2015-12-31", "2016-01-02")  # of 2015
    need(package, "carte_identite", "2017-01-01")  # of 2017
    need(package, "compte_bancaire", "2016-02-01", "2016-06-02")  # the day after
    need(package, "telephone", "2016-02-01", "2016-03-01")  # no right
    result = report_2016(package)
    assert row(result, "rights", "carte_identite") == {"opened": 3, "settled": 1}
    assert row(result, "rights", "compte_bancaire") == {"opened": 1, "settled": 0}
    total = next(table["total"] for table in result["tables"] if table["id"] == "rights")
    assert total == {"opened": 4, "settled": 1}


def test_a_need_belongs_to_the_custody_that_it_names(package: Package) -> None:
    add(package, "mesures", jeune="J", date_debut="2016-09-01")
    need(package, "domiciliation", "2016-10-01", "2016-11-01", mesure="mesures-1")  # left in June: too late
    need(package, "domiciliation", "2016-10-01", "2016-11-01")  # of the open one
    assert row(report_2016(package), "rights", "domiciliation") == {"opened": 2, "settled": 1}


def test_rights_of_people_while_followed(package: Package) -> None:
    package["entrees"][0]["date_sortie"] = "2016-01-01"  # followed until 29 June
    need(package, "titre_sejour", "2016-06-29")
    need(package, "titre_sejour", "2016-06-30")
    assert row(report_2016(package), "rights", "titre_sejour")["opened"] == 1


@pytest.mark.parametrize(
    ("known", "plan", "settled"),
    [
        ("precaire", [], 0),
        ("famille", [], 1),
        ("famille", ["a_faire"], 0),
        ("precaire", ["refuse", "regle"], 1),
        ("famille", ["sans_objet"], 1),
    ],
)
def test_housing_is_settled_by_the_plan_else_by_what_is_known(
    known: str, plan: list[str], settled: int, package: Package
) -> None:
    package["jeunes"][0]["logement"] = known
    for state in plan:
        need(package, "fjt", "2016-02-01", etat=state)
    need(package, "domiciliation", "2016-02-01", "2016-02-02")  # an address for the post is no roof
    assert row(report_2016(package), "releases", "housing_settled")["total"] == settled


@pytest.mark.parametrize(
    ("dates", "kind", "answer"),
    [
        (("2015-01-01", "2015-12-31"), "", "yes"),  # the eve of the écrou
        (("2015-01-01", "2015-12-30"), "", "no"),
        (("2016-06-01", ""), "hebergement", "yes"),  # the day of release
        (("2016-06-02", ""), "hebergement", "no"),
        (("2016-06-01", ""), "domiciliation", "no"),
    ],
)
def test_dated_homes_tell_where_one_came_from_and_went_back_to(
    dates: tuple[str, str], kind: str, answer: str, package: Package
) -> None:
    package["jeunes"][0]["qpv"] = "non"
    add(package, "adresses", jeune="J", qpv="oui", type_adresse=kind, date_debut=dates[0], date_fin=dates[1])
    assert row(report_2016(package), "qpv", answer)["total"] == 1


def test_handovers_by_mission_locale_asked(package: Package) -> None:
    add(package, "structures", code="ml3")
    for decision, decided in (("accepte", "2016-03-05"), ("refuse", "2016-03-12"), ("accepte", "2017-01-01")):
        add(package, "relais", jeune="J", decision=decision, date_decision=decided)
    add(package, "relais", jeune="J", date_demande="2016-12-31", structure_origine="ml3")
    add(package, "relais", jeune="J", date_demande="2015-12-31")
    # Answered after 4 and 11 days; the third one is answered in 2017.
    assert row(report_2016(package), "handovers", "ml2") == {"asked": 4, "accepted": 1, "median_days": 7.5}
    assert row(report_2016(package, "ml"), "handovers", "ml2") == {"asked": 3, "accepted": 1, "median_days": 7.5}
    assert row(report_2016(package, "ml3"), "handovers", "ml2") == {"asked": 1, "accepted": 0, "median_days": None}
