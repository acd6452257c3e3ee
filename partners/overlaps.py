"""Two periods of one person that must not overlap: an exclusion constraint on PostgreSQL, triggers on SQLite.

The same day may end one period and begin the next; a period without an end never ends; a period of no length lies
inside another one only where it falls strictly between its ends. The contract of the data package states the rule.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, F, Q

# After every date that SQLite holds as text.
FOREVER = "'9999-99-99'"


class NoOverlap(BaseConstraint):
    """Rows alike in `fields` (columns of whole numbers) have periods, from `start` to `end`, that do not overlap. One
    without a number, or without a start, is alike to none.

    `only` narrows the rule to the rows in which a text column has a value, as (field, value); `unless` names a column
    that takes a row out of the rule by being filled.
    """

    def __init__(
        self,
        *,
        fields: tuple[str, ...],
        start: str,
        end: str,
        name: str,
        only: tuple[str, str] | None = None,
        unless: str | None = None,
        violation_error_message: str,
        violation_error_code: str | None = None,
    ) -> None:
        super().__init__(
            name=name, violation_error_message=violation_error_message, violation_error_code=violation_error_code
        )
        self.fields, self.start, self.end = tuple(fields), start, end
        self.only, self.unless = only and tuple(only), unless

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs |= {"fields": self.fields, "start": self.start, "end": self.end, "only": self.only}
        if self.unless:
            kwargs["unless"] = self.unless
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.fields))

    def constraint_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str | None:
        """The exclusion constraint as part of a new table; nothing on SQLite (see `create_overlap_triggers`)."""
        if schema_editor.connection.vendor != "postgresql":
            return None
        columns = {name: schema_editor.quote_name(model._meta.get_field(name).column) for name in self._names()}
        start, end = columns[self.start], columns[self.end]
        # A range of one number stands for equality, so that no extension is needed. Open ends let one period begin on
        # the day when another ends; numbers, unlike dates, keep a period of one day from being empty then.
        alike = "".join(f"int8range({columns[name]}, {columns[name]}, '[]') WITH &&, " for name in self.fields)
        days = f"({start} - DATE '2000-01-01'), ({end} - DATE '2000-01-01')"
        period = f"numrange({days}, CASE WHEN {start} = {end} THEN '[]' ELSE '()' END) WITH &&"
        conditions = [f"{columns[self.only[0]]} = '{self.only[1]}'"] if self.only else []
        conditions += [f"{columns[self.unless]} IS NULL"] if self.unless else []
        needed = [name for name in (*self.fields, self.start) if model._meta.get_field(name).null]
        conditions += [f"{columns[name]} IS NOT NULL" for name in needed]
        where = f" WHERE ({' AND '.join(conditions)})" if conditions else ""
        return f"CONSTRAINT {schema_editor.quote_name(self.name)} EXCLUDE USING gist ({alike}{period}){where}"

    def create_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement | None:
        sql = self.constraint_sql(model, schema_editor)
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return Statement("ALTER TABLE %(table)s ADD %(sql)s", table=table, sql=sql) if sql else None

    def remove_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement | None:
        if schema_editor.connection.vendor != "postgresql":
            return None
        table = Table(model._meta.db_table, schema_editor.quote_name)
        name = schema_editor.quote_name(self.name)
        return Statement("ALTER TABLE %(table)s DROP CONSTRAINT %(name)s", table=table, name=name)

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Collection[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raises ValidationError, with the French message, when the instance overlaps a stored row."""
        if set(self._names()) & set(exclude or ()):
            return
        if self.overlapped(model, instance, using).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def overlapped(
        self, model: type[models.Model], instance: models.Model, using: str = DEFAULT_DB_ALIAS
    ) -> models.QuerySet[Any]:
        """The stored rows that the instance overlaps against the rule."""
        rows = model._default_manager.using(using)
        values = {name: getattr(instance, model._meta.get_field(name).attname) for name in self._names()}
        is_out = bool(self.only and values[self.only[0]] != self.only[1])
        is_unknown = None in [values[name] for name in (*self.fields, self.start)]
        if is_out or is_unknown or (self.unless and values[self.unless] is not None):
            return rows.none()
        alike = {name: values[name] for name in (*self.fields, *(self.only or ())[:1])}
        others = rows.filter(**alike).exclude(pk=instance.pk)
        if self.unless:
            others = others.filter(**{f"{self.unless}__isnull": True})
        return others.filter(self._overlapping(values[self.start], values[self.end]))

    def _names(self) -> list[str]:
        return [*self.fields, self.start, self.end, *(self.only or ())[:1], *([self.unless] if self.unless else [])]

    def _overlapping(self, start: Any, end: Any) -> Q:
        begun = Q(**{f"{self.start}__lt": end}) if end is not None else Q()
        strict = begun & (Q(**{f"{self.end}__gt": start}) | Q(**{f"{self.end}__isnull": True}))
        same_day = Q(**{self.start: start, self.end: F(self.start)}) if start == end else Q(pk__in=[])
        return strict | same_day

    def trigger_sql(self, model: type[models.Model], event: str) -> str:
        """SQLite's trigger before an INSERT or an UPDATE of that model's table."""
        column = {name: model._meta.get_field(name).column for name in self._names()}
        start, end = column[self.start], column[self.end]
        pairs = [f'other."{column[name]}" = NEW."{column[name]}"' for name in self.fields]
        if self.only:
            pairs += [f"{row}.\"{column[self.only[0]]}\" = '{self.only[1]}'" for row in ("other", "NEW")]
        if self.unless:
            pairs += [f'{row}."{column[self.unless]}" IS NULL' for row in ("other", "NEW")]
        if event == "UPDATE":
            pairs.append('other."id" <> OLD."id"')
        message = str(self.violation_error_message).replace("'", "''")
        return (
            f'CREATE TRIGGER "{self.name}_{event.lower()}" BEFORE {event} ON "{model._meta.db_table}" '
            f'WHEN EXISTS (SELECT 1 FROM "{model._meta.db_table}" AS other WHERE {" AND ".join(pairs)} AND ('
            f'(other."{start}" < COALESCE(NEW."{end}", {FOREVER}) '
            f'AND NEW."{start}" < COALESCE(other."{end}", {FOREVER})) '
            f'OR (other."{start}" = other."{end}" AND NEW."{start}" = NEW."{end}" AND other."{start}" = NEW."{start}")'
            f")) BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


def create_overlap_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make SQLite's triggers afresh for every NoOverlap of ours, from a migration.

    SQLite drops them with each table that it rebuilds: a migration that alters such a table ends with this.
    """
    if schema_editor.connection.vendor != "sqlite":
        return
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, NoOverlap):
                for event in ("INSERT", "UPDATE"):
                    schema_editor.execute(f'DROP TRIGGER IF EXISTS "{constraint.name}_{event.lower()}"')
                    schema_editor.execute(constraint.trigger_sql(model, event))
