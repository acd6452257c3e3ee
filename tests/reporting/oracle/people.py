"""The people of the year: accompanied, new, seen, and the tables that describe them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.reporting.oracle.custody import carried_out_as
from tests.reporting.oracle.pathways import qpv_answer
from tests.reporting.oracle.rows import Row, Scope, age, day, is_followed, percent, text, within, yes

AGES = ["minor", "18-21", "22-25", "26+"]
LEVELS = ["III+", "IV", "V", "Vbis", "VI", "unknown"]
HOUSING = ["autonome", "famille", "precaire", "inconnu"]
LICENCES = ["obtenu", "en_cours", "aucun", "inconnu"]
SETTINGS = ["detention", "amenagement", "milieu_ouvert", "cef", "aucune"]
OUTSIDE_CUSTODY = ("ddse", "placement_exterieur", "liberation_conditionnelle")


def counted_enrolments(scope: Scope, first: date, last: date) -> list[Row]:
    """Enrolments in scope begun on or before the last day and not ended before the first."""
    return [
        row
        for row in scope.enrolments
        if day(row, "date_entree") <= last and not (day(row, "date_sortie") and day(row, "date_sortie") < first)
    ]


def accompanied(scope: Scope) -> set[str]:
    """People with an enrolment counted."""
    return {row["jeune"] for row in counted_enrolments(scope, scope.first_day, scope.last_day)}


def new_enrolments(scope: Scope) -> list[Row]:
    """Enrolments in scope whose entry is in Y; without a Mission Locale, those by hand-over are left out."""
    return [
        row
        for row in scope.enrolments
        if within(day(row, "date_entree"), scope.first_day, scope.last_day)
        and (scope.organisation is not None or not yes(row, "relais"))
    ]


def new_entries(scope: Scope) -> set[str]:
    """People with one of the year's new enrolments."""
    return {row["jeune"] for row in new_enrolments(scope)}


def exceptions(scope: Scope) -> int:
    """Of the enrolments that make `new_entries`, those (not people) with a written exception."""
    return len([row for row in new_enrolments(scope) if text(row, "derogation")])


def seen(scope: Scope, first: date, last: date) -> set[str]:
    """People with at least one interview between the two days while followed, admitted or not."""
    found = set()
    for row in scope.contacts:
        held = day(row, "date")
        if row["type"] == "entretien" and within(held, first, last) and is_followed(scope, row["jeune"], held):
            found.add(row["jeune"])
    return found


def in_plie(scope: Scope) -> set[str]:
    """Accompanied people with an enrolment counted whose PLIE entry is by 31 December Y, without a PLIE exit before
    1 January Y, whatever the enrolment's own exit."""
    found = set()
    for row in counted_enrolments(scope, scope.first_day, scope.last_day):
        entered, left = day(row, "date_entree_plie"), day(row, "date_sortie_plie")
        if entered and entered <= scope.last_day and not (left and left < scope.first_day):
            found.add(row["jeune"])
    return found


def since_start(scope: Scope) -> dict[str, int | None]:
    """Accompanied and seen from 1 January of the first year of cumulative figures (the earliest) to 31 December Y."""
    years = [text(row, "annee_cumul") for row in scope.rows("dispositifs") if row["code"] in scope.programmes]
    known = [int(year) for year in years if year]
    if not known:
        return {"accompanied_since": None, "seen_since": None, "since": None}
    first = date(min(known), 1, 1)
    everyone = {row["jeune"] for row in counted_enrolments(scope, first, scope.last_day)}
    return {
        "accompanied_since": len(everyone),
        "seen_since": len(seen(scope, first, scope.last_day)),
        "since": min(known),
    }


def latest_entry(scope: Scope, person: str) -> date:
    """The latest entry among the person's enrolments counted."""
    counted = counted_enrolments(scope, scope.first_day, scope.last_day)
    return max(day(row, "date_entree") for row in counted if row["jeune"] == person)


def over_25_at_entry(scope: Scope) -> int:
    """Accompanied people aged 26 or more on the day of their latest entry among the enrolments counted."""
    births = {person: day(scope.people[person], "date_naissance") for person in accompanied(scope)}
    return len([person for person, birth in births.items() if age(birth, latest_entry(scope, person)) >= 26])


def age_band(scope: Scope, person: str) -> str:
    """By age on 31 December Y: minor (< 18), 18-21, 22-25, 26+."""
    years = age(day(scope.people[person], "date_naissance"), scope.last_day)
    if years < 18:
        return "minor"
    if years <= 21:
        return "18-21"
    return "22-25" if years <= 25 else "26+"


def level(scope: Scope, person: str) -> str:
    """Levels I, II and III are one row; unknown has its own."""
    value = text(scope.people[person], "niveau")
    return "III+" if value in ("I", "II", "III") else value or "unknown"


def answer(column: str) -> Callable[[Scope, str], str]:
    """What the person's row says in that column; `inconnu` when unknown."""
    return lambda scope, person: text(scope.people[person], column) or "inconnu"


def runs_on(row: Row, on: date) -> bool:
    """Begun on or before that day and not ended before it."""
    begun, ended = day(row, "date_debut"), day(row, "date_fin")
    return begun is not None and begun <= on and not (ended and ended < on)


def setting(scope: Scope, person: str) -> str:
    """By measure running on 31 December Y: custody, adjustment outside custody, community, CEF, none."""
    on = scope.last_day
    running = [row for row in scope.rows("mesures") if row["jeune"] == person and runs_on(row, on)]
    outside = [
        day(row, "date_debut")
        for row in scope.granted
        if row["jeune"] == person and runs_on(row, on) and carried_out_as(row) in OUTSIDE_CUSTODY
    ]
    for row in running:
        if row["cadre"] == "detention" and not any(began >= day(row, "date_debut") for began in outside):
            return "detention"
    settings = [row["cadre"] for row in running]
    if outside:
        return "amenagement"
    if "milieu_ouvert" in settings:
        return "milieu_ouvert"
    return "cef" if "cef" in settings else "aucune"


def references(scope: Scope, table: str) -> dict[str, float]:
    """Of the Mission Locale in scope; with none, of the only one that has figures for Y; with several, none."""
    rows = [row for row in scope.rows("references") if int(row["annee"]) == scope.year]
    known = {row["structure"] for row in rows}
    chosen = scope.organisation or (known.pop() if len(known) == 1 else None)
    return {
        row["ligne"]: float(row["pourcentage"])
        for row in rows
        if row["structure"] == chosen and row["tableau"] == table
    }


def described(scope: Scope, table: str, codes: list[str], of: Callable[[Scope, str], str], columns: str) -> dict:
    """Accompanied people by one description: how many (in the PLIE, outside it), the percentage, the reference."""
    everyone, plie = accompanied(scope), in_plie(scope)
    reference, rows = references(scope, table), []
    for code in codes:
        found = {person for person in everyone if of(scope, person) == code}
        cells: dict[str, Any] = {"code": code, "total": len(found), "percent": percent(len(found), len(everyone))}
        if "plie" in columns:
            cells |= {"plie": len(found & plie), "other": len(found - plie)}
        if "reference" in columns:
            cells["reference"] = reference.get(code)
        rows.append(cells)
    total = {"total": len(everyone)}
    if "plie" in columns:
        total |= {"plie": len(plie), "other": len(everyone - plie)}
    return {"id": table, "columns": columns.split(), "rows": rows, "total": total}


def tables(scope: Scope) -> list[dict[str, Any]]:
    """The tables that describe accompanied people."""
    by_plie = "plie other total percent"
    entry_years = sorted({str(latest_entry(scope, person).year) for person in accompanied(scope)})
    return [
        described(scope, "sex", ["F", "H"], lambda s, p: s.people[p]["sexe"], by_plie + " reference"),
        described(scope, "age", AGES, age_band, by_plie + " reference"),
        described(scope, "education_level", LEVELS, level, by_plie + " reference"),
        described(scope, "qpv", ["yes", "no", "unknown"], qpv_answer, by_plie),
        described(scope, "entry_year", entry_years, lambda s, p: str(latest_entry(s, p).year), "total percent"),
        described(scope, "housing", HOUSING, answer("logement"), "total percent reference"),
        described(scope, "driving_licence", LICENCES, answer("permis"), "total percent reference"),
        described(scope, "setting", SETTINGS, setting, "total percent"),
    ]


def targets(scope: Scope) -> dict[str, Any]:
    """Each target of the year beside what was reached. Several programmes add up, null when one lacks it; with a
    Mission Locale only the targets set for it, without only those of the whole programme."""
    entered, everyone = new_entries(scope), accompanied(scope)
    reached = {
        "entrees": len(entered),
        "entrees_femmes": len([person for person in entered if scope.people[person]["sexe"] == "F"]),
        "entrees_qpv": len([person for person in entered if qpv_answer(scope, person) == "yes"]),
        "accompagnes": len(everyone),
        "accompagnes_qpv": len([person for person in everyone if qpv_answer(scope, person) == "yes"]),
    }
    rows = []
    for code, value in reached.items():
        found = [
            int(row["valeur"])
            for row in scope.rows("objectifs")
            if row["dispositif"] in scope.programmes
            and text(row, "structure") == (scope.organisation or "")
            and (int(row["annee"]), row["indicateur"]) == (scope.year, code)
        ]
        target = sum(found) if len(found) == len(scope.programmes) else None
        rows.append({"code": code, "target": target, "reached": value})
    return {"id": "targets", "columns": ["target", "reached"], "rows": rows, "total": {}}
