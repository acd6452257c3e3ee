"""A report's table made ready to show: heads, formatted cells, family and total lines, caption.

The page, the PDF and the workbook all show these; numbers keep their value beside their text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from reporting.document.french import NOTHING, counted, number, percent, short_day, typeset
from reporting.structure import COLUMN_LABELS, Row, Table, Value

SHARES = frozenset({"percent", "reference"})
INTERVALS = frozenset({"at_6_months", "at_12_months", "at_24_months"})
SHOWN_COLUMN_LABELS = COLUMN_LABELS | {"percent": "Part", "reference": "Ensemble Mission Locale"}

# The head of the first column, and the head of `total` where « Total » would not say what is counted.
ROW_HEADS = {
    "sex": "Sexe",
    "age": "Âge",
    "education_level": "Niveau",
    "qpv": "Quartier prioritaire",
    "entry_year": "Année d’entrée",
    "housing": "Logement",
    "driving_licence": "Permis",
    "setting": "Cadre",
    "contacts": "Nature du contact",
    "contact_places": "Lieu",
    "services": "Axe",
    "situations": "Situation",
    "adjustments_kind": "Aménagement",
    "adjustments_destination": "Débouché",
    "adjustments_outcome": "Issue",
    "referrals": "Prescripteur",
    "referrals_month": "Mois",
    "reach": "Détentions",
    "permanences": "Lieu de permanence",
    "missed_reasons": "Motif",
    "releases": "Sorties",
    "rights": "Besoin",
    "placements": "Convention",
    "placements_followed": "Situation",
    "handovers": "Mission Locale",
    "reincarceration": "Groupe",
    "targets": "Indicateur",
}
TOTAL_HEADS = {
    "entry_year": "Jeunes",
    "housing": "Jeunes",
    "driving_licence": "Jeunes",
    "setting": "Jeunes",
    "contacts": "Contacts",
    "contact_places": "Contacts",
    "services": "Propositions",
    "situations": "Entrées",
    "adjustments_kind": "Nombre",
    "adjustments_destination": "Nombre",
    "adjustments_outcome": "Nombre",
    "referrals": "Orientations",
    "referrals_month": "Orientations",
    "reach": "Écrous",
    "missed_reasons": "Rendez-vous",
    "placements_followed": "Places",
    "releases": "Nombre",
}
# The columns without which a table says nothing: what was agreed is not what was done.
TELLING_COLUMNS = {"placements": ("started", "used")}
# The columns that are left out where no value of theirs is known.
OPTIONAL_COLUMNS = ("reference", "target")
FAMILY_LABELS = {
    "employment": "Emploi",
    "training": "Formation",
    "immersion": "Immersion en entreprise",
    "other": "Autre situation non professionnelle",
}


@dataclass(frozen=True)
class Head:
    """A column: its code, its label, and the kind of its values (count, share, interval, text, date)."""

    code: str
    label: str
    kind: str = "count"


@dataclass(frozen=True)
class Cell:
    """A value as it is (for the workbook), as it is read, and what is printed small below it."""

    value: Value | str | date
    text: str
    detail: str = ""

    @property
    def is_text(self) -> bool:
        return isinstance(self.value, str)


@dataclass(frozen=True)
class Line:
    """A line of a table. `kind` is row, family (a line with its subtotal before its rows) or total."""

    kind: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Exhibit:
    """A table of the document. `lines` is empty when nothing is known: « non renseigné » is shown in their place."""

    id: str
    title: str
    caption: str
    row_head: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    @property
    def span(self) -> int:
        """How many columns the table has, its row heads included."""
        return len(self.heads) + 1

    @property
    def is_tall(self) -> bool:
        """So many lines that they are set closer."""
        return len(self.lines) > 9

    @property
    def is_long(self) -> bool:
        """Too many lines to be kept on one page."""
        return len(self.lines) > 24


def is_unknown(table: Table) -> bool:
    """No row, or no row with a number other than zero, those inside intervals included."""
    columns = TELLING_COLUMNS.get(table.id, table.columns)
    return not any(
        any(value.values()) if isinstance(value := row.values.get(column), dict) else value
        for row in table.rows
        for column in columns
    )


def is_known(table: Table, column: str) -> bool:
    """Whether a row of the table has a value in that column."""
    return any(row.values.get(column) is not None for row in table.rows)


def without_unknown_columns(table: Table) -> Table:
    """The table without the optional columns in which no value is known."""
    left_out = [column for column in OPTIONAL_COLUMNS if column in table.columns and not is_known(table, column)]
    return replace(table, columns=tuple(column for column in table.columns if column not in left_out))


def exhibit_of(table: Table, title: str, caption: str, notes: tuple[str, ...] = ()) -> Exhibit:
    """The report's table, ready to show."""
    lines = () if is_unknown(table) else tuple(_lines(table))
    heads = tuple(_head(table, column) for column in table.columns)
    row_head = ROW_HEADS.get(table.id, table.title)
    return Exhibit(table.id, title, typeset(caption), row_head, heads, lines, tuple(map(typeset, notes)))


def list_exhibit(
    identifier: str, title: str, caption: str, heads: tuple[Head, ...], rows: Sequence[tuple[Value | str | date, ...]]
) -> Exhibit:
    """A table of words, numbers and dates that is not one of the report's: the first value heads its line."""
    lines = tuple(
        Line("row", str(first), tuple(_cell(head.kind, value) for head, value in zip(heads[1:], others, strict=True)))
        for first, *others in rows
    )
    return Exhibit(identifier, title, caption, heads[0].label, heads[1:], lines)


def _head(table: Table, column: str) -> Head:
    label = TOTAL_HEADS.get(table.id, "Total") if column == "total" else SHOWN_COLUMN_LABELS.get(column, column)
    return Head(column, label, "share" if column in SHARES else "interval" if column in INTERVALS else "count")


def _lines(table: Table) -> list[Line]:
    lines, family = [], None
    for row in table.rows:
        if row.family and row.family != family:
            family = row.family
            lines.append(_family_line(table, family))
        lines.append(Line("row", row.label, _cells(table, row.values)))
    return lines + _total_lines(table)


def _family_line(table: Table, family: str) -> Line:
    rows = [row for row in table.rows if row.family == family]
    sums = {column: _sum(rows, column) for column in table.columns}
    return Line("family", FAMILY_LABELS.get(family, family), _cells(table, sums))


def _sum(rows: list[Row], column: str) -> int | float | None:
    values = [value for row in rows if isinstance(value := row.values.get(column), int | float)]
    return sum(values) if len(values) == len(rows) else None


def _total_lines(table: Table) -> list[Line]:
    known = {column: value for column, value in table.total.items() if column in table.columns}
    lines = []
    if known and len(table.rows) > 1:
        cells = tuple(
            _cell(head.kind, known[head.code]) if head.code in known else Cell(None, "")
            for head in (_head(table, column) for column in table.columns)
        )
        lines.append(Line("total", "Total", cells))
    if "without_custody" in table.total:
        lines.append(Line("total", "Total sans les incarcérations", (_cell("count", table.total["without_custody"]),)))
    return lines


def _cells(table: Table, values: dict[str, Value]) -> tuple[Cell, ...]:
    return tuple(_cell(_head(table, column).kind, values.get(column)) for column in table.columns)


def _cell(kind: str, value: Value | str | date) -> Cell:
    if isinstance(value, dict):
        return _interval_cell(value)
    if isinstance(value, date):
        return Cell(value, short_day(value))
    if isinstance(value, str):
        return Cell(value, value or NOTHING)
    return Cell(value, percent(value) if kind == "share" else number(value))


def _interval_cell(value: dict[str, int | float | None]) -> Cell:
    """« 3,7 % », with its interval or its upper bound, and the number observed, below."""
    parts = []
    if value.get("low") is not None and value.get("high") is not None:
        parts.append(f"{number(value['low'], 1)} à {percent(value['high'], 1)}")
    elif value.get("upper_bound") is not None:
        parts.append(f"au plus {percent(value['upper_bound'], 1)}")
    if (observed := value.get("at_risk")) is not None:
        parts.append(counted(observed, "observé", "observés"))
    shown = percent(value.get("value"), 1)
    return Cell(value, shown, typeset(" ; ".join(parts)))
