"""The checks that need nothing but the file: columns, cells, identifiers. Fills the staging tables. No Django."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reporting.interchange.faults import Unreadable
from reporting.interchange.schema import REFERENCE_ROWS, RESOURCES, Resource
from reporting.interchange.staging import ALL_FIELDS, BATCH, Staging, quoted
from reporting.interchange.tables import Package, Row
from reporting.interchange.values import Unexpected, Value, reader

# Every control character, C1 included, but tab, newline and carriage return.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
FILE = "fichier"

StagedRow = tuple[Value, ...]


@dataclass(frozen=True)
class Column:
    """Where a field's cell is in a row of the file (None: the column was left out), and how to read it."""

    name: str
    place: int | None
    read: Callable[[str], Value]

    def value(self, cells: list[str]) -> Value:
        """The cell's value; None where the column was left out. Raises Unexpected."""
        return None if self.place is None else self.read(cells[self.place])


@dataclass(frozen=True)
class Header:
    """The columns of a file, in the order of the resource's fields."""

    width: int
    columns: tuple[Column, ...]

    @property
    def left_out(self) -> tuple[str, ...]:
        """The fields that the file does not speak of."""
        return tuple(column.name for column in self.columns if column.place is None)


def stage_package(package: Package, staging: Staging) -> dict[str, tuple[str, ...]]:
    """Reads every table into the staging, noting faults there; gives the fields that each file leaves out."""
    left_out = {}
    for resource in RESOURCES.values():
        if opener := package.tables.get(resource.name):
            staging.create(resource)
            left_out[resource.name] = stage_table(resource, opener, staging)
            staging.index(resource)
            check_identifiers(resource, staging)
    return left_out


def stage_table(resource: Resource, opener: Callable[[], Iterator[Row]], staging: Staging) -> tuple[str, ...]:
    """Reads one table; gives the fields that it leaves out. A file cut short by a fault counts as incomplete."""
    left_out: tuple[str, ...] = ()
    try:
        rows = opener()
        _, names = next(rows, (1, []))
        header = read_header(resource, [name.strip() for name in names], staging)
        left_out = header.left_out
        if set(resource.key) & set(left_out):
            staging.incomplete.add(resource.name)
            return left_out
        batch: list[StagedRow] = []
        try:
            for line, cells in rows:
                batch.append(read_row(resource, header, line, cells, staging))
                if len(batch) == BATCH:
                    staging.insert(resource, batch)
                    batch = []
        finally:
            staging.insert(resource, batch)
    except Unreadable as error:
        staging.incomplete.add(resource.name)
        staging.blame(resource.name, error.line, FILE, error.value, error.expected)
    except OSError as error:
        staging.incomplete.add(resource.name)
        staging.blame(resource.name, 1, FILE, error.strerror or "", "un fichier que l’on peut lire")
    return left_out


def read_header(resource: Resource, names: list[str], staging: Staging) -> Header:
    """The columns that the first line names. Notes the unknown, the repeated, the required ones that are missing."""
    for number, name in enumerate(names):
        if name not in resource.field_names:
            expected = f"l’une des colonnes {', '.join(resource.field_names)}"
            staging.blame(resource.name, 1, name or "colonne", name, expected)
        elif name in names[:number]:
            staging.blame(resource.name, 1, name, name, "chaque colonne une seule fois")
    columns = []
    for field in resource.fields:
        place = names.index(field.name) if field.name in names else None
        if place is None and (field.is_required or field.name in resource.key):
            staging.blame(resource.name, 1, field.name, "", "cette colonne (obligatoire)")
        columns.append(Column(field.name, place, reader(field)))
    return Header(len(names), tuple(columns))


def read_row(resource: Resource, header: Header, line: int, cells: list[str], staging: Staging) -> StagedRow:
    """A row as it is staged: line, faulty fields, values. Faults are noted, and the refused cells left empty."""
    if len(cells) != header.width:
        staging.blame(resource.name, line, "ligne", f"{len(cells)} cellules", f"{header.width} cellules")
        cells = (cells + [""] * header.width)[: header.width]
        keys = [cells[column.place or 0] if column.name in resource.key else None for column in header.columns]
        return (line, ALL_FIELDS, *keys)
    try:
        if CONTROL.search("".join(cells)):
            raise Unexpected
        values = [column.value(cells) for column in header.columns]
    except Unexpected:
        return read_faulty_row(resource, header, line, cells, staging)
    if resource.name == "references" and values[3] not in REFERENCE_ROWS.get(str(values[2]), ()):
        return blame_reference_row(resource, line, values, staging)
    return (line, "", *values)


def read_faulty_row(resource: Resource, header: Header, line: int, cells: list[str], staging: Staging) -> StagedRow:
    """The same cell by cell, for a row that has at least one fault."""
    values: list[Value] = []
    faulty = []
    for column in header.columns:
        try:
            if column.place is not None and CONTROL.search(cells[column.place]):
                raise Unexpected("un texte sans caractère de contrôle")
            values.append(column.value(cells))
        except Unexpected as error:
            staging.blame(resource.name, line, column.name, cells[column.place or 0], str(error))
            values.append(None)
            faulty.append(column.name)
    return (line, f"|{'|'.join(faulty)}|", *values)


def blame_reference_row(resource: Resource, line: int, values: list[Value], staging: Staging) -> StagedRow:
    """A row code that its table of the report does not have."""
    expected = f"l’une des lignes du tableau {values[2]} : {', '.join(REFERENCE_ROWS[str(values[2])])}"
    staging.blame(resource.name, line, "ligne", values[3], expected)
    return (line, "|ligne|", *values)


def check_identifiers(resource: Resource, staging: Staging) -> None:
    """An identifier is given once in a file: notes the second row, and those after it."""
    keys = quoted(resource.key)
    known = " AND ".join(f"instr(faulty, '|{name}|') = 0" for name in resource.key)
    rows = staging.execute(
        f"SELECT line, first, {keys} FROM (SELECT line, first_value(line) OVER same AS first, {keys} "
        f'FROM "{resource.name}" WHERE {known} WINDOW same AS (PARTITION BY {keys} ORDER BY line)) '
        "WHERE line > first ORDER BY line"
    )
    for line, first, *values in rows.fetchall():
        shown = " / ".join("" if value is None else str(value) for value in values)
        staging.blame(
            resource.name, line, " / ".join(resource.key), shown, f"un identifiant unique (déjà donné ligne {first})"
        )
