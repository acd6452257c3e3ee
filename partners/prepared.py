"""Queries whose SQL is written once: where every page asks one, Django takes ten times longer to write it than to run
it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from datetime import date, datetime
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

# What Django selects inside EXISTS, and hands over as a value.
A_ROW = 1

Asked = ParamSpec("Asked")
Row = TypeVar("Row")


class Prepared(Generic[Asked, Row]):
    """A query of one shape, whose values alone change.

    `queryset` makes it of what is asked; `values` gives, of the same, every value in it, in the order of its SQL. Its
    SQL keeps none of them: when it is written, both must agree on all, so that nothing of one user stays for the next.
    What is asked must change values alone, never which tables, conditions or columns there are.
    """

    def __init__(
        self, queryset: Callable[Asked, QuerySet[Any, Row]], values: Callable[Asked, Sequence[object]]
    ) -> None:
        self.queryset, self.values = queryset, values
        # By kind of database; a process has one.
        self.written: dict[str, tuple[QuerySet[Any, Row], SQLCompiler, str]] = {}

    def rows(self, *asked: Asked.args, **named: Asked.kwargs) -> list[Row]:
        """The rows of that queryset. Raises RuntimeError when its SQL holds other values than those given."""
        values = tuple(map(as_stored, self.values(*asked, **named)))
        if connection.vendor not in self.written:
            self.written[connection.vendor] = write(self.queryset(*asked, **named), values)
        queryset, compiler, sql = self.written[connection.vendor]
        return list(with_values(queryset, compiler, sql, values))


def write(queryset: QuerySet[Any, Row], values: tuple[object, ...]) -> tuple[QuerySet[Any, Row], SQLCompiler, str]:
    """The queryset with what wrote its SQL, and the SQL. Raises RuntimeError when its values are not these."""
    compiler = queryset.query.get_compiler(connection.alias)
    sql, held = compiler.as_sql()
    if tuple(held) != values:
        raise RuntimeError(f"{queryset.model.__name__}: not the {len(values)} values given are in {sql}")
    return queryset, compiler, sql


def with_values(
    queryset: QuerySet[Any, Row], compiler: SQLCompiler, sql: str, values: tuple[object, ...]
) -> QuerySet[Any, Row]:
    """The queryset, to be asked with this SQL and these values, here: threads share what was written."""
    asked, ready = queryset.all(), copy(compiler)
    ready.connection = connection
    ready.as_sql = lambda *args, **options: (sql, values)  # type: ignore[method-assign,assignment]
    asked.query.get_compiler = lambda *args, **options: ready  # type: ignore[method-assign]
    return asked


def as_stored(value: object) -> Any:
    """A value as Django hands it to this database."""
    match value:
        case datetime():
            return connection.ops.adapt_datetimefield_value(value)
        case date():
            return connection.ops.adapt_datefield_value(value)
        case UUID():
            return value if connection.features.has_native_uuid_field else value.hex
    return value
