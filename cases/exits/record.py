"""The enrolments on the record: their axes, their exit, and what one may do with each."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet

from cases.exits.leaving import may_return
from cases.models import AxisGoal, Enrolment
from cases.record.reading import Reading
from cases.record.section import Section
from cases.record.together import Rows
from cases.referrals.decisions import may_decide


def enrolments_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """The enrolments, the last one first, and their axes."""
    enrolments = Enrolment.objects.visible_to(reading.user, reading.at).filter(person=reading.person)
    goals = AxisGoal.objects.visible_to(reading.user, reading.at).filter(enrolment__person=reading.person)
    return {"enrolments": enrolments.select_related("programme", "mission_locale"), "goals": goals}


def enrolments_context(reading: Reading, rows: Rows) -> dict[str, Any] | None:
    """A line each; None for whoever reads no Mission Locale's file."""
    if not reading.is_held:
        return None
    goals = defaultdict(list)
    for goal in rows["goals"]:
        goals[goal.enrolment_id].append(goal)
    return {
        "lines": [
            {
                "enrolment": one,
                "goals": goals[one.pk],
                "may_leave": one.left_on is None and may_decide(reading.user, one, reading.on),
                "may_return": may_return(one, reading.user, reading.on),
            }
            for one in rows["enrolments"]
        ]
    }


SECTION = Section("cases/_person_enrolments.html", enrolments_rows, enrolments_context)
