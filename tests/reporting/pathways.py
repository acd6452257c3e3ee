"""Random addresses, needs and hand-overs for the people of a package: the days and values where a definition turns."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tests.reporting.cohorts import ADDRESSES, MISSIONS_LOCALES, PROGRAMMES, after, cell, edge_day
from tests.reporting.packages import Package, Row, add

NEEDS = "carte_identite etat_civil titre_sejour billet_sortie assurance_maladie complementaire_sante france_travail"
NEEDS += " domiciliation compte_bancaire hebergement_urgence hebergement_transition fjt logement_social telephone"
STATES = ["a_faire", "en_cours", "regle", "regle", "regle", "refuse", "sans_objet", "sans_objet"]
REFUSALS = ["hors_territoire", "sans_referent", "retire"]
ONE = timedelta(1)


def add_pathways(rng: Random, package: Package) -> Package:
    """The same package, with some of these for each of its people."""
    for person in [row["id"] for row in package["jeunes"]]:
        held = [row for row in package["mesures"] if row["jeune"] == person]
        add_addresses(rng, package, person, held)
        add_needs(rng, package, person, held)
        add_handovers(rng, package, person)
    return package


def turning_days(rng: Random, package: Package, person: str, held: list[Row]) -> list[date]:
    """The days around the beginnings and the ends of their measures and adjustments; any other day."""
    rows = held + [row for row in package["amenagements"] if row["jeune"] == person]
    days = [date.fromisoformat(row[name]) for row in rows for name in ("date_debut", "date_fin") if row[name]]
    return [edge_day(rng), *(day + rng.choice([-ONE, timedelta(), ONE]) for day in days)]


def add_addresses(rng: Random, package: Package, person: str, held: list[Row]) -> None:
    """Homes and addresses that are none, with one date or two, that begin or end where a custody does."""
    for _ in range(rng.choice([0, 0, 1, 2, 3])):
        begun, ended = sorted(rng.choices(turning_days(rng, package, person, held), k=2))
        dates = rng.choice([(begun, None), (begun, None), (None, ended), (begun, ended)])
        add(
            package,
            "adresses",
            jeune=person,
            moment=rng.choice(["", "avant", "pendant", "apres"]),
            type_adresse=rng.choice(ADDRESSES),
            qpv=rng.choice(["", "inconnu", "oui", "non"]),
            date_debut=cell(dates[0]),
            date_fin=cell(dates[1]),
        )


def add_needs(rng: Random, package: Package, person: str, held: list[Row]) -> None:
    """Needs in every state, of a measure or of none, settled on the day of a release or just after it."""
    for _ in range(rng.choice([0, 2, 5, 8])):
        days = turning_days(rng, package, person, held)
        state = rng.choice(STATES)
        is_settled = state == "regle" and rng.random() < 0.9
        add(
            package,
            "besoins",
            jeune=person,
            mesure=rng.choice(["", *(row["id"] for row in held)]),
            besoin=rng.choice(NEEDS.split()),
            etat=state,
            date_ouverture=cell(rng.choice(days)),
            date_reglement=cell(rng.choice(days)) if is_settled else "",
        )


def add_handovers(rng: Random, package: Package, person: str) -> None:
    """Hand-overs between two Missions Locales, without an answer, answered on the day, or in the next year."""
    for _ in range(rng.choice([0, 0, 1, 2])):
        giver, taker = rng.sample(MISSIONS_LOCALES, 2)
        asked, decision = edge_day(rng), rng.choice(["en_attente", "accepte", "accepte", "refuse"])
        add(
            package,
            "relais",
            jeune=person,
            dispositif=rng.choice(PROGRAMMES),
            structure_origine=giver,
            structure_accueil=taker,
            date_demande=cell(asked),
            decision=decision,
            date_decision="" if decision == "en_attente" else cell(after(rng, asked, 0, 4, 11, 40)),
            motif_refus=rng.choice(REFUSALS) if decision == "refuse" else "",
        )
