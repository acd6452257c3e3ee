"""What a figure gives back: its number or table, and the ids behind each count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from reporting.rounding import percent
from reporting.structure import Row, Table, Value

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Ids = Collection[int]
References = Mapping[tuple[str, str], int | float]


class Number(NamedTuple):
    """A number, and the ids of the rows counted in it (none behind a mean or a year)."""

    value: int | float | None
    ids: Ids = ()


class Cells(NamedTuple):
    """A table, and by (row code, column) the ids of the rows counted there."""

    table: Table
    ids: Mapping[tuple[str, str], Ids]


def count_of(ids: Ids) -> Number:
    """How many they are."""
    return Number(len(ids), ids)


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """The second of each pair by the first."""
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def totals(
    table_id: str, title: str, labels: Mapping[str, str], groups: Mapping[str, Ids], families: Mapping[str, str] = {}
) -> Cells:
    """One row a label with its number of ids; `families` by row code."""
    ids = {(code, "total"): groups.get(code, ()) for code in labels}
    rows = tuple(
        Row(code, label, {"total": len(ids[code, "total"])}, families.get(code)) for code, label in labels.items()
    )
    return Cells(Table(table_id, title, ("total",), rows, {"total": sum(map(len, ids.values()))}), ids)


def shares(
    table_id: str,
    title: str,
    labels: Mapping[str, str],
    groups: Mapping[str, Ids],
    references: References | None = None,
) -> Cells:
    """One row a label with its number of ids, its percentage of all, and the reference where the table has one."""
    cells = totals(table_id, title, labels, groups)
    return with_percent(cells, references)


def by_plie(
    table_id: str,
    title: str,
    labels: Mapping[str, str],
    groups: Mapping[str, Ids],
    plie: Collection[int],
    references: References | None = None,
) -> Cells:
    """As `shares`, for people, with those in PLIE (ids of people) and the others apart."""
    ids: dict[tuple[str, str], Ids] = {}
    for code in labels:
        people = groups.get(code, ())
        ids[code, "plie"] = [person for person in people if person in plie]
        ids[code, "other"] = [person for person in people if person not in plie]
        ids[code, "total"] = people
    return with_percent(counted(table_id, title, labels, ("plie", "other", "total"), ids), references)


def counted(
    table_id: str, title: str, labels: Mapping[str, str], columns: tuple[str, ...], ids: Mapping[tuple[str, str], Ids]
) -> Cells:
    """One row a label, one column a count of the ids given for it; the total adds each column up."""
    values: dict[str, dict[str, Value]] = {
        code: {column: len(ids.get((code, column), ())) for column in columns} for code in labels
    }
    total: dict[str, Value] = {column: sum(len(ids.get((code, column), ())) for code in labels) for column in columns}
    rows = tuple(Row(code, label, values[code]) for code, label in labels.items())
    return Cells(Table(table_id, title, columns, rows, total), ids)


def with_percent(cells: Cells, references: References | None) -> Cells:
    """The table with each row's percentage of the total and, unless None, its reference (null where there is none)."""
    table, ids = cells
    whole = sum(len(ids[row.code, "total"]) for row in table.rows)
    rows = []
    for row in table.rows:
        values = row.values | {"percent": percent(len(ids[row.code, "total"]), whole)}
        if references is not None:
            values["reference"] = references.get((table.id, row.code))
        rows.append(Row(row.code, row.label, values, row.family))
    columns = (*table.columns, "percent", *(("reference",) if references is not None else ()))
    return Cells(Table(table.id, table.title, columns, tuple(rows), table.total), ids)
