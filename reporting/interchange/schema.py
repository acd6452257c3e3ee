"""What the data package holds: its resources and their fields, read from our copy of datapackage.json.

The rules that a Table Schema cannot state (lists, references inside lists, communes, periods) are added here.
No Django.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

DESCRIPTOR = Path(__file__).with_name("datapackage.json")

# Words that say the same as an empty cell, wherever the answer is a type or a closed list (never in free text).
UNKNOWN_WORDS = ("inconnu", "inconnue")
SEPARATOR = "|"

PENAL_STATUSES = ("condamne", "prevenu", "milieu_ouvert", "ordonnance")
AXES = ("projet_professionnel", "acces_emploi", "formation", "logement", "sante", "citoyennete")

# `references.ligne`: the row codes of each table of the report (contract, section 2).
REFERENCE_ROWS = {
    "sex": ("F", "H"),
    "age": ("minor", "18-21", "22-25", "26+"),
    "education_level": ("III+", "IV", "V", "Vbis", "VI", "unknown"),
    "services": ("career_plan", "employment", "housing", "training", "health", "citizenship"),
    "housing": ("autonome", "famille", "precaire", "inconnu"),
    "driving_licence": ("obtenu", "en_cours", "aucun", "inconnu"),
}


@dataclass(frozen=True)
class Field:
    """A column: `kind` is text, choice, answer (oui, non or unknown), boolean, date, time, datetime (in UTC), integer,
    number or list.

    `empty` is what an empty cell stands for; `target` the resource whose identifiers the cell holds. `minimum` and
    `maximum` bound a number, or a date as ISO text; `decimals` and `max_length` say how much of one is kept.
    """

    name: str
    kind: str
    is_required: bool = False
    choices: tuple[str, ...] = ()
    empty: str | bool | int | None = None
    target: str | None = None
    is_commune: bool = False
    minimum: float | str | None = None
    maximum: float | str | None = None
    decimals: int | None = None
    max_length: int | None = None


@dataclass(frozen=True)
class Period:
    """An end that may not come before its start; `needs_start`: nor be given without it."""

    start: str
    end: str
    needs_start: bool = False


@dataclass(frozen=True)
class Exclusion:
    """Rows that agree on `keys`, and have a start, may not overlap in time; with `only`, the rows whose column has
    that value."""

    keys: tuple[str, ...]
    start: str
    end: str
    only: tuple[str, str] | None = None


@dataclass(frozen=True)
class Belonging:
    """What `field` names has the same `owner` as its row: an amendment its agreement, a situation its person."""

    field: str
    owner: str


@dataclass(frozen=True)
class Resource:
    """One file of the package (or sheet of the workbook); `key` names the columns that identify a row, `singles` those
    whose value no two rows share, `fixed` those that a row keeps once it is there."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    periods: tuple[Period, ...] = ()
    exclusion: Exclusion | None = None
    singles: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    belongings: tuple[Belonging, ...] = ()

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        """The columns, in the order of the descriptor."""
        return tuple(field.name for field in self.fields)

    def position(self, field_name: str) -> int:
        """The column's place, from 0. Raises ValueError when there is none of that name."""
        return self.field_names.index(field_name)

    @cached_property
    def references(self) -> tuple[Field, ...]:
        """The fields that hold one identifier of another resource (lists are apart)."""
        return tuple(field for field in self.fields if field.target and field.kind != "list")


# What the descriptor says only in its descriptions, by (resource, field).
DETAILS: dict[tuple[str, str], dict[str, Any]] = {
    ("structures", "code_commune"): {"is_commune": True},
    ("dispositifs", "statuts_penaux"): {"kind": "list", "choices": PENAL_STATUSES},
    ("dispositifs", "epci"): {"kind": "list"},
    ("dispositifs", "departements"): {"kind": "list"},
    ("dispositifs", "qpv_accepte"): {"empty": False},
    ("dispositifs", "etablissements"): {"kind": "list", "target": "structures"},
    ("dispositifs", "financeurs"): {"kind": "list", "target": "structures"},
    ("dispositifs", "lieux"): {"kind": "list", "target": "lieux"},
    ("lieux", "intra_muros"): {"empty": False},
    ("jeunes", "code_commune"): {"is_commune": True},
    ("jeunes", "qpv"): {"kind": "answer", "choices": ()},
    ("orientations", "origine"): {"empty": "spip"},
    ("entrees", "relais"): {"empty": False},
    ("contacts", "axes"): {"kind": "list", "choices": AXES},
    ("objectifs", "structure"): {"target": "structures"},
    ("permanences", "tenue"): {"kind": "answer", "choices": ()},
    ("rendez_vous", "ordre"): {"empty": 0},
    ("rendez_vous", "sans_rendez_vous"): {"empty": False},
    ("adresses", "code_commune"): {"is_commune": True},
    ("adresses", "qpv"): {"kind": "answer", "choices": ()},
    ("dispositifs", "conventions"): {"kind": "list", "target": "conventions"},
    ("conventions", "parties"): {"kind": "list", "target": "structures"},
    ("conventions", "reconduction"): {"empty": "aucune"},
    ("conventions", "unite_preavis"): {"empty": "mois"},
    ("avenants", "change_date_fin"): {"empty": False},
    ("avenants", "unite_preavis"): {"empty": "mois"},
    ("engagements", "nombre"): {"decimals": 2},
    ("engagements", "avenants_de_fin"): {"kind": "list", "target": "avenants"},
    ("montants", "montant"): {"decimals": 2},
    ("montants", "etat"): {"empty": "accorde"},
    ("releves", "nombre"): {"decimals": 2},
    ("releves", "d_apres_placements"): {"empty": False},
}

PERIODS: dict[str, tuple[Period, ...]] = {
    "dispositifs": (Period("date_debut", "date_fin"),),
    "mesures": (Period("date_debut", "date_fin_prevue"), Period("date_debut", "date_fin")),
    "entrees": (
        Period("date_entree_plie", "date_sortie_plie", needs_start=True),
        Period("date_entree", "date_sortie"),
    ),
    "situations": (Period("date_debut", "date_fin"),),
    "amenagements": (Period("date_debut", "date_fin"),),
    "adresses": (Period("date_debut", "date_fin"),),
    "conventions": (Period("date_debut", "date_fin"), Period("date_debut", "dernier_jour")),
    "engagements": (Period("date_debut", "date_fin"),),
    "placements": (
        Period("date_debut", "date_fin_prevue"),
        Period("date_debut", "date_fin"),
        Period("date_reservation", "date_fin"),
    ),
}

EXCLUSIONS = {
    "mesures": Exclusion(("jeune",), "date_debut", "date_fin", only=("cadre", "detention")),
    "entrees": Exclusion(("jeune", "dispositif", "structure"), "date_entree", "date_sortie"),
    "placements": Exclusion(("engagement", "place"), "date_reservation", "date_fin"),
}

SINGLES = {"rendez_vous": ("contact",), "relais": ("entree_accueil",)}

FIXED = {"avenants": ("convention",), "engagements": ("convention", "type")}

BELONGINGS = {
    "engagements": (Belonging("avenant", "convention"), Belonging("avenants_de_fin", "convention")),
    "montants": (Belonging("avenant", "convention"),),
    "placements": (Belonging("engagement", "convention"), Belonging("situation", "jeune")),
}


def read_field(resource: str, descriptor: dict[str, Any], targets: dict[str, str]) -> Field:
    """One field of the descriptor, with the details it cannot state."""
    constraints = descriptor.get("constraints", {})
    choices = tuple(code for code in constraints.get("enum", ()) if code not in UNKNOWN_WORDS)
    kind = descriptor["type"] if descriptor["type"] != "string" else ("choice" if choices else "text")
    field = Field(
        name=descriptor["name"],
        kind=kind,
        is_required=constraints.get("required", False),
        choices=choices,
        target=targets.get(descriptor["name"]),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        max_length=constraints.get("maxLength"),
    )
    return replace(field, **DETAILS.get((resource, field.name), {}))


def read_resource(descriptor: dict[str, Any]) -> Resource:
    """One resource of the descriptor."""
    schema, name = descriptor["schema"], descriptor["name"]
    targets = {key["fields"]: key["reference"]["resource"] for key in schema.get("foreignKeys", ())}
    key = schema["primaryKey"]
    return Resource(
        name=name,
        fields=tuple(read_field(name, field, targets) for field in schema["fields"]),
        key=(key,) if isinstance(key, str) else tuple(key),
        periods=PERIODS.get(name, ()),
        exclusion=EXCLUSIONS.get(name),
        singles=SINGLES.get(name, ()),
        fixed=FIXED.get(name, ()),
        belongings=BELONGINGS.get(name, ()),
    )


def read_resources() -> dict[str, Resource]:
    """The resources by name, in the descriptor's order: whatever a row refers to comes before it."""
    descriptor = json.loads(DESCRIPTOR.read_text(encoding="utf-8"))
    return {resource.name: resource for resource in map(read_resource, descriptor["resources"])}


RESOURCES = read_resources()
