"""The contacts that a report reads, a day at a time: by far the most numerous of its rows.

A day is one row, its contacts texts with commas between: making values of these takes half the time of a row each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Aggregate, CharField, QuerySet

from cases.models import Contact, ContactKind, ContactPlace
from cases.release_plan.measured_by import MEETINGS


class Followed(NamedTuple):
    """The one interval over which a person is followed, both days included; `date.max` when nothing ends it."""

    start: date
    end: date


class ContactRow(NamedTuple):
    id: int
    person_id: int
    kind: str
    place: str


class Met(NamedTuple):
    """The contacts of a year that count; and, of people in scope, followed then or not, the days of the interviews
    and of the meetings outside the prison, by person, oldest first."""

    contacts: list[ContactRow]
    interviews: dict[int, list[date]]
    outside: dict[int, list[date]]


class Listed(Aggregate):
    """The values of a group in one text, a comma between two: of a column without any, nor null."""

    function = "GROUP_CONCAT"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """The same there."""
        return self.as_sql(compiler, connection, template="STRING_AGG(%(expressions)s::text, ',')", **context)


def met_of(contacts: QuerySet[Contact], year: int, followed: Mapping[int, Followed]) -> Met:
    """What these contacts say of the people in scope: those of the year that count, and who was met."""
    met = Met([], defaultdict(list), defaultdict(list))
    interview, inside = ContactKind.INTERVIEW.value, ContactPlace.INSIDE.value
    counted, new = met.contacts.append, tuple.__new__
    for day, *columns in by_day(contacts, "id", "person", "kind", "place"):
        in_year = day.year == year
        ids, people, kinds, places = (column.split(",") for column in columns)
        for id_, person, kind, place in zip(map(int, ids), map(int, people), kinds, places, strict=True):
            if person not in followed:
                continue
            if kind in MEETINGS:
                if kind == interview:
                    met.interviews[person].append(day)
                if place != inside:
                    met.outside[person].append(day)
            if in_year:
                start, end = followed[person]
                if start <= day <= end:
                    counted(new(ContactRow, (id_, person, kind, place)))
    return met


def seen_in(interviews: QuerySet[Contact], followed: Mapping[int, Followed]) -> set[int]:
    """The people met in one of these interviews while followed."""
    nobody = Followed(date.max, date.min)
    seen: set[int] = set()
    for day, people in by_day(interviews, "person"):
        for person in map(int, people.split(",")):
            if person not in seen:
                start, end = followed.get(person, nobody)
                if start <= day <= end:
                    seen.add(person)
    return seen


def by_day(contacts: QuerySet[Contact], *columns: str) -> QuerySet[Any, Any]:
    """Each day with contacts, in order, and what these columns list of them."""
    listed = {f"{column}s": Listed(column) for column in columns}
    return contacts.order_by("held_on").values_list("held_on").annotate(**listed)
