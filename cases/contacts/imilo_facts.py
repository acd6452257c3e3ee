"""What a line of « À reporter dans i-milo » says, as the database compares it to what was typed there last.

A fact that changed after its line was typed is to be corrected there too, whichever page, import or merge changed it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Case,
    CharField,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from cases.models import Axis, Contact, ImiloEntry, ServiceAxis, Situation

BETWEEN = " | "


class ImiloStage(TextChoices):
    TO_TYPE = "a_saisir", "À saisir"
    TO_CORRECT = "a_corriger", "À corriger"
    TYPED = "saisie", "Saisie"


def said(*fields: str | Cast) -> Concat:
    """These one after the other; what is not known says nothing."""
    first, *others = fields
    parts = [part for field in others for part in (Value(BETWEEN), field)]
    return Concat(first, *parts, output_field=TextField())


def as_words(expression: str | Subquery) -> Cast:
    return Cast(expression, CharField())


def contact_facts() -> Concat:
    """Of a contact: all that its line says, each axis by its place among the six."""
    places = Case(*(When(axis=axis, then=Value(2**place)) for place, axis in enumerate(Axis)))
    axes = ServiceAxis.objects.filter(contact=OuterRef("pk")).order_by().values("contact")
    proposed = Subquery(axes.annotate(places=Sum(places)).values("places"))
    return said(as_words("held_on"), "kind", as_words(proposed), "referent_name", as_words("duration_minutes"))


def situation_facts() -> Concat:
    """Of a situation: all that its line says."""
    return said(as_words("starts_on"), as_words("ends_on"), "kind", "organisation_name", "end_reason", "obtained")


def with_stage(rows: QuerySet[Any], fact: str, facts: Concat) -> QuerySet[Any]:
    """Each with what its line says (`facts`), what was typed last (`typed`; None: nothing) and its `stage`; `fact` is
    the field of `ImiloEntry` that points to it."""
    entries = ImiloEntry.objects.filter(**{fact: OuterRef("pk")}).order_by("-pk")
    stage = Case(
        When(typed__isnull=True, then=Value(ImiloStage.TO_TYPE)),
        When(typed=F("facts"), then=Value(ImiloStage.TYPED)),
        default=Value(ImiloStage.TO_CORRECT),
    )
    return rows.annotate(facts=facts, typed=Subquery(entries.values("facts")[:1])).annotate(stage=stage)


def staged_contacts(contacts: QuerySet[Contact]) -> QuerySet[Any]:
    """`with_stage` of contacts."""
    return with_stage(contacts, "contact", contact_facts())


def staged_situations(situations: QuerySet[Situation]) -> QuerySet[Any]:
    """`with_stage` of situations."""
    return with_stage(situations, "situation", situation_facts())
