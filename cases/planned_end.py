"""The expected release of someone: changed here alone, so that who changed it, when, and what it was is kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.models import JusticeMeasure, PlannedEndChange
from partners.models import Organisation, User


@dataclass(frozen=True)
class Author:
    """Who changes it, in the name of which body, and when."""

    user: User
    organisation: Organisation
    at: datetime


def change_planned_end(measure: JusticeMeasure, planned_on: date | None, unknown: str, author: Author) -> None:
    """Write the expected end of a measure, or why it is unknown. Raises as `save_measure`."""
    measure.planned_end_on, measure.planned_end_unknown = planned_on, unknown
    save_measure(measure, author, ["planned_end_on", "planned_end_unknown"])


def save_measure(measure: JusticeMeasure, author: Author, fields: Collection[str] | None = None) -> None:
    """Store a measure, or these fields of it; where its expected end is not the one that was stored, what it was is
    kept beside. Raises ValidationError for what the rules of its table refuse."""
    measure.validate_constraints()
    with transaction.atomic():
        stored = JusticeMeasure.objects.select_for_update(of=("self",)).filter(pk=measure.pk).first()
        measure.save(update_fields=fields)
        if stored is not None and expected_end(stored) != expected_end(measure):
            keep_change(stored, measure, author)


def expected_end(measure: JusticeMeasure) -> tuple[date | None, str]:
    """The day, or why it is unknown."""
    return measure.planned_end_on, measure.planned_end_unknown


def keep_change(before: JusticeMeasure, after: JusticeMeasure, author: Author) -> None:
    """One line of the history."""
    PlannedEndChange.objects.create(
        measure=after,
        before_on=before.planned_end_on,
        before_unknown=before.planned_end_unknown,
        after_on=after.planned_end_on,
        after_unknown=after.planned_end_unknown,
        changed_at=author.at,
        changed_by=author.user,
        organisation=author.organisation,
    )
