"""Rows of two bodies that have no room together: the same site, the same contact, the same offer."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, ManyToOneRel, Model, QuerySet, UniqueConstraint

from partners.models import Organisation
from partners.models.organisations import FollowsBody


def moved() -> dict[str, FollowsBody]:
    """What a body brings along when it becomes another, as each model says: by the names by which it knows these rows,
    a row after those to which it points: an app is installed before those that it imports. Whatever else names a body
    keeps it from being merged."""
    installed = list(apps.app_configs)
    found = {}
    for way in sorted(
        Organisation._meta.related_objects,
        key=lambda way: -installed.index(way.related_model._meta.app_label),  # type: ignore[union-attr]
    ):
        follows = getattr(way.related_model, "follows_body", None)
        if follows and way.field.name == follows.field:
            found[str(way.get_accessor_name())] = follows
    return found


def relation(name: str) -> ManyToOneRel:
    """The way from a body to these rows."""
    found = Organisation._meta.get_field(name)
    assert isinstance(found, ManyToOneRel)
    return found


def of_body(name: str, body: Organisation) -> QuerySet[Any]:
    """These rows of a body."""
    way = relation(name)
    return way.related_model._default_manager.filter(**{way.field.name: body})  # type: ignore[union-attr]


def rows_of(name: str, body: Organisation) -> list[Any]:
    """The same, the first one first."""
    return list(of_body(name, body).order_by("pk"))


def twin_of(name: str, row: Model, kept: Organisation) -> Model | None:
    """The row of the kept body that leaves no room for this one; None where both have room."""
    model, field = type(row), relation(name).field.name
    for constraint in model._meta.constraints:
        fields = constraint.fields if isinstance(constraint, UniqueConstraint) else ()
        if field in fields:
            alike = {one: row.serializable_value(one) for one in fields} | {field: kept.pk}
            if found := model._default_manager.filter(**alike).first():
                return found
    return None


def blanks_filled(name: str, row: Model, twin: Model) -> dict[str, Any] | None:
    """What the twin does not say and the row does; None where they say two things."""
    filled: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name == relation(name).field.name:
            continue
        ours, theirs = row.serializable_value(field.attname), twin.serializable_value(field.attname)
        if ours in (theirs, None, ""):
            continue
        if theirs not in (None, "") or field.name == "closed_on":
            return None
        filled[field.attname] = ours
    return filled if many_of(row) == many_of(twin) else None


def many_of(row: Model) -> dict[str, set[Any]]:
    """What it names several of."""
    return {field.name: set(getattr(row, field.name).values_list("pk", flat=True)) for field in row._meta.many_to_many}


def pointing_to(row: Model) -> list[tuple[ForeignKey[Any, Any], list[int]]]:
    """The fields that name the row, with the ids of the rows that do."""
    found = []
    for way in row._meta.related_objects:
        if isinstance(way.field, ForeignKey):
            model: Any = way.related_model
            pks = list(model._default_manager.filter(**{way.field.name: row}).values_list("pk", flat=True))
            if pks:
                found.append((way.field, pks))
    return found
