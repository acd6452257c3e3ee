"""The databases of a run: one by name, made when first asked for, all behind Django's default connection.

On SQLite each is a file of DATA_DIR; on PostgreSQL each is a database of the server that DATABASE_URL names.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Field

PREFIX = "dernier_ecrou_bench_"
EMPTY = "empty"
BATCH = 20_000
# What DATABASE_URL names; `use` changes Django's own note of it.
GIVEN = connection.settings_dict["NAME"]


def use(name: str) -> None:
    """Everything from here on happens in that database. A connection to it stays open, as the application's do."""
    wanted = path_of(name) if is_sqlite() else PREFIX + name
    if connection.settings_dict["NAME"] != wanted:
        connection.close()
        connection.settings_dict["NAME"] = wanted


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def path_of(name: str) -> str:
    """The SQLite file of that name."""
    return str(Path(settings.DATA_DIR) / f"{name}.sqlite3")


def create(name: str) -> None:
    """An empty database of that name, migrated, in use from here on; one that was there is replaced."""
    if name != EMPTY and EMPTY not in _made:
        create(EMPTY)
    drop(name)
    if name == EMPTY:
        if not is_sqlite():
            in_server(f"CREATE DATABASE {PREFIX}{name}")
        use(name)
        call_command("migrate", verbosity=0)
    elif is_sqlite():
        shutil.copyfile(path_of(EMPTY), path_of(name))
    else:
        in_server(f"CREATE DATABASE {PREFIX}{name} TEMPLATE {PREFIX}{EMPTY}")
    _made.add(name)
    use(name)


_made: set[str] = set()


def is_made(name: str) -> bool:
    """Whether that database was made in this run."""
    return name in _made


def drop(name: str) -> None:
    """Forgets that database, if there is one."""
    connection.close()
    if is_sqlite():
        for suffix in ("", "-wal", "-shm"):
            Path(path_of(name) + suffix).unlink(missing_ok=True)
    else:
        in_server(f"DROP DATABASE IF EXISTS {PREFIX}{name}")
    _made.discard(name)


def drop_all() -> None:
    """Forgets every database of the run."""
    for name in list(_made):
        drop(name)


def in_server(statement: str) -> None:
    """One statement in the database that DATABASE_URL names, which stays as it was."""
    connection.close()
    connection.settings_dict["NAME"] = GIVEN
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def insert(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows into a table, by the quickest way that the database has. A column that is not named has its default."""
    left_out = fields_left_out(table, columns)
    names = ", ".join(connection.ops.quote_name(column) for column in (*columns, *(one.column for one in left_out)))
    iterator = (row + tuple(default_of(field) for field in left_out) for row in rows)
    with transaction.atomic(), connection.cursor() as cursor:
        if is_sqlite():
            marks = ", ".join("?" * (len(columns) + len(left_out)))
            for batch in batches(iterator):
                cursor.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", batch)
        else:
            cursor.execute("SET LOCAL statement_timeout = 0")
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in iterator:
                    copy.write_row(row)
            follow_ids(table)


def follow_ids(table: str) -> None:
    """The next row that PostgreSQL numbers itself comes after those that brought their ids."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def fields_left_out(table: str, columns: Sequence[str]) -> list[Field]:
    """The table's fields that are not among the columns."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    return [field for field in model._meta.concrete_fields if field.column not in columns]


def default_of(field: Field) -> Any:
    """What a new row has there, as the database takes it."""
    return field.get_db_prep_save(field.get_default(), connection)


def batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows, some thousands at a time."""
    while batch := list(islice(rows, BATCH)):
        yield batch


def settle() -> None:
    """What the server does by itself after a while; SQLite does nothing of the kind."""
    with connection.cursor() as cursor:
        if not is_sqlite():
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
    connection.close()
