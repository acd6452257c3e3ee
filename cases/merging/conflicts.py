"""Rows of two records that have room for one: settled without asking, and kept so that an undo brings them back.

Each function is given the trace of the merge, and notes in it whatever it changes, deletes or makes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.timezone import localdate

from cases.merging.rows import rows_of
from cases.models import (
    Address,
    Appointment,
    DuplicateSuspicion,
    GroupAttendance,
    Restriction,
    RestrictionReader,
    ReviewLine,
    UnitTransfer,
    YoungPerson,
)
from partners.kept_rows import as_kept
from partners.models import User

# At most one a person, by what else tells them apart: the one of the record that is kept stays.
ONCE: dict[type[Model], tuple[str, ...]] = {
    Appointment: ("permanence",),
    GroupAttendance: ("meeting",),
    ReviewLine: ("review", "subject"),
}


@dataclass
class Trace:
    """What a merge did to rows beside moving them: the columns that it changed, before and after; the rows that it
    deleted, as they were; those that it made."""

    changed: list[dict[str, Any]] = field(default_factory=list)
    deleted: list[dict[str, Any]] = field(default_factory=list)
    made: list[tuple[str, int]] = field(default_factory=list)

    def change(self, row: Model, **values: Any) -> None:
        """Change these columns of a row."""
        [before] = as_kept([row])
        for name, value in values.items():
            setattr(row, row._meta.get_field(name).attname, getattr(value, "pk", value))  # type: ignore[union-attr]
        row.save(update_fields=list(values))
        [after] = as_kept([row])
        before["fields"] = {name: before["fields"][name] for name in values}
        before["wrote"] = {name: after["fields"][name] for name in values}
        self.changed.append(before)

    def delete(self, row: Model) -> None:
        """Delete a row."""
        self.deleted += as_kept([row])
        row.delete()


def settle(kept: YoungPerson, other: YoungPerson, by: User, at: datetime) -> Trace:
    """All of them, of the other record."""
    trace = Trace()
    date_stated_address(kept, other, at, trace)
    keep_one_of_each(kept, other, trace)
    join_restrictions(kept, other, by, at, trace)
    end_older_transfer(kept, other, trace)
    point_suspicions(kept, other, trace)
    return trace


def date_stated_address(kept: YoungPerson, other: YoungPerson, at: datetime, trace: Trace) -> None:
    """Of two addresses without dates, the other record's ends on that day: it stays, as a former one."""
    stated = Address.objects.stated()
    if stated.filter(person=kept).exists():
        for address in stated.filter(person=other):
            trace.change(address, ends_on=localdate(at))


def keep_one_of_each(kept: YoungPerson, other: YoungPerson, trace: Trace) -> None:
    """Expected twice at one permanence, one workshop, one meeting with the unit: once is enough, the one that says
    what became of it."""
    for model, keys in ONCE.items():
        known = {key_of(row, keys): row for row in rows_of(model, kept.pk)}
        for row in rows_of(model, other.pk):
            twin = known.get(key_of(row, keys))
            if twin is not None:
                trace.delete(twin if says_more(row, twin) else row)


def key_of(row: Model, keys: tuple[str, ...]) -> tuple[Any, ...]:
    """What tells a person's rows of that table apart."""
    return tuple(row.serializable_value(key) for key in keys)


def says_more(row: Any, twin: Any) -> bool:
    """Whether one came, or did not, by this row and not by its twin."""
    name = "attendance" if isinstance(row, Appointment) else "presence"
    return bool(getattr(row, name, "")) and not getattr(twin, name, "")


def join_restrictions(kept: YoungPerson, other: YoungPerson, by: User, at: datetime, trace: Trace) -> None:
    """The restricted state wins, and moves with its rows; of two, the readers of both are named."""
    running = Restriction.objects.running()
    stays, goes = running.filter(person=kept).first(), running.filter(person=other).first()
    if stays is None or goes is None:
        return
    for user in goes.readers.exclude(pk__in=stays.readers.values("pk")):
        reader = RestrictionReader.objects.create(restriction=stays, user=user)
        trace.made.append((RestrictionReader._meta.label, reader.pk))
    trace.change(goes, lifted_at=at, lifted_by=by)


def end_older_transfer(kept: YoungPerson, other: YoungPerson, trace: Trace) -> None:
    """Of two last passings to another unit, the later one is the last."""
    current = UnitTransfer.objects.current().filter(person__in=(kept.pk, other.pk)).order_by("passed_on", "pk")
    transfers = list(current)
    for transfer in transfers[:-1]:
        trace.change(transfer, replaced_on=transfers[-1].passed_on)


def point_suspicions(kept: YoungPerson, other: YoungPerson, trace: Trace) -> None:
    """Those between the other record and a third one are now the kept one's; that between the two is settled, and the
    agreements to merge them are used up: should the merge be undone, all are asked again."""
    for suspicion in DuplicateSuspicion.objects.filter(first=other) | DuplicateSuspicion.objects.filter(second=other):
        third = suspicion.second_id if suspicion.first_id == other.pk else suspicion.first_id
        first, second = sorted((third, kept.pk))
        known = DuplicateSuspicion.objects.filter(first=first, second=second)
        if third == kept.pk or known.exists():
            agreements = as_kept(suspicion.agreements.all()) if third != kept.pk else []
            trace.delete(suspicion)
            trace.deleted += agreements
        else:
            trace.change(suspicion, first=first, second=second)
