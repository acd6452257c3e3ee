"""What keeps two records from becoming one: told, each with what to do first."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import BaseConstraint, Model, UniqueConstraint

from cases.merging.rows import rows_of
from cases.models import CaseRequest, Enrolment, Handover, JusticeMeasure, YoungPerson
from partners.overlaps import NoOverlap

# Two rows that only somebody who knows the young person can choose between.
FIRST: dict[type[Model], str] = {
    JusticeMeasure: "Corrigez ses dates, ou supprimez celle qui est en double.",
    Enrolment: "Faites sortir le jeune de l’une des deux, ou corrigez ses dates.",
    Handover: "Retirez l’une des deux demandes, ou attendez sa réponse.",
    CaseRequest: "Répondez d’abord à l’une des deux.",
}


def hindrances(kept: YoungPerson, other: YoungPerson) -> list[str]:
    """A sentence for each row of the other record that the kept one has no room for."""
    found = []
    for model, first in FIRST.items():
        for row in rows_of(model, other.pk):
            row.person_id = kept.pk
            found += [f"{words_of(row)}\N{NO-BREAK SPACE}: {message} {first}" for message in broken_rules(model, row)]
    return found


def words_of(row: Model) -> str:
    """What it is, from when."""
    name = str(row._meta.verbose_name).capitalize()
    match row:
        case Enrolment():
            return f"{name} du {row.entered_on:%d/%m/%Y}, {row.programme}, {row.mission_locale}"
        case CaseRequest():
            return f"{name} du {row.asked_at:%d/%m/%Y}, {row.unit}"
    return f"{name}, {row}"


def broken_rules(model: type[Model], row: Model) -> list[str]:
    """The messages of the rules between rows of one person that this one would break."""
    messages = []
    for constraint in model._meta.constraints:
        if is_between_rows(constraint):
            try:
                constraint.validate(model, row)
            except ValidationError as error:
                messages += error.messages
    return messages


def is_between_rows(constraint: BaseConstraint) -> bool:
    """Whether it holds one row against the others of the person."""
    return isinstance(constraint, NoOverlap | UniqueConstraint) and "person" in constraint.fields
