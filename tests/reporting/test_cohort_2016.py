"""The demonstration's raw rows against the figures printed in 2016, counted by small loops of their own."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from reporting.demonstration import words_2016
from reporting.demonstration.cohort import package_rows
from reporting.demonstration.names import TEAMS

Row = dict[str, str]

ROWS = package_rows(date(2026, 11, 22))
PEOPLE = {row["id"]: row for row in ROWS["jeunes"]}


def by_person(resource: str) -> dict[str, list[Row]]:
    rows = defaultdict(list)
    for row in ROWS[resource]:
        rows[row["jeune"]].append(row)
    return rows


ENROLMENTS = [row for row in ROWS["entrees"] if row["dispositif"] == "dernier-ecrou"]


def counted(first: str, last: str) -> list[Row]:
    """Enrolments that run at some time between the two days."""
    return [row for row in ENROLMENTS if row["date_entree"] <= last and (row["date_sortie"] or "9999") >= first]


IN_2016 = {row["jeune"]: row for row in counted("2016-01-01", "2016-12-31")}
PLIE = {
    person
    for person, row in IN_2016.items()
    if row["date_entree_plie"]
    and row["date_entree_plie"] <= "2016-12-31"
    and (row["date_sortie_plie"] or "9999") >= "2016-01-01"
}


def by_plie(answer: Any) -> dict[Any, tuple[int, int]]:
    """How many people give each answer, (in PLIE, outside)."""
    counts = Counter((answer(PEOPLE[person]), person in PLIE) for person in IN_2016)
    return {value: (counts[value, True], counts[value, False]) for value, _ in counts}


def followed(person: str, day: str) -> bool:
    """Between the first referral or entry and 180 days after the last exit or decision; all are closed here."""
    referrals = [
        row for row in ROWS["orientations"] if row["jeune"] == person and row["dispositif"] == "dernier-ecrou"
    ]
    entries = [row for row in ENROLMENTS if row["jeune"] == person]
    first = min([r["date_orientation"] for r in referrals] + [e["date_entree"] for e in entries], default="9999")
    ends = [r["date_decision"] for r in referrals] + [e["date_sortie"] for e in entries]
    last = date.fromisoformat(max(ends, default="1900-01-01")) + timedelta(days=180)
    return first <= day <= last.isoformat()


CONTACTS_2016 = [row for row in ROWS["contacts"] if row["date"][:4] == "2016" and followed(row["jeune"], row["date"])]


def adjustments_2016() -> list[Row]:
    return [
        row
        for row in ROWS["amenagements"]
        if row["jeune"] in IN_2016 and row["decision"] == "accorde" and row["date_debut"][:4] == "2016"
    ]


def test_people_accompanied() -> None:
    assert (len(IN_2016), len(PLIE)) == (147, 70)
    assert len(counted("2016-01-01", "2016-12-31")) == 147
    assert Counter(row["date_entree"][:4] for row in IN_2016.values()) == {
        "2013": 6,
        "2014": 10,
        "2015": 43,
        "2016": 88,
    }


def test_people_since_2012() -> None:
    accompanied = {row["jeune"] for row in counted("2012-01-01", "2016-12-31")}
    interviews = [
        row for row in ROWS["contacts"] if row["type"] == "entretien" and "2012" <= row["date"][:4] <= "2016"
    ]
    seen = {row["jeune"] for row in interviews if followed(row["jeune"], row["date"])}
    assert len(accompanied) == 227
    assert 480 <= len(seen) <= 500
    assert 190 <= len({row["jeune"] for row in interviews if row["date"][:4] == "2016"}) <= 215


def test_sex_age_and_level_by_plie() -> None:
    bands = {age: "18-21" if age < 22 else "22-25" if age < 26 else "26+" for age in range(18, 40)}
    assert by_plie(lambda young: young["sexe"]) == {"F": (3, 11), "H": (67, 66)}
    assert by_plie(lambda young: bands[2016 - int(young["date_naissance"][:4])]) == {
        "18-21": (13, 11),
        "22-25": (47, 54),
        "26+": (10, 12),
    }
    levels = {"III": (1, 1), "IV": (6, 4), "V": (30, 19), "Vbis": (22, 28), "VI": (11, 25)}
    assert by_plie(lambda young: young["niveau"]) == levels


def test_quarters_and_disability() -> None:
    quarters = by_plie(lambda young: young["qpv"])["oui"]
    assert sum(quarters) == 37
    assert quarters[0] >= 19
    assert sum(by_plie(lambda young: young["rqth"])["oui"]) == 4
    assert all(young["code_commune"] in ("35238", "35288", "") for young in ROWS["jeunes"] if young["qpv"] == "oui")


def test_contacts() -> None:
    kinds = Counter(row["type"] for row in CONTACTS_2016)
    assert kinds.total() == 781
    assert kinds["entretien"] == 390
    assert kinds["administratif"] == 148
    assert kinds["email"] + kinds["sms"] + kinds["courrier"] == 117
    assert kinds["atelier"] + kinds["information_collective"] == 63
    assert kinds["telephone"] == 39
    assert kinds["mediation"] + kinds["visite"] == 24


def test_services_give_the_printed_percentages() -> None:
    axes = Counter(axis for row in CONTACTS_2016 for axis in row["axes"].split("|") if axis)
    percent = {axis: int(number * 100 / axes.total() + 0.5) for axis, number in axes.items()}
    assert percent == {
        "projet_professionnel": 26, "acces_emploi": 41, "logement": 6, "formation": 23, "sante": 2, "citoyennete": 2,
    }  # fmt: skip


def test_situations() -> None:
    kinds = Counter(
        row["type"] for row in ROWS["situations"] if row["jeune"] in IN_2016 and row["date_debut"][:4] == "2016"
    )
    assert kinds == {
        "incarceration": 32, "mobilisation": 11, "pmsmp": 5, "qualification": 4, "cdi": 3, "cdd": 3, "alternance": 2,
    }  # fmt: skip


def test_custody_situations_stand_beside_a_custody_measure() -> None:
    custody = {(row["jeune"], row["date_debut"]) for row in ROWS["mesures"] if row["cadre"] == "detention"}
    entered = {(r["jeune"], r["date_debut"]) for r in ROWS["situations"] if r["type"] == "incarceration"}
    assert len(entered) > 32
    assert entered <= custody


def test_adjustments() -> None:
    granted = adjustments_2016()
    assert len(granted) == len({row["jeune"] for row in granted}) == 27
    assert Counter(row["debouche"] for row in granted) == {
        "emploi": 7, "stage": 1, "pop": 3, "ppi_parcours_plus": 6, "formation_qualifiante": 5, "recherche_emploi": 5,
    }  # fmt: skip
    assert Counter(row["type"] for row in granted)["placement_exterieur"] == 3
    outcomes = Counter((row["issue"], row["type"]) for row in granted)
    assert sum(number for (outcome, _), number in outcomes.items() if outcome == "sortie_positive") == 5
    assert {kind: n for (outcome, kind), n in outcomes.items() if outcome == "retour_detention"} == {"semi_liberte": 3}


def test_adjustments_prepared() -> None:
    prepared = [r for r in ROWS["amenagements"] if r["jeune"] in IN_2016 and r["decision"] == "en_preparation"]
    assert len(prepared) == 3
    assert {row["date_debut"] for row in prepared} == {""}


def test_nobody_adjusted_in_2016_comes_back_under_another_ecrou() -> None:
    custody = by_person("mesures")
    for row in adjustments_2016():
        starts = [m["date_debut"] for m in custody[row["jeune"]] if m["cadre"] == "detention"]
        assert [start for start in starts if start > row["date_debut"]] == []


def test_the_withdrawals_of_2016_stay_under_the_same_ecrou() -> None:
    custody = by_person("mesures")
    withdrawn = [row for row in adjustments_2016() if row["issue"] == "retour_detention"]
    for row in withdrawn:
        held = [m for m in custody[row["jeune"]] if m["date_debut"] <= row["date_debut"] <= m["date_fin"]]
        assert [m["date_fin"] > row["date_fin"] for m in held if m["cadre"] == "detention"] == [True]
    assert len(withdrawn) == 3


def test_targets_and_figures_of_the_whole_mission_locale() -> None:
    targets = {r["indicateur"]: r["valeur"] for r in ROWS["objectifs"] if (r["annee"], r["structure"]) == ("2016", "")}
    assert targets == {"entrees": "80", "entrees_femmes": "10", "accompagnes_qpv": "30"}
    references = {(r["tableau"], r["ligne"]): r["pourcentage"] for r in ROWS["references"] if r["annee"] == "2016"}
    assert {r["structure"] for r in ROWS["references"] if r["annee"] == "2016"} == {"ml-rennes"}
    assert {table for table, _ in references} == {"sex", "age", "education_level", "services"}
    assert [references["age", band] for band in ("minor", "18-21", "22-25", "26+")] == ["4", "43", "47", "6"]
    assert [references["sex", sex] for sex in "FH"] == ["48", "52"]
    assert [references["services", s] for s in ("employment", "citizenship")] == ["49", "16"]


def test_a_room_and_a_training_start_with_an_external_placement() -> None:
    trainings = {(r["jeune"], r["date_debut"]) for r in ROWS["situations"] if r["type"] == "qualification"}
    rooms = {(r["jeune"], r["date"]) for r in ROWS["contacts"] if "logement" in r["axes"] and r["type"] == "visite"}
    told = [
        row
        for row in adjustments_2016()
        if row["type"] == "placement_exterieur" and (row["jeune"], row["date_debut"]) in trainings & rooms
    ]
    assert [(row["debouche"], row["issue"]) for row in told] == [("formation_qualifiante", "sortie_positive")]


def test_a_trial_period_ends_and_a_new_search_begins() -> None:
    broken = {
        row["jeune"]: row["date_fin"]
        for row in ROWS["situations"]
        if row["motif_fin"] == "essai_rompu" and row["jeune"] in IN_2016 and row["date_debut"][:4] == "2016"
    }
    searching = {
        r["jeune"] for r in CONTACTS_2016 if "acces_emploi" in r["axes"] and r["date"] > broken.get(r["jeune"], "9")
    }
    again = {r["jeune"] for r in ROWS["situations"] if r["date_debut"] > broken.get(r["jeune"], "9999")}
    assert searching & again


@pytest.mark.parametrize("partner", ["SPIP 35", "PLIE", "FIPD 35", "IBEP", "FJT", "Agir ABCD", "ALFADI", "Prisme"])
def test_the_words_name_the_partners(partner: str) -> None:
    assert partner in words_2016.CONTEXT + words_2016.PARTNERSHIPS


def test_the_words_are_short_and_name_nobody() -> None:
    words = " ".join((words_2016.CONTEXT, words_2016.CIRCUIT, words_2016.PARTNERSHIPS))
    professionals = {name for teams in TEAMS.values() for names in teams.values() for name in names}
    assert 400 <= len(words.split()) <= 600
    assert [name for name in professionals if name.split()[-1] in words] == []
