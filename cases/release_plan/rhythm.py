"""How often someone is to be met: the nearer the release, the more often."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from cases.permanences.calendar import working_days_before


class Pace(NamedTuple):
    """With at least `days_left` days until the release: met every `every` days."""

    days_left: int
    every: int


# From the farthest to the nearest. A release on day 90 is near, one on day 30 still is a month away.
PACES = (Pace(91, 60), Pace(30, 30), Pace(0, 14))
# Without a known date: as for one that is far away.
UNKNOWN = PACES[0]
# From so many days before, a meeting that is overdue is worth an alert.
NEAR = 90


def pace(days_left: int | None) -> Pace:
    """The rule that holds with so many days until the release; None: nobody knows."""
    if days_left is None:
        return UNKNOWN
    return next((rule for rule in PACES if days_left >= rule.days_left), PACES[-1])


def meet_by(last_met: date | None, release: date | None, since: date, on: date) -> date | None:
    """The day by which someone is to be met next: so many days after the last meeting, else after `since`, the day
    from which they are followed; before a release to come, on the last working day at the latest. None for whoever
    was met on that last day, or after it."""
    days_left = None if release is None else (release - on).days
    due = (last_met or since) + timedelta(days=pace(days_left).every)
    if release is None or release < on:
        return due
    last_chance = working_days_before(release, 1)
    if last_met is not None and last_met >= last_chance:
        return None
    return min(due, last_chance)
