"""The demonstration's rows as a package: complete, the same for the same day, without a fault, plausible."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from reporting.demonstration.cohort import package_rows
from reporting.demonstration.days import easter, is_open, public_holidays

Row = dict[str, str]

TODAY = date(2026, 11, 22)
ROWS = package_rows(TODAY)
PEOPLE = {row["id"]: row for row in ROWS["jeunes"]}
CONTRACT = json.loads((Path(settings.BASE_DIR) / "reporting" / "interchange" / "datapackage.json").read_text())
# Sites, permanences, dated addresses, agreements are made beside the cohort, whose package leaves out their files and
# their optional columns.
OPTIONAL = {"lieux", "conventions", "adresse", "moment_adresse"}
FIELDS = {
    resource["name"]: [field for field in resource["schema"]["fields"] if field["name"] not in OPTIONAL]
    for resource in CONTRACT["resources"]
    if resource["name"] in ROWS
}
# Every date but birth and what is planned.
DATES = {
    name: [f["name"] for f in fields if f["type"] == "date" and f["name"] not in ("date_naissance", "date_fin_prevue")]
    for name, fields in FIELDS.items()
    if name != "dispositifs"
}


def by_person(rows: list[Row]) -> dict[str, list[Row]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row["jeune"]].append(row)
    return grouped


def custody_of(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    return by_person([row for row in rows["mesures"] if row["cadre"] == "detention"])


def overlaps(spells: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Spells that begin before the one before them has ended; the same day may end one and begin the next."""
    return [later for former, later in pairwise(sorted(spells)) if later[0] < (former[1] or "9999")]


def age_on(birth: str, day: str) -> int:
    return int(day[:4]) - int(birth[:4]) - (day[5:] < birth[5:])


@pytest.mark.parametrize("resource", FIELDS)
def test_rows_have_the_columns_of_the_contract(resource: str) -> None:
    columns = [field["name"] for field in FIELDS[resource]]
    assert ROWS[resource]
    assert all(list(row) == columns for row in ROWS[resource])


@pytest.mark.parametrize("resource", FIELDS)
def test_values_are_those_of_the_contract(resource: str) -> None:
    wrong = []
    for field in FIELDS[resource]:
        constraints = field.get("constraints", {})
        values = {row[field["name"]] for row in ROWS[resource]}
        allowed = constraints.get("enum") or (["oui", "non"] if field["type"] == "boolean" else None)
        wrong += [(field["name"], value) for value in values if value and allowed and value not in allowed]
        wrong += [(field["name"], value) for value in values if not value and constraints.get("required")]
    assert wrong == []


def test_codes_are_given_once_and_lead_somewhere() -> None:
    bodies = {row["code"] for row in ROWS["structures"]}
    programmes = {row["code"] for row in ROWS["dispositifs"]}
    known = {"jeune": set(PEOPLE), "structure": bodies | {""}, "prescripteur": bodies, "dispositif": programmes}
    for resource, rows in ROWS.items():
        codes = [row.get("id") or row.get("code") for row in rows]
        assert resource in ("objectifs", "references") or len(codes) == len(set(codes))
        for column, targets in known.items():
            assert {row[column] for row in rows if column in row} <= targets


def test_the_same_for_the_same_day() -> None:
    assert package_rows(TODAY) == ROWS


@pytest.mark.parametrize("on", [date(2022, 6, 30), date(2024, 2, 29), date(2031, 1, 1)])
def test_the_past_does_not_depend_on_the_day(on: date) -> None:
    other = package_rows(on)
    for resource in ("orientations", "contacts", "entrees", "situations"):
        begins = DATES[resource][0]
        past = [row for row in ROWS[resource] if row[begins] < "2019"]
        assert past
        assert [row for row in other[resource] if row[begins] < "2019"] == past


@pytest.mark.parametrize("on", [TODAY, date(2017, 3, 1), date(2019, 5, 1), date(2026, 1, 1)])
def test_nothing_is_dated_after_the_day(on: date) -> None:
    rows = package_rows(on)
    late = [
        (resource, row)
        for resource, columns in DATES.items()
        for row in rows[resource]
        if any(row[column] > on.isoformat() for column in columns)
    ]
    assert late == []
    assert max(row["date"] for row in rows["contacts"]) > (on - timedelta(days=60)).isoformat()


def test_the_report_of_2016_could_be_made_in_march_2017() -> None:
    then = [row for row in package_rows(date(2017, 3, 1))["contacts"] if row["date"][:4] == "2016"]
    assert then == [row for row in ROWS["contacts"] if row["date"][:4] == "2016"]


def test_no_two_custody_measures_overlap() -> None:
    custody = custody_of(ROWS)
    assert any(len(measures) > 1 for measures in custody.values())
    for measures in custody.values():
        assert overlaps([(row["date_debut"], row["date_fin"]) for row in measures]) == []


def test_no_two_enrolments_in_one_programme_and_mission_locale_overlap() -> None:
    grouped = defaultdict(list)
    for row in ROWS["entrees"]:
        key = row["jeune"], row["dispositif"], row["structure"]
        grouped[key].append((row["date_entree"], row["date_sortie"]))
    assert [spells for spells in grouped.values() if overlaps(spells)] == []


def ends_before_starts() -> Iterator[tuple[str, Row]]:
    pairs = [
        ("mesures", "date_debut", "date_fin"),
        ("mesures", "date_debut", "date_fin_prevue"),
        ("entrees", "date_entree", "date_sortie"),
        ("entrees", "date_entree_plie", "date_sortie_plie"),
        ("entrees", "date_entree", "date_entree_plie"),
        ("situations", "date_debut", "date_fin"),
        ("amenagements", "date_debut", "date_fin"),
        ("amenagements", "date_decision", "date_debut"),
        ("orientations", "date_orientation", "date_decision"),
        ("dispositifs", "date_debut", "date_fin"),
    ]
    for resource, start, end in pairs:
        yield from ((resource, row) for row in ROWS[resource] if row[end] and row[end] < row[start])


def test_no_other_fault_of_the_contract() -> None:
    assert list(ends_before_starts()) == []
    undecided = {row["decision"] for row in ROWS["orientations"] if not row["date_decision"]}
    assert undecided == {"en_attente"}
    assert [row for row in ROWS["entrees"] if row["date_sortie_plie"] and not row["date_entree_plie"]] == []


def test_easter_and_the_holidays_that_follow_it() -> None:
    assert [easter(year) for year in (2016, 2019, 2024)] == [date(2016, 3, 27), date(2019, 4, 21), date(2024, 3, 31)]
    assert {date(2016, 5, 5), date(2016, 5, 16), date(2016, 12, 25)} <= public_holidays(2016)


def test_nobody_is_met_on_a_sunday_or_a_public_holiday() -> None:
    closed = [row for row in ROWS["contacts"] if not is_open(date.fromisoformat(row["date"]))]
    assert closed == []


def test_august_and_december_are_lighter() -> None:
    months = Counter(row["date"][5:7] for row in ROWS["contacts"] if row["date"][:4] == "2016")
    others = [number for month, number in months.items() if month not in ("08", "12")]
    assert months["08"] < min(others)
    assert months["12"] < sum(others) / len(others)


def test_people_are_met_where_they_are() -> None:
    custody, adjustments = custody_of(ROWS), by_person([r for r in ROWS["amenagements"] if r["date_debut"]])
    places = Counter(row["lieu"] for row in ROWS["contacts"])
    assert min(places[place] for place in ("intra_muros", "hors_detention", "a_distance")) > 500
    for row in ROWS["contacts"]:
        held = any(m["date_debut"] <= row["date"] < (m["date_fin"] or "9999") for m in custody[row["jeune"]])
        outside = any(
            a["date_debut"] <= row["date"] < (a["date_fin"] or "9999") for a in adjustments.get(row["jeune"], [])
        )
        if row["lieu"] == "intra_muros":
            assert held
            assert not outside
        elif row["lieu"] == "hors_detention":
            assert outside or not held


def test_ages_at_the_referral_are_those_of_the_programme() -> None:
    ages = defaultdict(set)
    for row in ROWS["orientations"]:
        ages[row["dispositif"]].add(age_on(PEOPLE[row["jeune"]]["date_naissance"], row["date_orientation"]))
    assert ages["dernier-ecrou"] == set(range(18, 26))
    assert ages["dedans-dehors"] == set(range(16, 26))
    assert ages["essai-cef"] == {16, 17}


def test_referrals_fell_in_2015() -> None:
    years = Counter(row["date_orientation"][:4] for row in ROWS["orientations"])
    assert years["2015"] < years["2014"] < years["2016"]


def test_files_are_handed_over_to_the_other_mission_locale() -> None:
    handed = [row for row in ROWS["entrees"] if row["relais"] == "oui"]
    left = {(row["jeune"], row["date_sortie"], row["motif_sortie"]) for row in ROWS["entrees"]}
    assert {row["structure"] for row in handed} == {"ml-saint-malo"}
    assert [row for row in handed if (row["jeune"], row["date_entree"], "relais") not in left] == []


def test_exceptions_are_of_other_years_than_2016() -> None:
    years = Counter(row["date_entree"][:4] for row in ROWS["entrees"] if row["derogation"])
    assert years == {"2014": 1, "2015": 1, "2017": 1, "2018": 1, "2024": 1}


def test_the_cef_trial_of_2017() -> None:
    entered = [row for row in ROWS["entrees"] if row["dispositif"] == "essai-cef"]
    assert len(entered) == 4
    assert {PEOPLE[row["jeune"]]["sexe"] for row in entered} == {"H"}
    targets = [
        r["valeur"] for r in ROWS["objectifs"] if (r["dispositif"], r["indicateur"]) == ("essai-cef", "entrees")
    ]
    assert targets == ["5"]


def test_something_goes_on_today() -> None:
    running = {row["jeune"] for row in ROWS["entrees"] if not row["date_sortie"]}
    to_come = [m for m in ROWS["mesures"] if m["cadre"] == "detention" and not m["date_fin"]]
    pending = [row for row in ROWS["orientations"] if row["decision"] == "en_attente"]
    assert len(running) > 30
    assert len([m for m in to_come if m["jeune"] in running and m["date_fin_prevue"] > TODAY.isoformat()]) > 5
    assert len(pending) >= 8
    assert min(row["date_orientation"] for row in pending) > "2026-10"
    entered = Counter(row["date_entree"][:4] for row in ROWS["entrees"])
    assert min(entered[str(year)] for year in range(2022, 2027)) > 40


def test_some_people_share_their_name_and_not_their_birth_date() -> None:
    names = defaultdict(list)
    for row in ROWS["jeunes"]:
        names[row["nom"], row["prenom"]].append(row["date_naissance"])
    shared = [births for births in names.values() if len(births) > 1]
    assert shared
    assert all(len(births) == len(set(births)) for births in shared)
