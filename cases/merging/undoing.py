"""A merge taken apart again, for 30 days: each record has its rows back; what came since stays with the kept one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from cases.case_files import refresh
from cases.merging.merge import FIELDS, point_snapshots
from cases.merging.rows import as_kept, insert, model_named
from cases.models import PersonAlias, Snapshot, SnapshotKind, YoungPerson
from cases.models.merging import SnapshotQuerySet
from partners.access import case_memberships, leads
from partners.models import User

CHANGED_SINCE = "Le dossier a trop changé depuis\N{NO-BREAK SPACE}: la fusion ne se défait plus."
LATER_FIRST = "Ce dossier a été réuni à un autre depuis\N{NO-BREAK SPACE}: défaites d’abord cette fusion-là."


def undoable_merges(user: User, at: datetime) -> SnapshotQuerySet:
    """Those of the last 30 days, on people whom this lead sees."""
    people: set[int] = set()
    merges = Snapshot.objects.undoable(at).filter(kind=SnapshotKind.MERGE)
    for membership in case_memberships(user, localdate(at)):
        if leads(membership):
            followed = YoungPerson.objects.followed_through(membership, at)
            people |= set(merges.filter(person__in=followed.values("pk")).values_list("person", flat=True))
    return merges.filter(person__in=people)


def undo(snapshot: Snapshot, by: User, at: datetime) -> YoungPerson:
    """The record that is back, as it was. Raises PermissionDenied for a lead who may not; ValidationError when it was
    done already, when a later merge comes first, or when a rule forbids it by now: nothing has changed then."""
    if not undoable_merges(by, at).filter(pk=snapshot.pk).exists():
        raise PermissionDenied
    try:
        with transaction.atomic():
            kept = YoungPerson.objects.select_for_update(of=("self",)).get(pk=snapshot.person_id)
            if not Snapshot.objects.undoable(at).filter(pk=snapshot.pk).update(restored_at=at):
                raise ValidationError(CHANGED_SINCE)
            [done] = snapshot.rows
            if done["kept"] != kept.pk:
                raise ValidationError(LATER_FIRST)
            take_apart(kept, done)
            other = YoungPerson.objects.get(pk=done["other"][0]["pk"])
            refresh([kept.pk, other.pk])
    except IntegrityError as error:
        raise ValidationError(CHANGED_SINCE) from error
    return other


def take_apart(kept: YoungPerson, done: dict[str, Any]) -> None:
    """The rows back to whom they were of. Inside the transaction that locks the kept record."""
    other = done["other"][0]
    insert(done["other"])
    for label, pks in done["moved"].items():
        model_named(label)._default_manager.filter(pk__in=pks, person=kept).update(person=other["pk"])
    point_snapshots(done["moved"].get(Snapshot._meta.label, []), kept.pk, other["pk"])
    for label, pk in done["made"]:
        model_named(label)._default_manager.filter(pk=pk).delete()
    for row in done["changed"]:
        put_back_columns(row)
    insert(done["deleted"])
    PersonAlias.objects.filter(person=kept, code=other["fields"]["code"]).delete()
    # What somebody has corrected since stays corrected.
    now = as_kept([kept])[0]["fields"]
    fields = {name: done["before"][name] for name in FIELDS if now[name] == done["after"][name]}
    YoungPerson.objects.filter(pk=kept.pk).update(**fields)


def put_back_columns(row: dict[str, Any]) -> None:
    """A row that the merge changed, as it was, if it is still there."""
    model = model_named(row["model"])
    model._default_manager.filter(pk=row["pk"]).update(**row["fields"])
