"""The rules that several tables share, as database constraints with their French message."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CheckConstraint, F, Func, IntegerField, Q, TextChoices
from django.db.models.lookups import LessThanOrEqual
from django.db.models.sql.compiler import SQLCompiler


def listed(field: str, choices: type[TextChoices], *, name: str, optional: bool = False) -> CheckConstraint:
    """The column holds one of the choices' values (or nothing, when optional)."""
    values = [*choices.values, ""] if optional else choices.values
    return CheckConstraint(
        condition=Q(**{f"{field}__in": values}),
        name=name,
        violation_error_message="Cette valeur n’est pas dans la liste.",
    )


def ends_after(start: str, end: str, *, name: str, message: str) -> CheckConstraint:
    """The end, where both are known, is not before the start; the same day is accepted."""
    return CheckConstraint(
        condition=Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message=message,
    )


def positive(field: str, *, name: str, message: str) -> CheckConstraint:
    """The column, where it is known, holds more than nothing."""
    return CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gt": 0}),
        name=name,
        violation_error_message=message,
    )


def at_most(most: int, *fields: str, name: str, message: str) -> CheckConstraint:
    """Each of the columns, where it is known, holds no more than that."""
    known = [Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__lte": most}) for field in fields]
    return CheckConstraint(condition=reduce(and_, known), name=name, violation_error_message=message)


class DaysBetween(Func):
    """The number of days from the second date to the first, with what each database has of its own."""

    output_field = IntegerField()
    arity = 2
    arg_joiner = " - "
    template = "(%(expressions)s)"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        template = "CAST(julianday(%(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, arg_joiner=") - julianday(", template=template, **context)


def lasts_at_most(days: int, start: str, end: str) -> LessThanOrEqual:
    """The period from `start` to `end`, both days included, is no longer than that; false where an end is missing."""
    return LessThanOrEqual(DaysBetween(end, start), days - 1)
