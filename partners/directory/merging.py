"""Two partners made one: everything of both is kept under one of them, the other's address leads to it. For 30 days
it is undone: each has its own again, and what was corrected or added since stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from partners.directory.duplicates import NEVER
from partners.directory.twins import blanks_filled, moved, pointing_to, rows_of, twin_of
from partners.kept_rows import as_kept, insert
from partners.models import AgreementEvent, AgreementStep, Organisation, PartnerAgreement, PartnerMerge, User

# What two bodies may say differently.
FIELDS = ("name", "commune", "phone", "parent")
JOINED = "agreements_joined"
# What hangs on a body otherwise, or is no more than its history.
APART = {JOINED, "merges", "merged_into"}
CHANGED_SINCE = "L’annuaire a trop changé depuis\N{NO-BREAK SPACE}: la fusion ne se défait plus."
LATER_FIRST = "Cette structure a été réunie à une autre depuis\N{NO-BREAK SPACE}: défaites d’abord cette fusion-là."
OTHERWISE = (
    "\N{NO-BREAK SPACE}: les deux structures l’ont et ne disent pas la même chose, corrigez d’abord ce que dit l’une."
)
Done = list[dict[str, Any]]


def hindrances(kept: Organisation, other: Organisation) -> list[str]:
    """Why the other cannot become the kept one, each with what to do first."""
    return [*of_kinds(kept, other), *what_stays(other), *two_things(kept, other)]


def of_kinds(kept: Organisation, other: Organisation) -> Iterator[str]:
    """Those of what they are."""
    for body in (kept, other):
        if body.kind in NEVER:
            yield f"{body}\N{NO-BREAK SPACE}: {body.get_kind_display()}, ses dossiers et ses comptes en dépendent."
        if not body.is_active:
            yield f"{body} est désactivée\N{NO-BREAK SPACE}: l’administrateur la réactive d’abord."
    if kept.kind != other.kind:
        yield (
            f"L’une est «\N{NO-BREAK SPACE}{kept.get_kind_display()}\N{NO-BREAK SPACE}», l’autre "
            f"«\N{NO-BREAK SPACE}{other.get_kind_display()}\N{NO-BREAK SPACE}»\N{NO-BREAK SPACE}: l’administrateur "
            "corrige d’abord le type."
        )


def what_stays(other: Organisation) -> Iterator[str]:
    """That of what names the other body and does not move: accounts, files, sites of permanences… How many of them is
    not told: they may be another Mission Locale's."""
    names, apart = [], APART | set(moved())
    for way in Organisation._meta.related_objects:
        model: Any = way.related_model
        if way.get_accessor_name() not in apart and model._default_manager.filter(**{way.field.name: other}).exists():
            names.append(f"des {model._meta.verbose_name_plural}")
    if names:
        told = ", ".join(dict.fromkeys(names))
        yield f"{other} a {told}, qu’une fusion ne déplace pas\N{NO-BREAK SPACE}: gardez plutôt cette fiche-là."


def two_things(kept: Organisation, other: Organisation) -> Iterator[str]:
    """Those of the rows that both have and that do not say the same."""
    sites: dict[int, int] = {}
    for name, follows in moved().items():
        for row in rows_of(name, other):
            twin = twin_of(name, row, kept)
            if twin is None:
                continue
            if getattr(row, "site_id", None) in sites:
                row.site_id = sites[row.site_id]
            if follows.may_be_one and blanks_filled(name, row, twin) is not None:
                sites |= {row.pk: twin.pk} if name == "partner_sites" else {}
                continue
            what = str(row._meta.verbose_name).capitalize()
            yield f"{what}, «\N{NO-BREAK SPACE}{row}\N{NO-BREAK SPACE}»{OTHERWISE}"


def merge(kept: Organisation, other: Organisation, values: dict[str, Any], by: User, at: datetime) -> PartnerMerge:
    """The other becomes the kept one, which says these values. Raises ValidationError, with all that hinders it, when
    it cannot: nothing has changed then."""
    with transaction.atomic():
        locked = Organisation.objects.select_for_update(of=("self",)).order_by("pk")
        bodies = {body.pk: body for body in locked.filter(pk__in=(kept.pk, other.pk))}
        kept, other = bodies[kept.pk], bodies[other.pk]
        if found := hindrances(kept, other):
            raise ValidationError(found)
        done: Done = []
        for name in moved():
            move_rows(name, kept, other, done)
        join(kept, other, done)
        told(done, f"partenaire, {other} réunie à {kept}", by, at)
        change(kept, values, done)
        change(other, {"is_active": False}, done)
        return PartnerMerge.objects.create(kept=kept, other=other, done=done, merged_at=at, merged_by=by)


def move_rows(name: str, kept: Organisation, other: Organisation, done: Done) -> None:
    """These rows of the other are the kept one's; of two that say the same, one."""
    for row in rows_of(name, other):
        twin = twin_of(name, row, kept)
        if twin is None:
            field = Organisation._meta.get_field(name).field.name  # type: ignore[union-attr]
            move(type(row), field, [row.pk], other.pk, kept.pk, done)
            continue
        change(twin, blanks_filled(name, row, twin) or {}, done)
        for pointer, pks in pointing_to(row):
            move(pointer.model, pointer.name, pks, row.pk, twin.pk, done)
        done.append({"deleted": as_kept([row])})
        row.delete()


def move(model: type[Model], field: str, pks: list[int], was: int, now: int, done: Done) -> None:
    """These rows name another."""
    model._default_manager.filter(pk__in=pks).update(**{field: now})
    done.append({"moved": model._meta.label, "field": field, "pks": pks, "was": was, "now": now})


def join(kept: Organisation, other: Organisation, done: Done) -> None:
    """The kept one is a party where the other was; once."""
    through = PartnerAgreement.parties.through
    joined = through._default_manager.filter(organisation=kept).values("partneragreement")
    twice = through._default_manager.filter(organisation=other, partneragreement__in=joined)
    done.append({"deleted": as_kept(twice)})
    twice.delete()
    pks = list(through._default_manager.filter(organisation=other).values_list("pk", flat=True))
    move(through, "organisation", pks, other.pk, kept.pk, done)


def told(done: Done, detail: str, by: User, at: datetime) -> None:
    """Write it into the history of each agreement that moved."""
    label = PartnerAgreement._meta.label
    pks = [pk for one in done if one.get("moved") == label for pk in one["pks"]]
    for agreement in PartnerAgreement.objects.filter(pk__in=pks):
        AgreementEvent.record(by, agreement, AgreementStep.CHANGED, at, detail)


def change(row: Model, values: dict[str, Any], done: Done) -> None:
    """The row says these values."""
    [before] = as_kept([row])
    changed = {name for name, value in values.items() if getattr(row, name) != value}
    for name in changed:
        setattr(row, name, values[name])
    names = [field.name for field in row._meta.concrete_fields if {field.name, field.attname} & changed]
    if names:
        row.save(update_fields=names)
        [after] = as_kept([row])
        pairs = {name: [before["fields"][name], after["fields"][name]] for name in names}
        done.append({"changed": row._meta.label, "pk": row.pk, "values": pairs})


def undo(made: PartnerMerge, by: User, at: datetime) -> None:
    """Two bodies again. Raises ValidationError when it was done already or too long ago, when a later merge comes
    first, or when a rule forbids it by now: nothing has changed then."""
    try:
        with transaction.atomic():
            locked = Organisation.objects.select_for_update(of=("self",)).order_by("pk")
            list(locked.filter(pk__in=(made.kept_id, made.other_id)))
            running = PartnerMerge.objects.running()
            if running.filter(other=made.kept_id).exists():
                raise ValidationError(LATER_FIRST)
            undoable = PartnerMerge.objects.undoable(at).filter(pk=made.pk)
            if not undoable.update(undone_at=at, undone_by=by):
                raise ValidationError(CHANGED_SINCE)
            for one in reversed(made.done):
                take_back(one)
            told(made.done, f"partenaire, {made}\N{NO-BREAK SPACE}: fusion défaite", by, at)
    except IntegrityError as error:
        raise ValidationError(CHANGED_SINCE) from error


def take_back(one: dict[str, Any]) -> None:
    """One thing that was done, undone where nobody changed it since."""
    if "moved" in one:
        model, field = apps.get_model(one["moved"]), one["field"]
        model._default_manager.filter(pk__in=one["pks"], **{field: one["now"]}).update(**{field: one["was"]})
    elif "deleted" in one:
        insert(one["deleted"])
    else:
        stored = apps.get_model(one["changed"])._default_manager.filter(pk=one["pk"])
        for now in as_kept(stored):
            stored.update(
                **{name: was for name, (was, wrote) in one["values"].items() if now["fields"][name] == wrote}
            )
