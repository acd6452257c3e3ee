"""Deleting what was entered by mistake, and taking it back for 30 days: rows are kept as they were, apart."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models, transaction
from django.db.models.deletion import Collector

from cases.models import Snapshot, SnapshotKind, YoungPerson
from partners.models import User

CHANGED_SINCE = "Le dossier a changé depuis\N{NO-BREAK SPACE}: ce qui a été supprimé ne peut plus revenir tel quel."


def delete_with_snapshot(
    row: models.Model,
    *,
    person: YoungPerson,
    mission_locale: int,
    label: str,
    by: User,
    at: datetime,
    beside: Mapping[str, Any] | None = None,
) -> Snapshot:
    """Delete the row with all that hangs on it, kept as it was; in the name of that Mission Locale (its id), whose
    referents may take it back. `label` says what it was, in the words of the page. `beside` are other fields of what
    points to the row, which change with it and come back with it."""
    with transaction.atomic():
        snapshot = take_snapshot(
            [row],
            person=person,
            mission_locale=mission_locale,
            label=label,
            by=by,
            at=at,
            kind=SnapshotKind.DELETION,
            beside=beside,
        )
        row.delete()
    return snapshot


def take_snapshot(
    rows: Iterable[models.Model],
    *,
    person: YoungPerson,
    mission_locale: int,
    kind: SnapshotKind,
    label: str,
    by: User,
    at: datetime,
    beside: Mapping[str, Any] | None = None,
) -> Snapshot:
    """Keep these rows as they are, with all that would go with them if they were deleted, and what points to them.
    Nothing is deleted: that is for the caller, in the same transaction."""
    return Snapshot.objects.create(
        person=person,
        mission_locale_id=mission_locale,
        kind=kind,
        label=label,
        rows=list(chain.from_iterable(kept(row, beside or {}) for row in rows)),
        taken_at=at,
        taken_by_id=by.pk,
    )


def restore(snapshot: Snapshot, at: datetime) -> None:
    """Put the rows back, and what pointed to them where nothing else is there since; twice changes nothing.

    Raises ValidationError when a rule forbids it by now: nothing has changed then.
    """
    try:
        with transaction.atomic():
            undoable = Snapshot.objects.undoable(at).filter(pk=snapshot.pk)
            if undoable.update(restored_at=at):
                put_back(snapshot.rows)
    except IntegrityError as error:
        raise ValidationError(CHANGED_SINCE) from error


def put_back(rows: list[dict[str, Any]]) -> None:
    """Insert the rows again, in the order in which they were kept; then set the pointers that were cleared."""
    for given in serializers.deserialize("python", [row for row in rows if "fields" in row]):
        given.save(force_insert=True)
    for pointer in (row for row in rows if "field" in row):
        model = apps.get_model(pointer["model"])
        pointing = model._default_manager.filter(pk=pointer["pk"], **{f"{pointer['field']}__isnull": True})
        pointing.update(**{pointer["field"]: pointer["value"]}, **pointer.get("beside", {}))


class Everything(Collector):
    """What a deletion takes along: all of it, what Django would delete unread too."""

    def can_fast_delete(self, objs: Any, from_field: Any = None) -> bool:
        return False


class Exact(DjangoJSONEncoder):
    """Moments to the microsecond: they come back as they were."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def kept(row: models.Model, beside: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A row and what hangs on it, each after those that it points to; then the pointers that a deletion clears, with
    what changes beside them."""
    collector = Everything(using=DEFAULT_DB_ALIAS, origin=row)
    collector.collect([row])
    collector.sort()
    for model in reversed(collector.data):
        rows = sorted(collector.data[model], key=lambda each: each.pk)
        yield from json.loads(json.dumps(serializers.serialize("python", rows), cls=Exact))
    cleared: Any = collector.field_updates  # by field and new value, the rows that point, in groups
    for (field, _), groups in cleared.items():
        for pointing in chain.from_iterable(groups):
            yield {
                "model": field.model._meta.label_lower,
                "pk": pointing.pk,
                "field": field.name,
                "value": getattr(pointing, field.attname),
            } | ({"beside": dict(beside)} if beside else {})
