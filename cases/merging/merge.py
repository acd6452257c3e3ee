"""Two records made one: everything of both is kept, under one reference; the other one still leads to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from cases.case_files import refresh
from cases.merging.agreeing import agree, may_agree, may_compare, pair_of
from cases.merging.conflicts import settle
from cases.merging.hindrances import hindrances
from cases.merging.rows import models_of_a_person, rows_of
from cases.models import Draft, DuplicateSuspicion, PersonAlias, Snapshot, SnapshotKind, YoungPerson
from partners.kept_rows import as_kept
from partners.models import User

# What a record says of the person, to be chosen field by field.
FIELDS = (
    "last_name",
    "first_name",
    "birth_date",
    "sex",
    "phone",
    "email",
    "imilo_number",
    "education_level",
    "rqth",
    "driving_licence",
    "housing",
)
DONE_ALREADY = "Ces deux dossiers viennent d’être réunis ou distingués\N{NO-BREAK SPACE}: rechargez la page."


def merge(
    suspicion: DuplicateSuspicion, kept_code: str, chosen: Mapping[str, Any], by: User, at: datetime
) -> YoungPerson:
    """The record of that reference, of the two, with all rows of both and these values of FIELDS.

    Raises PermissionDenied for whoever may not compare the two; ValidationError with what is to be done first, or when
    somebody else did it.
    """
    if not may_compare(suspicion, by, at):
        raise PermissionDenied
    with transaction.atomic():
        people = {person.code: person for person in locked_pair(suspicion)}
        if kept_code not in people:
            raise ValidationError(DONE_ALREADY)
        kept = people.pop(kept_code)
        [other] = people.values()
        if found := hindrances(kept, other):
            raise ValidationError([str(one) for one in found])
        agree(suspicion, by, at)
        body = min(may_agree(suspicion, by, at))
        join(kept, other, chosen, by, at, body)
        refresh([kept.pk])
    return kept


def locked_pair(suspicion: DuplicateSuspicion) -> list[YoungPerson]:
    """The two, kept until the transaction ends. Raises ValidationError when they are no longer two, or told apart."""
    open_still = DuplicateSuspicion.objects.open().select_for_update(of=("self",)).filter(pk=suspicion.pk)
    people = list(YoungPerson.objects.select_for_update(of=("self",)).filter(pk__in=pair_of(suspicion)).order_by("pk"))
    if not open_still or len(people) < 2:
        raise ValidationError(DONE_ALREADY)
    return people


def join(kept: YoungPerson, other: YoungPerson, chosen: Mapping[str, Any], by: User, at: datetime, body: int) -> None:
    """Move everything, and keep what an undo needs. Inside the transaction that locks both."""
    before, gone = as_kept([kept])[0]["fields"], as_kept([other])
    trace = settle(kept, other, by, at)
    moved = {model._meta.label: move(model, other.pk, kept.pk) for model in models_of_a_person()}
    point_snapshots(moved[Snapshot._meta.label], other.pk, kept.pk)
    numbers = {kept.imilo_number, other.imilo_number} - {chosen["imilo_number"], ""}
    move_drafts(other.code, kept.code)
    other.delete()
    for name in FIELDS:
        setattr(kept, name, chosen[name])
    kept.save(update_fields=FIELDS)
    PersonAlias.objects.create(
        person=kept, code=other.code, journal_key=other.journal_key, imilo_number=min(numbers, default="")
    )
    after = as_kept([kept])[0]["fields"]
    Snapshot.objects.create(
        person=kept,
        mission_locale_id=body,
        kind=SnapshotKind.MERGE,
        label=f"Dossier {gone[0]['fields']['code']} réuni au dossier {kept.code}",
        rows=[
            {
                "kept": kept.pk,
                "other": gone,
                "before": {name: before[name] for name in FIELDS},
                "after": {name: after[name] for name in FIELDS},
                "moved": {label: pks for label, pks in moved.items() if pks},
                "changed": trace.changed,
                "deleted": trace.deleted,
                "made": trace.made,
            }
        ],
        taken_at=at,
        taken_by=by,
    )


def move(model: Any, giver: int, receiver: int) -> list[int]:
    """The ids of the rows that were one person's, and are now the other's."""
    pks = list(rows_of(model, giver).order_by("pk").values_list("pk", flat=True))
    rows_of(model, giver).update(person=receiver)
    return pks


def point_snapshots(pks: list[int], former: int, now: int) -> None:
    """Rows that were deleted come back to the person who has the snapshot."""
    for snapshot in Snapshot.objects.filter(pk__in=pks, kind=SnapshotKind.DELETION):
        for row in snapshot.rows:
            if isinstance(row, dict) and row.get("fields", {}).get("person") == former:
                row["fields"]["person"] = now
        snapshot.save(update_fields=["rows"])


def move_drafts(former: str, now: str) -> None:
    """What is being typed on the other record goes on on this one; of two drafts of one page, the newer one."""
    for draft in Draft.objects.filter(subject=former).order_by("saved_at"):
        same = Draft.objects.filter(author=draft.author_id, page=draft.page, subject=now)
        if not same.filter(saved_at__gt=draft.saved_at).exists():
            same.delete()
            Draft.objects.filter(pk=draft.pk).update(subject=now)
