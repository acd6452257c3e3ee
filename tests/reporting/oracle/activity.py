"""What was done in the year: contacts, services, situations, adjustments, referrals, first interviews."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.reporting.oracle.people import accompanied, references
from tests.reporting.oracle.rows import (
    Row,
    Scope,
    day,
    first_in_scope,
    half_up,
    is_followed,
    median,
    percent,
    text,
    within,
)

KIND_GROUPS = {
    "interview": ["entretien"],
    "administrative": ["administratif"],
    "message": ["email", "sms", "courrier"],
    "group": ["atelier", "information_collective"],
    "phone": ["telephone"],
    "outreach": ["mediation", "visite"],
}
PLACES = ["intra_muros", "hors_detention", "a_distance"]
AXES = {
    "career_plan": "projet_professionnel",
    "employment": "acces_emploi",
    "housing": "logement",
    "training": "formation",
    "health": "sante",
    "citizenship": "citoyennete",
}
FAMILIES = {
    "employment": ["cdi", "cdd", "interim", "alternance", "contrat_aide"],
    "training": ["mobilisation", "preformation", "qualification"],
    "immersion": ["pmsmp", "service_civique"],
    "other": ["incarceration", "scolarite"],
}
KINDS = ["semi_liberte", "ddse", "placement_exterieur", "liberation_conditionnelle", "liberation_sous_contrainte"]
DESTINATIONS = ["emploi", "stage", "pop", "ppi_parcours_plus", "formation_qualifiante", "recherche_emploi", "unknown"]
OUTCOMES = ["en_cours", "sortie_positive", "retour_detention", "autre", "unknown"]


def shares(table: str, counts: dict[str, int], reference: dict[str, float] | None = None) -> dict[str, Any]:
    """A table of counts with each one's share of their sum, and the reference beside it where there is one."""
    whole, rows = sum(counts.values()), []
    for code, count in counts.items():
        cells: dict[str, Any] = {"code": code, "total": count, "percent": percent(count, whole)}
        if reference is not None:
            cells["reference"] = reference.get(code)
        rows.append(cells)
    columns = ["total", "percent"] + (["reference"] if reference is not None else [])
    return {"id": table, "columns": columns, "rows": rows, "total": {"total": whole}}


def counted_contacts(scope: Scope) -> list[Row]:
    """Contacts in Y with people while followed."""
    return [
        row
        for row in scope.contacts
        if within(day(row, "date"), scope.first_day, scope.last_day)
        and is_followed(scope, row["jeune"], day(row, "date"))
    ]


def contact_tables(scope: Scope) -> list[dict[str, Any]]:
    """Counted contacts by kind group and by place; their axes, a contact with two axes counting once in each."""
    counted = counted_contacts(scope)
    axes = [axis for row in counted for axis in set(text(row, "axes").split("|"))]
    groups = {code: len([row for row in counted if row["type"] in kinds]) for code, kinds in KIND_GROUPS.items()}
    places = {code: len([row for row in counted if row["lieu"] == code]) for code in PLACES}
    services = {code: axes.count(axis) for code, axis in AXES.items()}
    return [
        shares("contacts", groups),
        shares("contact_places", places),
        shares("services", services, references(scope, "services")),
    ]


def intensity(scope: Scope) -> dict[str, float | int | None]:
    """Interviews in Y with accompanied people while followed, per accompanied person (one decimal); accompanied
    people none of whose contacts is counted."""
    everyone, counted = accompanied(scope), counted_contacts(scope)
    interviews = [row for row in counted if row["type"] == "entretien" and row["jeune"] in everyone]
    mean = half_up(Fraction(len(interviews), len(everyone)), 1) if everyone else None
    met = {row["jeune"] for row in counted}
    return {"interviews_per_person": mean, "without_contact": len(everyone - met)}


def situations(scope: Scope) -> dict[str, Any]:
    """Situations that began in Y, of accompanied people, by type and family; the total, and without custody."""
    everyone = accompanied(scope)
    kinds = [
        row["type"]
        for row in scope.rows("situations")
        if row["jeune"] in everyone and within(day(row, "date_debut"), scope.first_day, scope.last_day)
    ]
    rows = [
        {"code": kind, "family": family, "total": kinds.count(kind)}
        for family, members in FAMILIES.items()
        for kind in members
    ]
    total = {"total": len(kinds), "without_custody": len(kinds) - kinds.count("incarceration")}
    return {"id": "situations", "columns": ["total"], "rows": rows, "total": total}


def adjustments(scope: Scope) -> list[Row]:
    """Adjustments granted, with a start in Y, of accompanied people (one person may have two)."""
    everyone = accompanied(scope)
    return [
        row
        for row in scope.granted
        if row["jeune"] in everyone and within(day(row, "date_debut"), scope.first_day, scope.last_day)
    ]


def adjustments_prepared(scope: Scope) -> int:
    """Adjustments in preparation with no start yet, of accompanied people."""
    everyone = accompanied(scope)
    return len(
        [
            row
            for row in scope.rows("amenagements")
            if row["decision"] == "en_preparation" and row["jeune"] in everyone and day(row, "date_debut") is None
        ]
    )


def adjustment_tables(scope: Scope) -> list[dict[str, Any]]:
    """The year's adjustments by kind, by destination, by outcome."""
    found = adjustments(scope)
    kinds = [row["type"] for row in found]
    destinations = [text(row, "debouche") or "unknown" for row in found]
    outcomes = [text(row, "issue") or "unknown" for row in found]
    return [
        shares("adjustments_kind", {code: kinds.count(code) for code in KINDS}),
        shares("adjustments_destination", {code: destinations.count(code) for code in DESTINATIONS}),
        shares("adjustments_outcome", {code: outcomes.count(code) for code in OUTCOMES}),
    ]


def year_referrals(scope: Scope) -> list[Row]:
    """Referrals dated in Y."""
    return [row for row in scope.referrals if within(day(row, "date_orientation"), scope.first_day, scope.last_day)]


def days_to_interview(scope: Scope, referral: Row) -> int | None:
    """Days from the referral to the first interview on or after it and by 31 December Y; None when there is none."""
    begun = day(referral, "date_orientation")
    held = [on for on in scope.interviews(referral["jeune"]) if within(on, begun, scope.last_day)]
    return (held[0] - begun).days if held else None


def is_pending(scope: Scope, referral: Row) -> bool:
    """Not decided by 31 December Y."""
    return referral["decision"] == "en_attente" or day(referral, "date_decision") > scope.last_day


def referral_row(scope: Scope, code: str, found: list[Row]) -> dict[str, Any]:
    """Number, seen, admitted, pending and the median of the days to the first interview, for one referring body."""
    delays = [days_to_interview(scope, row) for row in found]
    known = [delay for delay in delays if delay is not None]
    admitted = [row for row in found if row["decision"] == "admis" and not is_pending(scope, row)]
    pending = [row for row in found if is_pending(scope, row)]
    return {
        "code": code,
        "total": len(found),
        "seen": len(known),
        "admitted": len(admitted),
        "pending": len(pending),
        "median_days_to_interview": median(known),
    }


def referral_tables(scope: Scope) -> list[dict[str, Any]]:
    """The year's referrals by referring body and by month."""
    found = year_referrals(scope)
    bodies = sorted({row["prescripteur"] for row in found})
    rows = [referral_row(scope, body, [row for row in found if row["prescripteur"] == body]) for body in bodies]
    columns = ["total", "seen", "admitted", "pending"]
    total = {column: sum(row[column] for row in rows) for column in columns}
    months = [f"{day(row, 'date_orientation').month:02}" for row in found]
    by_month = [{"code": f"{month:02}", "total": months.count(f"{month:02}")} for month in range(1, 13)]
    return [
        {"id": "referrals", "columns": [*columns, "median_days_to_interview"], "rows": rows, "total": total},
        {"id": "referrals_month", "columns": ["total"], "rows": by_month, "total": {"total": len(found)}},
    ]


def reach(scope: Scope) -> dict[str, Any]:
    """Of custody measures that began in Y, of people with a referral or an entry in scope by 31 December Y, followed
    then or not: how many, how many met (any interview from the écrou to 31 December Y), how many met within 30 days,
    median days from écrou to that first interview."""
    total, delays = 0, []
    for custody in scope.custodies:
        begun, first = day(custody, "date_debut"), first_in_scope(scope, custody["jeune"])
        if not within(begun, scope.first_day, scope.last_day) or first is None or first > scope.last_day:
            continue
        total += 1
        held = [on for on in scope.interviews(custody["jeune"]) if within(on, begun, scope.last_day)]
        if held:
            delays.append((held[0] - begun).days)
    row = {
        "code": "all",
        "total": total,
        "met": len(delays),
        "met_within_30_days": len([delay for delay in delays if delay <= 30]),
        "median_days": median(delays),
    }
    return {
        "id": "reach",
        "columns": ["total", "met", "met_within_30_days", "median_days"],
        "rows": [row],
        "total": {},
    }
