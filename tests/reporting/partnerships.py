"""Random agreements, with what they promise and who was placed under them: the days where a definition turns."""

from __future__ import annotations

from datetime import date
from random import Random

from tests.reporting.cohorts import MISSIONS_LOCALES, after, cell, edge_day
from tests.reporting.packages import Package, Row, add

STATES = ["signee", "signee", "terminee", "denoncee", "a_signer"]
RENEWALS = ["aucune", "aucune", "expresse", "tacite"]


def add_partnerships(rng: Random, package: Package) -> Package:
    """The same package, with some agreements of its programmes, and the placements of its people."""
    add(package, "structures", code="fjt", type="logement")
    for number in range(6):
        add_agreement(rng, package, f"convention-{number}")
    codes = [row["code"] for row in package["conventions"]]
    for row in package["dispositifs"]:
        row["conventions"] = "|".join(rng.sample(codes, 4))
    for person in [row["id"] for row in package["jeunes"]]:
        for _ in range(rng.choice([0, 1, 2, 3])):
            add_placement(rng, package, person, rng.choice(codes))
    return package


def terms(rng: Random, begun: date | None) -> Row:
    """An end, or none, and how it is renewed."""
    ended = after(rng, begun or edge_day(rng), 0, 200, 500) if rng.random() < 0.8 else None
    renewal = rng.choice(RENEWALS)
    return {"date_fin": cell(ended), "reconduction": renewal, "duree_reconduction_mois": rng.choice(["", "7", "12"])}


def add_agreement(rng: Random, package: Package, code: str) -> None:
    """One in any state, with amendments that changed its terms, and what both promise."""
    begun = edge_day(rng, last=2016) if rng.random() < 0.9 else None
    cells = {"etat": rng.choice(STATES), "date_debut": cell(begun)} | terms(rng, begun)
    if cells["etat"] in ("terminee", "denoncee"):
        cells["dernier_jour"] = cell(after(rng, begun or edge_day(rng), 0, 100, 400, 900))
    if cells["etat"] != "a_signer" and rng.random() < 0.5:
        cells["date_signature"] = cell(edge_day(rng))
    add(package, "conventions", code=code, places=rng.choice(["", "8"]), **cells)
    last = date.fromisoformat(cells["date_fin"]) if cells["date_fin"] else date(2017, 12, 31)
    amendments = [
        add_amendment(rng, package, code, number, max(min(edge_day(rng), last), begun or last))
        for number in range(rng.choice([0, 0, 1, 2]))
    ]
    for number in range(rng.choice([0, 1, 2, 4])):
        kind, started = rng.choice(["places", "places", "jeunes_par_an"]), edge_day(rng, last=2016)
        add(
            package,
            "engagements",
            convention=code,
            avenant=rng.choice(["", *amendments]),
            type=kind,
            intitule=f"Engagement {number}",
            nombre=f"{rng.randint(1, 9)}",
            date_debut=cell(started),
            date_fin=cell(after(rng, started, 0, 90, 400)) if rng.random() < 0.4 else "",
        )


def add_amendment(rng: Random, package: Package, code: str, number: int, effect: date) -> str:
    """One that is signed, with what it replaced, which held until then, or is not; its code."""
    cells: Row = {"etat": rng.choice(["signe", "signe", "a_signer"]), "date_effet": cell(effect)}
    if cells["etat"] == "signe":
        replaced = terms(rng, effect)
        cells |= {"date_signature": "2016-06-01", "date_fin_remplacee": replaced["date_fin"]}
        cells |= {"reconduction_remplacee": replaced["reconduction"]}
    row = add(package, "avenants", convention=code, numero=f"{number + 1}", objet=f"Avenant {number}", **cells)
    return row["code"]


def add_placement(rng: Random, package: Package, person: str, convention: str) -> None:
    """One that was asked for, runs or is over: some end on their first day, or on the day on which others begin."""
    begun = edge_day(rng)
    ended = after(rng, begun, 0, 1, 30, 120, 400) if rng.random() < 0.7 and begun.year < 2030 else None
    dates = {"date_debut": cell(begun), "date_fin": cell(ended)}
    state = "terminee" if ended else "commencee"
    if rng.random() < 0.2:
        state, dates = rng.choice(["demandee", "en_attente", "acceptee"]), {"date_reservation": cell(begun)}
    structure = rng.choice(MISSIONS_LOCALES)
    add(package, "placements", jeune=person, convention=convention, structure=structure, etat=state, **dates)
