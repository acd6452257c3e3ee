"""The narrow rows that the report reads: a few columns of each table, never a name, never a note.

The fields of a row are the columns that it selects. Loading them this way costs a tenth of model instances, and on
SQLite a third of `values_list`, whose dates are each parsed in Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import repeat
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import CharField, DateField, Model, QuerySet
from django.db.models.functions import Cast

R = TypeVar("R", bound=NamedTuple)

BATCH = 2000


class EnrolmentRow(NamedTuple):
    id: int
    person_id: int
    entered_on: date
    left_on: date | None
    plie_entered_on: date | None
    plie_left_on: date | None
    by_handover: bool
    exception_reason: str


class ReferralRow(NamedTuple):
    id: int
    person_id: int
    referred_by_id: int
    referred_on: date
    decision: str
    decided_on: date | None


class PersonId(NamedTuple):
    id: int


class PersonRow(NamedTuple):
    id: int
    birth_date: date
    sex: str
    education_level: str
    rqth: bool | None
    driving_licence: str
    housing: str


class AddressRow(NamedTuple):
    person_id: int
    kind: str
    qpv: bool
    starts_on: date | None
    ends_on: date | None


class MeasureRow(NamedTuple):
    id: int
    person_id: int
    setting: str
    starts_on: date
    ends_on: date | None


class AdjustmentRow(NamedTuple):
    id: int
    person_id: int
    kind: str
    modality: str
    decision: str
    starts_on: date | None
    ends_on: date | None
    destination: str
    outcome: str


class AxisRow(NamedTuple):
    id: int
    contact_id: int
    axis: str


class SituationRow(NamedTuple):
    id: int
    person_id: int
    kind: str


class NeedRow(NamedTuple):
    id: int
    person_id: int
    measure_id: int | None
    type_id: str
    state: str
    opened_on: date
    settled_on: date | None


class PlacementRow(NamedTuple):
    """An agreement with one of its placements; None in their columns when it has none."""

    id: int
    code: str
    organisation__name: str
    subject: str
    placements__id: int | None
    placements__person: int | None
    placements__mission_locale: int | None
    placements__starts_on: date | None
    placements__ends_on: date | None
    placements__situation__kind: str | None
    placements__situation__starts_on: date | None


class PermanenceRow(NamedTuple):
    """A permanence with one of its appointments; None in their columns when it has none."""

    id: int
    site__code: str
    site__name: str
    was_held: bool | None
    appointments__id: int | None
    appointments__attendance: str | None


class HandoverRow(NamedTuple):
    id: int
    to_mission_locale_id: int
    asked_on: date
    decision: str
    decided_on: date | None


class OrganisationRow(NamedTuple):
    id: int
    code: str
    name: str


class Days(dict[str | None, date | None]):
    """ISO days read once each: a report holds hundreds of thousands of dates, of a few thousand days."""

    def __missing__(self, text: str | None) -> date | None:
        self[text] = date.fromisoformat(text) if text else None
        return self[text]


def load(queryset: QuerySet[Any], kind: type[R]) -> list[R]:
    """Every row of the queryset, in no order, with the columns that `kind` names; one query."""
    dates = [is_date(queryset.model, name) for name in kind._fields]
    columns = [Cast(name, CharField()) if day else name for name, day in zip(kind._fields, dates, strict=True)]
    days = Days().__getitem__
    rows: list[R] = []
    for batch in batches(queryset.order_by().values_list(*columns)):
        read: Iterable[Sequence[Any]] = batch
        if any(dates):
            values = zip(zip(*batch, strict=True), dates, strict=True)
            read = zip(*(map(days, column) if day else column for column, day in values), strict=True)
        rows.extend(map(tuple.__new__, repeat(kind), read))
    return rows


def batches(queryset: QuerySet[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows as the database driver gives them, so many at a time that they stay in the processor's cache."""
    try:
        sql, parameters = queryset.query.get_compiler(queryset.db).as_sql()
    except EmptyResultSet:
        return
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(sql, parameters)
        while batch := cursor.fetchmany(BATCH):
            yield batch


def is_date(model: type[Model], name: str) -> bool:
    """Whether the column, of the model or of one that a relation leads to, holds a date."""
    *relations, column = name.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model  # type: ignore[assignment]
    return isinstance(model._meta.get_field(column), DateField)
