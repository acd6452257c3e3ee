"""The expected release of someone: changed here alone, so that who changed it, when, and what it was is kept."""

from __future__ import annotations

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
    """Write the expected end of a measure, or why it is unknown, and what it was before; nothing when it was that
    already. Raises ValidationError when it precedes the measure's start."""
    before_on, before_unknown = measure.planned_end_on, measure.planned_end_unknown
    if (before_on, before_unknown) == (planned_on, unknown):
        return
    measure.planned_end_on, measure.planned_end_unknown = planned_on, unknown
    measure.validate_constraints()
    with transaction.atomic():
        measure.save(update_fields=["planned_end_on", "planned_end_unknown"])
        PlannedEndChange.objects.create(
            measure=measure,
            before_on=before_on,
            before_unknown=before_unknown,
            after_on=planned_on,
            after_unknown=unknown,
            changed_at=author.at,
            changed_by=author.user,
            organisation=author.organisation,
        )
