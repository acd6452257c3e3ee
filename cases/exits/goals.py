"""The axes that an enrolment sets out to work on, from its admission or later; each is assessed at the exit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from cases.models import AxisGoal, Enrolment


def change_goals(enrolment: Enrolment, added: Collection[str], removed: Collection[str], on: date) -> None:
    """These axes are worked on from that day on, those no longer; one that is there already stays as it was. One that
    was assessed is kept."""
    with transaction.atomic():
        enrolment.goals.filter(axis__in=removed, result="").delete()
        goals = [AxisGoal(enrolment=enrolment, axis=axis, set_on=on) for axis in sorted(added)]
        AxisGoal.objects.bulk_create(goals, ignore_conflicts=True)
