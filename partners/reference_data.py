"""Loads the public reference (partners/reference/, with its provenance) into an empty database, from a migration."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FOLDER = Path(__file__).parent / "reference"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of one file of the reference, as dictionaries of strings."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load_territory(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """EPCIs; communes, current, neighbouring and delegated; priority quarters of both generations."""
    Epci, Commune, PriorityQuarter = (
        apps.get_model("partners", name) for name in ("Epci", "Commune", "PriorityQuarter")
    )
    Epci.objects.bulk_create(Epci(siren=row["epci_siren"], name=row["usual_name"]) for row in rows("epci"))
    current = [*rows("communes"), *rows("communes_outside_35")]
    Commune.objects.bulk_create(
        Commune(
            code=row["insee_code"],
            name=row["name"],
            department=row["department_code"],
            epci_id=row["epci_siren"],
        )
        for row in current
    )
    known = {row["insee_code"] for row in current}
    # The seat of a new commune often lends it its code: only the codes that are no more make a row of their own.
    Commune.objects.bulk_create(
        Commune(code=row["delegated_code"], name=row["name"], department="35", successor_id=row["current_insee_code"])
        for row in rows("communes_delegated")
        if row["delegated_code"] not in known
    )
    PriorityQuarter.objects.bulk_create(
        PriorityQuarter(
            code=row["qpv_code"],
            name=row["name"],
            commune_id=row["commune_insee"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"] or None,
        )
        for row in rows("qpv")
    )


def load_bodies(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The directory of establishments, SPIP units, courts and Missions Locales."""
    ReferenceBody = apps.get_model("partners", "ReferenceBody")
    ReferenceBody.objects.bulk_create(
        ReferenceBody(
            code=row["code"],
            name=row["name"],
            kind=row["type"],
            commune_id=row["commune_insee"] or None,
            address=row["address"],
            parent_code=row["parent_code"],
            is_verified=row["verification"] == "verified",
        )
        for row in rows("establishments")
    )
    ReferenceBody.objects.bulk_create(
        ReferenceBody(
            code=row["i_milo_structure_code"],
            name=row["usual_name"],
            kind="mission_locale",
            commune_id=row["seat_commune_insee"],
            is_verified=row["verification"] == "verified",
        )
        for row in rows("missions_locales")
    )
