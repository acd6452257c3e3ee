"""A merge taken apart again, for 30 days: each record has its rows back; what came since stays with the kept one, and
what restricts it restricts both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from cases.case_files import refresh
from cases.merging.merge import FIELDS, point_snapshots
from cases.merging.rows import model_named
from cases.models import (
    DuplicateAgreement,
    DuplicateSuspicion,
    PersonAlias,
    Restriction,
    RestrictionReader,
    Snapshot,
    SnapshotKind,
    YoungPerson,
)
from cases.models.merging import SnapshotQuerySet
from partners.access import case_memberships, leads
from partners.kept_rows import as_kept, insert
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
            forget_agreements({kept.pk, other.pk}, snapshot.taken_at)
            refresh([kept.pk, other.pk])
    except IntegrityError as error:
        raise ValidationError(CHANGED_SINCE) from error
    return other


def take_apart(kept: YoungPerson, done: dict[str, Any]) -> None:
    """The rows back to whom they were of. Inside the transaction that locks the kept record."""
    other = done["other"][0]
    reserve = Restriction.objects.running().filter(person=kept).first()
    readers = set(reserve.readers.all()) if reserve else set()
    insert(done["other"])
    for label, pks in done["moved"].items():
        model_named(label)._default_manager.filter(pk__in=pks, person=kept).update(person=other["pk"])
    point_snapshots(done["moved"].get(Snapshot._meta.label, []), kept.pk, other["pk"])
    for label, pk in done["made"]:
        model_named(label)._default_manager.filter(pk=pk).delete()
    for row in done["changed"]:
        if reserve or row["model"] != Restriction._meta.label_lower:  # one that was lifted since stays so
            put_back_columns(row)
    insert(done["deleted"])
    PersonAlias.objects.filter(person=kept, code=other["fields"]["code"]).delete()
    # What somebody has corrected since stays corrected.
    now = as_kept([kept])[0]["fields"]
    fields = {name: done["before"][name] for name in FIELDS if now[name] == done["after"][name]}
    YoungPerson.objects.filter(pk=kept.pk).update(**fields)
    if reserve:
        for person in (kept.pk, other["pk"]):
            keep_restricted(person, reserve, readers)


def forget_agreements(people: set[int], since: datetime) -> None:
    """Whoever agreed since that the one record and a third are one person saw both halves in it: it is asked again."""
    suspicions = DuplicateSuspicion.objects.filter(Q(first__in=people) | Q(second__in=people))
    DuplicateAgreement.objects.filter(suspicion__in=suspicions, agreed_at__gt=since).delete()


def keep_restricted(person: int, reserve: Restriction, readers: set[User]) -> None:
    """Each half is restricted as the one record was: nobody reads it who did not read that one."""
    running, was_made = Restriction.objects.running().get_or_create(
        person_id=person,
        lifted_at=None,
        defaults={"reason": reserve.reason, "marked_at": reserve.marked_at, "marked_by": reserve.marked_by},
    )
    if was_made:
        RestrictionReader.objects.bulk_create([RestrictionReader(restriction=running, user=one) for one in readers])
    else:
        running.named.exclude(user__in=readers).delete()


def put_back_columns(row: dict[str, Any]) -> None:
    """The columns that the merge changed in a row, as they were; those that somebody has corrected since stay so."""
    stored = model_named(row["model"])._default_manager.filter(pk=row["pk"])
    for now in as_kept(stored):
        wrote = row.get("wrote", now["fields"])
        stored.update(**{name: was for name, was in row["fields"].items() if now["fields"][name] == wrote[name]})
