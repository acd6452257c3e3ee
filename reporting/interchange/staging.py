"""The rows of a package, checked cell by cell, kept aside in a temporary table until they are written. No Django.

A private SQLite file that nobody else can open and that disappears with the process: memory does not grow with the
package, and the checks that span rows (identifiers, references, periods) are queries.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from reporting.interchange.faults import LISTED_FAULTS, Fault
from reporting.interchange.schema import RESOURCES, Resource
from reporting.interchange.values import Value

BATCH = 1000

# What the database makes of a staged row.
CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
# In `faulty`: every cell of the row is in doubt.
ALL_FIELDS = "*"

# Its line, the primary key it has in the database (None: not there, or not compared yet), its values.
StagedRow = tuple[int, int | None, tuple[Value, ...]]


def quoted(names: Iterable[str]) -> str:
    """The names as columns of a statement."""
    return ", ".join(f'"{name}"' for name in names)


class Staging:
    """One table per resource: `line`, `faulty` (names of the fields whose cell was refused, between |), `status` and
    `pk` (of the row in the database), then the resource's own fields."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect("", isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = OFF")
        self.connection.execute("PRAGMA synchronous = OFF")
        self.connection.execute(
            "CREATE TABLE fault (position INTEGER, line INTEGER, place INTEGER, field TEXT, value TEXT, expected TEXT)"
        )
        self.connection.execute("CREATE TABLE touched (pk INTEGER PRIMARY KEY)")
        # Resources in the package; of these, those that could not be read to their end.
        self.staged: list[str] = []
        self.incomplete: set[str] = set()

    def close(self) -> None:
        """Forgets everything."""
        self.connection.close()

    def execute(self, statement: str, parameters: Sequence[Value] = ()) -> sqlite3.Cursor:
        """One statement on the staged tables."""
        return self.connection.execute(statement, parameters)

    def create(self, resource: Resource) -> None:
        """The resource's table, empty."""
        self.staged.append(resource.name)
        # No type: a value comes back as it was put.
        self.execute(
            f'CREATE TABLE "{resource.name}" (line INTEGER PRIMARY KEY, faulty TEXT, status TEXT, pk INTEGER, '
            f"{quoted(resource.field_names)})"
        )

    def insert(self, resource: Resource, rows: Sequence[Sequence[Value]]) -> None:
        """Rows of line, faulty, then one value a field."""
        marks = ", ".join("?" * (len(resource.fields) + 2))
        self.connection.executemany(
            f'INSERT INTO "{resource.name}" (line, faulty, {quoted(resource.field_names)}) VALUES ({marks})', rows
        )

    def index(self, resource: Resource) -> None:
        """Finds rows by their key, once they are all there."""
        self.execute(f'CREATE INDEX "{resource.name}_key" ON "{resource.name}" ({quoted(resource.key)})')

    def batches(self, resource: Resource, where: str = "1") -> Iterator[list[StagedRow]]:
        """The rows, a thousand at a time, in the order of the file."""
        line = 0
        while True:
            batch = self.execute(
                f'SELECT line, pk, {quoted(resource.field_names)} FROM "{resource.name}" '
                f"WHERE line > ? AND {where} ORDER BY line LIMIT {BATCH}",
                (line,),
            ).fetchall()
            if not batch:
                return
            yield [(line, pk, tuple(values)) for line, pk, *values in batch]
            line = batch[-1][0]

    def settle(self, resource: Resource, rows: Sequence[tuple[str, StagedRow]]) -> None:
        """Keeps the status of each row, its pk, and its values as they will be, left-out columns included."""
        pairs = ", ".join(f'"{name}" = ?' for name in resource.field_names)
        self.connection.executemany(
            f'UPDATE "{resource.name}" SET status = ?, pk = ?, {pairs} WHERE line = ?',
            ((status, pk, *values, line) for status, (line, pk, values) in rows),
        )

    def count(self, resource: Resource) -> dict[str, int]:
        """How many rows have each status."""
        return dict(self.execute(f'SELECT status, count(*) FROM "{resource.name}" GROUP BY status').fetchall())

    def touch(self, people: Iterable[int]) -> None:
        """Notes people whose records change."""
        self.connection.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((pk,) for pk in people))

    def touched(self) -> Iterator[list[int]]:
        """The people noted, a thousand at a time."""
        cursor = self.execute("SELECT pk FROM touched ORDER BY pk")
        while batch := [pk for (pk,) in cursor.fetchmany(BATCH)]:
            yield batch

    def blame(self, resource: str, line: int, field: str, value: Value, expected: str) -> None:
        """Notes a fault; they are told in the order of the resources, lines and columns."""
        names = list(RESOURCES)
        fields = RESOURCES[resource].field_names
        place = fields.index(field) if field in fields else -1
        self.execute(
            "INSERT INTO fault VALUES (?, ?, ?, ?, ?, ?)",
            (names.index(resource), line, place, field, "" if value is None else str(value), expected),
        )

    def faults(self) -> tuple[list[Fault], int]:
        """The first hundred faults, and how many there are."""
        names = list(RESOURCES)
        rows = self.execute(
            "SELECT position, line, field, value, expected FROM fault ORDER BY position, line, place, rowid "
            f"LIMIT {LISTED_FAULTS}"
        )
        faults = [Fault(names[position], *rest) for position, *rest in rows]
        return faults, self.execute("SELECT count(*) FROM fault").fetchone()[0]
