"""Rows of many tables in one query: a record is made of some twenty, and asks the database as often as for one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import CharField, DateTimeField, F, Field, JSONField, Model, QuerySet, Value, Window
from django.db.models.functions import JSONArray, RowNumber

Rows = dict[str, list[Any]]


def fetch_together(querysets: Mapping[str, QuerySet[Any]]) -> Rows:
    """The rows of each queryset, as instances of its model in its order, by its name: all in one query.

    A queryset keeps its filters, its `select_related` and its annotations; it may not be sliced, nor defer a field.
    """
    plans = {name: Plan(queryset) for name, queryset in querysets.items()}
    arms = [plan.arm(name) for name, plan in plans.items()]
    found: dict[str, list[tuple[int, Any]]] = {name: [] for name in plans}
    for name, place, values in arms[0].union(*arms[1:], all=True) if arms else []:
        found[name].append((place, plans[name].instance(values)))
    return {name: [row for _, row in sorted(rows, key=lambda row: row[0])] for name, rows in found.items()}


class Plan:
    """How one queryset is written as one column of JSON, and read back."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self.queryset, self.model = queryset, queryset.model
        self.paths = list(related_paths(queryset))
        self.fields = {path: list(model._meta.concrete_fields) for path, model in self.paths}
        annotations = queryset.query.annotation_select.items()
        self.annotations = {name: expression.output_field for name, expression in annotations}

    def arm(self, name: str) -> QuerySet[Any]:
        """One branch of the union: the name, the place in the order, the values."""
        order: Any = self.queryset.query.order_by or self.model._meta.ordering or ["pk"]
        columns = [F(f"{path}{field.attname}") for path, fields in self.fields.items() for field in fields]
        columns += [F(annotation) for annotation in self.annotations]
        return self.queryset.order_by().values_list(
            Value(name, output_field=CharField()), Window(RowNumber(), order_by=list(order)), JSONArray(*columns)
        )

    def instance(self, values: list[Any]) -> Model:
        """The row, with the related rows in place."""
        rest = iter(values)
        built: dict[str, Any] = {}
        for path, model in self.paths:
            given = [read(field, next(rest)) for field in self.fields[path]]
            names = [field.attname for field in self.fields[path]]
            key = given[names.index(model._meta.pk.attname)]
            built[path] = None if key is None else model.from_db(DEFAULT_DB_ALIAS, names, given)
            if path:
                owner, _, relation = path.removesuffix("__").rpartition("__")
                if (holder := built[f"{owner}__" if owner else ""]) is not None:
                    holder._state.fields_cache[relation] = built[path]
        row: Model = built[""]
        for annotation, field in self.annotations.items():
            setattr(row, annotation, read(field, next(rest)))
        return row


def related_paths(queryset: QuerySet[Any]) -> Iterator[tuple[str, type[Model]]]:
    """The model itself (path ""), then those that `select_related` names, each after the one that leads to it."""
    wanted = queryset.query.select_related
    pending = [("", queryset.model, wanted if isinstance(wanted, dict) else {})]
    while pending:
        path, model, below = pending.pop(0)
        yield path, model
        for name, deeper in below.items():
            pending.append((f"{path}{name}__", model._meta.get_field(name).related_model, deeper))


def read(field: Field[Any, Any], value: Any) -> Any:
    """A value of that field, from what the database wrote of it in JSON."""
    if value is None:
        return None
    if isinstance(field, DateTimeField):
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if isinstance(field, JSONField):
        return json.loads(value) if isinstance(value, str) else value
    return field.to_python(value)
