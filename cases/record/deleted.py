"""What was deleted in the last 30 days, on the record: each may be taken back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from cases.models import Snapshot, SnapshotKind
from cases.models.merging import UNDOABLE
from cases.record.reading import Reading
from cases.record.section import Section
from cases.record.together import Rows


def deleted_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """The deletions that may be taken back; merges are undone elsewhere."""
    found = Snapshot.objects.visible_to(reading.user, reading.at).undoable(reading.at)
    return {"deleted": found.filter(person=reading.person, kind=SnapshotKind.DELETION).select_related("taken_by")}


def deleted_context(reading: Reading, rows: Rows) -> dict[str, Any] | None:
    """As _person_deleted.html has it; nothing where nothing was deleted."""
    return {"rows": [deleted_row(row, reading) for row in rows["deleted"]]} if rows["deleted"] else None


def deleted_row(snapshot: Snapshot, reading: Reading) -> dict[str, Any]:
    """What, when, by whom, until when it may come back."""
    return {
        "label": snapshot.label,
        "deleted_on": localtime(snapshot.taken_at).date(),
        "by": snapshot.taken_by,
        "until": localtime(snapshot.taken_at + UNDOABLE).date(),
        "restore_url": reverse("cases:snapshot_restore", args=[snapshot.code])
        if may_restore(snapshot, reading)
        else "",
    }


def may_restore(snapshot: Snapshot, reading: Reading) -> bool:
    """Whoever deleted it, and the referents of the Mission Locale, but for trainees."""
    return snapshot.mission_locale_id in reading.deciding or snapshot.taken_by_id == reading.user.pk


SECTION = Section("cases/_person_deleted.html", deleted_rows, deleted_context)
