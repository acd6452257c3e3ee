"""Needs at release, housing by the release plan, hand-overs, residence by dated addresses."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.reporting.oracle.custody import custodies_begun, effective_release
from tests.reporting.oracle.rows import Row, Scope, day, is_followed, median, plus, text, within

# Of the catalogue of needs: papers, health cover, France Travail, domiciliation, bank.
RIGHTS = {
    "papers": ["carte_identite", "etat_civil", "titre_sejour", "billet_sortie"],
    "health_cover": ["assurance_maladie", "complementaire_sante"],
    "employment_service": ["france_travail"],
    "domiciliation": ["domiciliation"],
    "bank": ["compte_bancaire"],
}
HOUSING = ["hebergement_urgence", "hebergement_transition", "fjt", "logement_social"]
NO_RESIDENCE = ["domiciliation", "etablissement_penitentiaire"]


def prepared_custody(scope: Scope, need: Row) -> Row | None:
    """The custody whose release the need prepares: the one that it names, begun by 31 December Y, else the last one
    begun when it was opened."""
    if text(need, "mesure"):
        custodies = custodies_begun(scope, need["jeune"], scope.last_day)
        return next((row for row in custodies if row["id"] == need["mesure"]), None)
    begun = custodies_begun(scope, need["jeune"], day(need, "date_ouverture"))
    return begun[-1] if begun else None


def is_settled_in_time(scope: Scope, need: Row) -> bool:
    """Settled, on a known day, by the effective release; at all where there is none."""
    settled, custody = day(need, "date_reglement"), prepared_custody(scope, need)
    release = effective_release(scope, custody) if custody else None
    return need["etat"] == "regle" and settled is not None and settled <= (release or date.max)


def rights(scope: Scope) -> dict[str, Any]:
    """Needs opened in Y for people followed on that day; settled by the effective release."""
    rows = []
    for code in [code for codes in RIGHTS.values() for code in codes]:
        opened = [
            need
            for need in scope.rows("besoins")
            if need["besoin"] == code
            and within(day(need, "date_ouverture"), scope.first_day, scope.last_day)
            and is_followed(scope, need["jeune"], day(need, "date_ouverture"))
        ]
        in_time = [need for need in opened if is_settled_in_time(scope, need)]
        rows.append({"code": code, "opened": len(opened), "settled": len(in_time)})
    columns = ["opened", "settled"]
    total = {column: sum(row[column] for row in rows) for column in columns}
    return {"id": "rights", "columns": columns, "rows": rows, "total": total}


def is_housed_at_release(scope: Scope, custody: Row) -> bool:
    """By the housing needs of its release plan, opened by 31 December Y and not without object: one is settled.
    Without any, housing is autonome or famille."""
    plan = [
        need["etat"]
        for need in scope.rows("besoins")
        if need["besoin"] in HOUSING
        and need["etat"] != "sans_objet"
        and day(need, "date_ouverture") <= scope.last_day
        and prepared_custody(scope, need) is custody
    ]
    known = text(scope.people[custody["jeune"]], "logement") in ("autonome", "famille")
    return "regle" in plan if plan else known


def qpv_answer(scope: Scope, person: str) -> str:
    """Yes when one of the answers is yes, else no when one is no: what `jeunes` says, and the dated homes on the eve
    of the last écrou by 31 December Y and at its effective release; of 31 December Y for who was never held."""
    days = [scope.last_day]
    if begun := custodies_begun(scope, person, scope.last_day):
        eve, release = plus(day(begun[-1], "date_debut"), -1), effective_release(scope, begun[-1])
        days = [eve, release] if release else [eve]
    homes = [
        row
        for row in scope.rows("adresses")
        if row["jeune"] == person
        and text(row, "type_adresse") not in NO_RESIDENCE
        and any(within(on, day(row, "date_debut") or date.min, day(row, "date_fin") or date.max) for on in days)
    ]
    answers = [text(scope.people[person], "qpv"), *(text(row, "qpv") for row in homes)]
    return "yes" if "oui" in answers else "no" if "non" in answers else "unknown"


def handovers(scope: Scope) -> dict[str, Any]:
    """Those of the programmes asked in Y, from or to the Mission Locale in scope: by Mission Locale asked, how many,
    how many accepted by 31 December, median days of the answers by then."""
    asked = [
        row
        for row in scope.rows("relais")
        if row["dispositif"] in scope.programmes
        and scope.organisation in (None, row["structure_origine"], row["structure_accueil"])
        and within(day(row, "date_demande"), scope.first_day, scope.last_day)
    ]
    codes = sorted({row["structure_accueil"] for row in asked})
    rows = [
        {"code": code} | handover_cells(scope, [row for row in asked if row["structure_accueil"] == code])
        for code in codes
    ]
    columns = ["asked", "accepted", "median_days"]
    return {"id": "handovers", "columns": columns, "rows": rows, "total": handover_cells(scope, asked)}


def handover_cells(scope: Scope, asked: list[Row]) -> dict[str, Any]:
    """The cells of one row, or of all."""
    answered = [
        row for row in asked if row["decision"] != "en_attente" and day(row, "date_decision") <= scope.last_day
    ]
    return {
        "asked": len(asked),
        "accepted": len([row for row in answered if row["decision"] == "accepte"]),
        "median_days": median((day(row, "date_decision") - day(row, "date_demande")).days for row in answered),
    }
