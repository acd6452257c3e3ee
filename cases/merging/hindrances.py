"""What keeps two records from becoming one: told, each with what to do first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BaseConstraint, Model, Q, QuerySet, UniqueConstraint
from django.utils.timezone import localtime

from cases.merging.rows import rows_of
from cases.models import (
    CaseRequest,
    Enrolment,
    Handover,
    JusticeMeasure,
    Placement,
    PlacementState,
    Referral,
    YoungPerson,
)
from cases.placements.giving import under
from cases.referrals.decisions import ALREADY_WAITING
from partners.overlaps import NoOverlap

# Two rows that only somebody who knows the young person can choose between.
FIRST: dict[type[Model], str] = {
    JusticeMeasure: "Corrigez ses dates, ou supprimez celle qui est en double.",
    Enrolment: "Faites sortir le jeune de l’une des deux, ou corrigez ses dates.",
    Handover: "Retirez l’une des deux demandes, ou attendez sa réponse.",
    CaseRequest: "Répondez d’abord à l’une des deux.",
}
PLACED_TWICE = (
    "Deux demandes sont ouvertes pour les mêmes places. Un référent rend d’abord l’une des deux, ou en note le départ."
)
CLOSE_ONE = "Un référent clôt d’abord l’une des deux sans décision, comme doublon de l’autre."


@dataclass(frozen=True)
class Party:
    """One of the rows that have no room together: in words with its dates, and whose record it is."""

    words: str
    person: YoungPerson

    def __str__(self) -> str:
        return f"{self.words} ({self.person}, {self.person.code})"


@dataclass(frozen=True)
class Hindrance:
    """What is broken and what to do first, with the rows that it is about."""

    message: str
    parties: list[Party]

    def __str__(self) -> str:
        return f"{', '.join(map(str, self.parties))}\N{NO-BREAK SPACE}: {self.message}"


def hindrances(kept: YoungPerson, other: YoungPerson) -> list[Hindrance]:
    """One for each row of the other record that the kept one has no room for."""
    found = []
    for model, first in FIRST.items():
        for row in rows_of(model, other.pk):
            row.person_id = kept.pk
            for message, twins in broken_rules(model, row):
                parties = [Party(words_of(twin), kept) for twin in twins] + [Party(words_of(row), other)]
                found.append(Hindrance(f"{message} {first}", parties))
    return found + waiting_twice(kept, other) + placed_twice(kept, other)


def waiting_twice(kept: YoungPerson, other: YoungPerson) -> list[Hindrance]:
    """The referrals of both that wait for one answer: nobody waits for it twice (`cases.referrals.decisions`)."""
    found, waiting = [], Referral.objects.undecided().select_related("programme", "mission_locale", "referred_by")
    for row in waiting.filter(person=other):
        twins = waiting.filter(person=kept, programme=row.programme, mission_locale=row.mission_locale)
        if parties := [Party(words_of(twin), kept) for twin in twins]:
            parties.append(Party(words_of(row), other))
            found.append(Hindrance(f"{ALREADY_WAITING} {CLOSE_ONE}", parties))
    return found


def placed_twice(kept: YoungPerson, other: YoungPerson) -> list[Hindrance]:
    """The places of both that are open in one stock, or under one agreement without any: nobody has two there."""
    found = []
    opened = Placement.objects.filter(state__in=PlacementState.open()).select_related(
        "agreement__organisation", "commitment"
    )
    for row in opened.filter(person=other).order_by("pk"):
        twins = opened.filter(person=kept, agreement=row.agreement, **under(row.commitment)).order_by("pk")
        if parties := [Party(words_of(twin), kept) for twin in twins]:
            found.append(Hindrance(PLACED_TWICE, [*parties, Party(words_of(row), other)]))
    return found


def words_of(row: Model) -> str:
    """What it is, from when, until when."""
    name = str(row._meta.verbose_name).capitalize()
    match row:
        case Enrolment():
            return f"{name} du {row.entered_on:%d/%m/%Y}, {row.programme}, {row.mission_locale}"
        case CaseRequest():
            return f"{name} du {localtime(row.asked_at):%d/%m/%Y}, {row.unit}"
        case Referral():
            return f"{row} du {row.referred_on:%d/%m/%Y}, {row.programme}, {row.referred_by}"
        case Placement():
            return f"Place chez {row.agreement.organisation}, {row.get_state_display().lower()}"
        case JusticeMeasure():
            return f"{row}, {end_words(row)}"
    return f"{name}, {row}"


def end_words(measure: JusticeMeasure) -> str:
    """« finie le 12/11/2026 », « en cours, fin prévue le 16/04/2027 »."""
    if measure.ends_on:
        return f"finie le {measure.ends_on:%d/%m/%Y}"
    planned = measure.planned_end_on
    return f"en cours, fin prévue le {planned:%d/%m/%Y}" if planned else "en cours"


def broken_rules(model: type[Model], row: Model) -> list[tuple[str, list[Model]]]:
    """The messages of the rules between rows of one person that this one would break, each with the rows that are
    there."""
    broken = []
    for constraint in model._meta.constraints:
        if is_between_rows(constraint):
            try:
                constraint.validate(model, row)
            except ValidationError as error:
                broken.append((" ".join(error.messages), list(in_the_way(constraint, model, row))))
    return broken


def in_the_way(constraint: BaseConstraint, model: type[Model], row: Model) -> QuerySet[Any]:
    """The stored rows that keep this one out."""
    if isinstance(constraint, NoOverlap):
        return constraint.overlapped(model, row)
    fields: tuple[str, ...] = getattr(constraint, "fields", ())
    alike = {name: row.serializable_value(name) for name in fields}
    others = model._default_manager.filter(**alike).exclude(pk=row.pk)
    return others.filter(getattr(constraint, "condition", None) or Q())


def is_between_rows(constraint: BaseConstraint) -> bool:
    """Whether it holds one row against the others of the person."""
    return isinstance(constraint, NoOverlap | UniqueConstraint) and "person" in constraint.fields
