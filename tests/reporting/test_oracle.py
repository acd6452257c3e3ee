"""The oracle against figures worked out by hand: people, entries, contacts, referrals, first interviews."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.reporting.cohorts import random_package
from tests.reporting.oracle import differences, report
from tests.reporting.oracle.rows import age, half_up, median, percent
from tests.reporting.packages import Package, add, base_package


def report_2016(package: Package, organisation: str | None = None) -> dict[str, Any]:
    return report(package, ["de"], 2016, date(2017, 3, 1), organisation)


def row(result: dict[str, Any], table: str, code: str) -> dict[str, Any]:
    """The row's values, without its code."""
    rows = next(found["rows"] for found in result["tables"] if found["id"] == table)
    return {key: value for key, value in next(r for r in rows if r["code"] == code).items() if key != "code"}


@pytest.fixture
def package() -> Package:
    return base_package()


def test_birthdays_medians_and_rounding() -> None:
    # Born on 29 February: 26 on 1 March 2018, not on 28 February; on the day itself in a leap year.
    assert age(date(1992, 2, 29), date(2018, 2, 28)) == 25
    assert age(date(1992, 2, 29), date(2018, 3, 1)) == 26
    assert age(date(1992, 2, 29), date(2016, 2, 29)) == 24
    assert (median([]), median([4]), median([9, 1]), median([1, 2])) == (None, 4, 5, 1.5)
    # 1/8 = 12,5 % and 3/8 = 37,5 %: half up, where half to even would give 12 and 38.
    assert (percent(1, 8), percent(3, 8), percent(0, 8), percent(0, 0)) == (13, 38, 0, None)
    assert (half_up(Fraction(1, 4), 1), half_up(Fraction(27, 20), 1)) == (0.3, 1.4)


def test_enrolments_counted_at_the_edges_of_the_year(package: Package) -> None:
    stays = {
        "left-eve": ("2015-03-01", "2015-12-31"),  # ended before 1 January: out
        "left-first": ("2015-03-01", "2016-01-01"),  # an exit on 1 January counts
        "came-last": ("2016-12-31", "2016-12-31"),  # in and out on 31 December: counts, new
        "came-next": ("2017-01-01", ""),  # out
        "open": ("2013-02-01", ""),  # counts
        "came-first": ("2016-01-01", "2016-05-01"),  # counts, new
    }
    for person, (entered, left) in stays.items():
        add(package, "jeunes", id=person)
        add(package, "entrees", jeune=person, date_entree=entered, date_sortie=left)
    result = report_2016(package)
    assert (result["figures"]["accompanied"], result["figures"]["new_entries"]) == (4, 2)
    # left-first 2015, open 2013, the two new ones 2016: 1, 1, 2 of 4.
    assert row(result, "entry_year", "2013") == {"total": 1, "percent": 25}
    assert row(result, "entry_year", "2016") == {"total": 2, "percent": 50}
    # Since 2012: left-eve too.
    assert (result["figures"]["accompanied_since"], result["figures"]["since"]) == (5, 2012)


def test_handovers_and_exceptions(package: Package) -> None:
    for person in ("a", "b"):
        add(package, "jeunes", id=person)
    add(package, "entrees", jeune="a", date_entree="2016-02-01", date_sortie="2016-06-01", derogation="âge")
    add(package, "entrees", jeune="a", structure="ml2", date_entree="2016-06-01", relais="oui", derogation="âge")
    add(package, "entrees", jeune="b", structure="ml2", date_entree="2016-06-01", relais="oui")
    figures = [report_2016(package, scope)["figures"] for scope in (None, "ml", "ml2")]
    # Without a Mission Locale a's first entry only; in ml a's; in ml2 both hand-overs, one with an exception.
    assert [found["new_entries"] for found in figures] == [1, 1, 2]
    assert [found["exceptions"] for found in figures] == [1, 1, 1]
    assert [found["accompanied"] for found in figures] == [2, 1, 2]


def test_plie_dates(package: Package) -> None:
    dates = {
        "in": ("2016-12-31", ""),  # by 31 December: in
        "next": ("2017-01-01", ""),  # out
        "left": ("2015-01-01", "2015-12-31"),  # PLIE exit before 1 January: out
        "left-first": ("2015-01-01", "2016-01-01"),  # in
        "never": ("", ""),
    }
    for person, (entered, left) in dates.items():
        add(package, "jeunes", id=person, sexe="F" if person == "in" else "H", qpv="oui" if person == "next" else "")
        add(
            package, "entrees", jeune=person, date_entree="2015-01-01", date_entree_plie=entered, date_sortie_plie=left
        )
    result = report_2016(package)
    assert result["figures"]["plie"] == 2
    assert row(result, "sex", "F") == {"plie": 1, "other": 0, "total": 1, "percent": 20, "reference": None}
    assert row(result, "sex", "H") == {"plie": 1, "other": 3, "total": 4, "percent": 80, "reference": None}
    assert row(result, "qpv", "yes") == {"plie": 0, "other": 1, "total": 1, "percent": 20}
    assert row(result, "qpv", "unknown") == {"plie": 2, "other": 2, "total": 4, "percent": 80}


def test_ages_levels_and_unknown_values(package: Package) -> None:
    people = {
        "1999-01-01": ("II", "minor"),  # 17 on 31 December 2016
        "1998-12-31": ("", "18-21"),  # 18 that day
        "1990-12-31": ("Vbis", "26+"),  # 26 that day; 25 at entry
        "1990-02-28": ("I", "26+"),  # 26 on the day of entry
    }
    for birth, (level, _) in people.items():
        add(package, "jeunes", id=birth, date_naissance=birth, niveau=level, permis="inconnu")
        add(package, "entrees", jeune=birth, date_entree="2016-02-28")
    result = report_2016(package)
    assert [row(result, "age", code)["total"] for code in ("minor", "18-21", "22-25", "26+")] == [1, 1, 0, 2]
    assert [row(result, "education_level", code)["total"] for code in ("III+", "Vbis", "unknown")] == [2, 1, 1]
    assert row(result, "driving_licence", "inconnu") == {"total": 4, "percent": 100, "reference": None}
    assert row(result, "housing", "famille") == {"total": 0, "percent": 0, "reference": None}
    assert result["figures"]["over_25_at_entry"] == 1


def test_followed_until_180_days_after(package: Package) -> None:
    # Referred on 10 January, refused on 1 March: followed until 28 August (1 March + 180 days).
    add(package, "jeunes", id="a")
    add(
        package,
        "orientations",
        jeune="a",
        date_orientation="2016-01-10",
        decision="non_admis",
        date_decision="2016-03-01",
    )
    for on in ("2016-01-09", "2016-01-10", "2016-08-28", "2016-08-29"):
        add(package, "contacts", jeune="a", date=on, axes="sante|formation", lieu="hors_detention")
    result = report_2016(package)
    assert (result["figures"]["contacts"], result["figures"]["seen"], result["figures"]["accompanied"]) == (2, 1, 0)
    assert row(result, "contacts", "interview") == {"total": 2, "percent": 100}
    assert row(result, "contact_places", "hors_detention") == {"total": 2, "percent": 100}
    assert row(result, "services", "health") == {"total": 2, "percent": 50, "reference": None}
    # Nobody accompanied: a share of nothing.
    assert (result["figures"]["interviews_per_person"], result["figures"]["without_contact"]) == (None, 0)
    assert row(result, "sex", "F")["percent"] is None
    # An undecided second referral: followed without end, 29 August counts too.
    add(package, "orientations", jeune="a", date_orientation="2016-02-10")
    assert report_2016(package)["figures"]["contacts"] == 3


def test_contacts_of_the_mission_locale_in_scope(package: Package) -> None:
    add(package, "jeunes", id="a")
    add(package, "jeunes", id="b")
    for person in ("a", "b"):
        add(package, "entrees", jeune=person, date_entree="2016-01-01")
    for kind, structure in (("entretien", "ml"), ("entretien", "ml2"), ("sms", "ml"), ("entretien", "ml")):
        add(package, "contacts", jeune="a", date="2016-05-01", type=kind, structure=structure)
    whole, own, other = (report_2016(package, scope)["figures"] for scope in (None, "ml", "ml2"))
    assert (whole["contacts"], own["contacts"], other["contacts"]) == (4, 3, 0)
    # 3 interviews for 2 people: 1.5; in ml 2 for 2; in ml2 nobody is followed.
    assert [found["interviews_per_person"] for found in (whole, own, other)] == [1.5, 1.0, None]
    assert [found["without_contact"] for found in (whole, own, other)] == [1, 1, 0]


def test_person_in_two_programmes_counts_once_in_both(package: Package) -> None:
    add(package, "dispositifs", code="dd", annee_cumul="2010")
    add(package, "jeunes", id="a")
    add(package, "entrees", jeune="a", date_entree="2016-01-01")
    add(package, "entrees", jeune="a", dispositif="dd", date_entree="2016-09-01", date_sortie="2016-09-01")
    add(package, "contacts", jeune="a", date="2016-10-01")
    for programmes, since in ((["de"], 2012), (["dd"], 2010), (["de", "dd"], 2010)):
        figures = report(package, programmes, 2016, date(2017, 3, 1))["figures"]
        assert (figures["accompanied"], figures["contacts"], figures["since"]) == (1, 1, since)


def test_situations_of_accompanied_people(package: Package) -> None:
    add(package, "jeunes", id="a")
    add(package, "jeunes", id="never")
    add(package, "entrees", jeune="a", date_entree="2016-06-01")
    for person, kind, on in (
        ("a", "cdi", "2016-01-01"),  # counts, though before the entry
        ("a", "incarceration", "2016-12-31"),
        ("a", "pmsmp", "2017-01-01"),
        ("never", "cdi", "2016-05-01"),
    ):
        add(package, "situations", jeune=person, type=kind, date_debut=on)
    table = next(found for found in report_2016(package)["tables"] if found["id"] == "situations")
    assert table["total"] == {"total": 2, "without_custody": 1}
    assert {"code": "cdi", "family": "employment", "total": 1} in table["rows"]


def test_referrals(package: Package) -> None:
    add(package, "structures", code="pjj", type="pjj")
    decisions = [
        ("2016-01-01", "admis", "2016-12-31", "spip"),  # admitted; seen on 11 January, after 10 days
        ("2016-02-01", "admis", "2017-01-01", "spip"),  # pending: decided the year after; seen the same day: 0 days
        ("2016-12-31", "en_attente", "", "spip"),  # pending, not seen by 31 December
        ("2016-03-01", "non_admis", "2016-03-01", "pjj"),  # never seen
        ("2017-01-01", "en_attente", "", "spip"),
    ]
    for number, (on, decision, decided, body) in enumerate(decisions):
        add(package, "jeunes", id=f"{number}")
        cells = {"date_orientation": on, "decision": decision, "date_decision": decided, "prescripteur": body}
        add(package, "orientations", jeune=f"{number}", **cells)
    for person, on in (("0", "2015-12-31"), ("0", "2016-01-11"), ("0", "2016-01-02"), ("1", "2016-02-01")):
        kind = "telephone" if on == "2016-01-02" else "entretien"
        add(package, "contacts", jeune=person, date=on, type=kind)
    add(package, "contacts", jeune="2", date="2017-01-01")
    result = report_2016(package)
    expected = {"total": 3, "seen": 2, "admitted": 1, "pending": 2, "median_days_to_interview": 5}
    assert row(result, "referrals", "spip") == expected
    expected = {"total": 1, "seen": 0, "admitted": 0, "pending": 0, "median_days_to_interview": None}
    assert row(result, "referrals", "pjj") == expected
    assert [row(result, "referrals_month", month)["total"] for month in ("01", "02", "03", "12")] == [1] * 4


def test_reach(package: Package) -> None:
    # Days from écrou (1 March) to the first interview: 0, 30, 31, none in the year; e is known to nobody.
    for person, held in (
        ("a", "2016-03-01"),
        ("b", "2016-03-31"),
        ("c", "2016-04-01"),
        ("d", "2017-01-01"),
        ("e", ""),
    ):
        add(package, "jeunes", id=person)
        add(package, "mesures", jeune=person, date_debut="2016-03-01")
        if held:
            add(package, "orientations", jeune=person, date_orientation="2016-12-31")
            add(package, "contacts", jeune=person, date=held)
    expected = {"total": 4, "met": 3, "met_within_30_days": 2, "median_days": 30}
    assert row(report_2016(package), "reach", "all") == expected


def test_targets_and_references(package: Package) -> None:
    add(package, "dispositifs", code="dd")
    add(package, "jeunes", id="a", sexe="F", qpv="oui")
    add(package, "entrees", jeune="a", date_entree="2016-01-01")
    for programme, structure, indicator, value in (
        ("de", "", "entrees", "80"),
        ("dd", "", "entrees", "5"),
        ("de", "", "accompagnes", "100"),
        ("de", "ml", "entrees", "30"),
    ):
        cells = {"dispositif": programme, "structure": structure, "indicateur": indicator, "valeur": value}
        add(package, "objectifs", annee="2016", **cells)
    both = report(package, ["de", "dd"], 2016, date(2017, 3, 1))
    assert row(both, "targets", "entrees") == {"target": 85, "reached": 1}
    assert row(both, "targets", "accompagnes") == {"target": None, "reached": 1}  # dd lacks it
    assert row(report_2016(package, "ml"), "targets", "entrees") == {"target": 30, "reached": 1}
    add(package, "references", annee="2016", tableau="sex", ligne="F", pourcentage="48.5")
    references = [row(report_2016(package, scope), "sex", "F")["reference"] for scope in (None, "ml", "ml2")]
    assert references == [48.5, 48.5, None]
    add(package, "references", structure="ml2", annee="2016", tableau="age", ligne="26+", pourcentage="6")
    references = [row(report_2016(package, scope), "sex", "F")["reference"] for scope in (None, "ml", "ml2")]
    assert references == [None, 48.5, None]


def test_differences_name_the_cell() -> None:
    ours, theirs = (report_2016(random_package(seed=1)) for _ in range(2))
    assert differences(ours, theirs) == []
    theirs["figures"]["seen"] += 1
    theirs["tables"][0]["rows"][0]["label"] = "Femme"
    theirs["tables"][0]["rows"][0]["plie"] += 1
    assert [line.split(":")[0] for line in differences(ours, theirs)] == ["figures.seen", "sex[F].plie"]
