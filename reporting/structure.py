"""The one structure from which the report's JSON, page, PDF and workbook are all made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

# A count, a percentage, a median or a mean; None where it cannot be known. The cells of `reincarceration` are
# mappings {"value", "low", "high", "at_risk", "upper_bound"}.
Value = Any

COLUMN_LABELS = {
    "plie": "PLIE",
    "other": "Hors PLIE",
    "total": "Total",
    "percent": "%",
    "reference": "Ensemble Mission Locale (%)",
    "seen": "Vus",
    "admitted": "Admis",
    "pending": "En attente",
    "median_days_to_interview": "Délai médian avant l’entretien (jours)",
    "met": "Rencontrés",
    "met_within_30_days": "Rencontrés sous 30 jours",
    "median_days": "Délai médian (jours)",
    "planned": "Prévues",
    "held": "Tenues",
    "kept": "Rendez-vous honorés",
    "missed": "Rendez-vous manqués",
    "base": "Sur",
    "opened": "Ouverts",
    "settled": "Réglés",
    "started": "Commencées",
    "used": "Places occupées",
    "agreed": "Places convenues",
    "asked": "Demandés",
    "accepted": "Acceptés",
    "released": "Levées d’écrou",
    "returned": "Retours",
    "at_6_months": "À 6 mois",
    "at_12_months": "À 12 mois",
    "at_24_months": "À 24 mois",
    "target": "Objectif",
    "reached": "Réalisé",
}

FIGURE_LABELS = {
    "accompanied": "Jeunes accompagnés",
    "new_entries": "Nouvelles entrées",
    "seen": "Jeunes vus au moins une fois",
    "plie": "Jeunes dans le PLIE",
    "qpv": "Jeunes des quartiers prioritaires",
    "rqth": "Travailleurs handicapés reconnus (RQTH)",
    "contacts": "Contacts",
    "over_25_at_entry": "26 ans ou plus à l’entrée",
    "exceptions": "Entrées par dérogation",
    "adjusted_people": "Jeunes ayant obtenu un aménagement de peine",
    "adjustments_prepared": "Aménagements en préparation",
    "accompanied_since": "Jeunes accompagnés depuis l’origine",
    "seen_since": "Jeunes vus depuis l’origine",
    "since": "Première année des cumuls",
    "interviews_per_person": "Entretiens par jeune accompagné",
    "without_contact": "Jeunes accompagnés sans contact dans l’année",
}


@dataclass(frozen=True)
class Row:
    """One line of a table: its code in the contract, its French label, its values by column."""

    code: str
    label: str
    values: dict[str, Value]
    family: str | None = None

    def as_data(self) -> dict[str, Any]:
        """The row as the contract's JSON has it: code, (family,) label, then one key a column."""
        head = {"code": self.code} | ({"family": self.family} if self.family else {}) | {"label": self.label}
        return head | self.values


@dataclass(frozen=True)
class Table:
    """A table of the report. `total` holds the foot's values, by column (and `without_custody` for situations)."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: dict[str, Value] = field(default_factory=dict)

    def row(self, code: str) -> Row:
        """The row with that code. Raises KeyError when there is none."""
        for row in self.rows:
            if row.code == code:
                return row
        raise KeyError(code)

    def as_data(self) -> dict[str, Any]:
        """The table as the contract's JSON has it."""
        return {
            "id": self.id,
            "title": self.title,
            "columns": list(self.columns),
            "rows": [row.as_data() for row in self.rows],
            "total": dict(self.total),
        }


@dataclass(frozen=True)
class Assessed:
    """What was thought of a programme's year: the programme's code and name, the verdict's code and French label."""

    programme: str
    name: str
    verdict: str
    label: str
    text: str
    written_on: date

    def as_data(self) -> dict[str, Any]:
        """The same for the JSON."""
        return {
            "programme": self.programme,
            "verdict": self.verdict,
            "label": self.label,
            "text": self.text,
            "written_on": self.written_on.isoformat(),
        }


@dataclass(frozen=True)
class Report:
    """One scope's year in figures and tables.

    `records` maps a figure's id, or (table id, row code, column), to the ids of the rows that make it up; it is empty
    unless the report was asked for with its records. `assessments` are those of the year, in the programmes' order.
    """

    programmes: tuple[str, ...]
    organisation: str | None
    year: int
    as_of: date
    figures: dict[str, int | float | None]
    tables: tuple[Table, ...]
    audience: str = "internal"
    records: dict[str | tuple[str, str, str], tuple[int, ...]] = field(default_factory=dict)
    assessments: tuple[Assessed, ...] = ()

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    def table(self, table_id: str) -> Table:
        """The table with that id. Raises KeyError when there is none."""
        for table in self.tables:
            if table.id == table_id:
                return table
        raise KeyError(table_id)

    def as_data(self) -> dict[str, Any]:
        """The report as the contract's JSON has it, keys in its order; then the assessments, if any."""
        assessed = {"assessments": [one.as_data() for one in self.assessments]} if self.assessments else {}
        contract = {
            "programmes": list(self.programmes),
            "organisation": self.organisation,
            "year": self.year,
            "as_of": self.as_of.isoformat(),
            "audience": self.audience,
            "figures": dict(self.figures),
            "tables": [table.as_data() for table in self.tables],
        }
        return contract | assessed
