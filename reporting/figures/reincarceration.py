"""Who went back into custody, and when: whatever the cause, which is not the same as reoffending."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from reporting.facts import Custody, Facts
from reporting.figures.cells import Cells
from reporting.rounding import one_decimal
from reporting.structure import Row, Table, Value
from reporting.survival import Course, course_of, estimate

HORIZONS = {"at_6_months": 182, "at_12_months": 365, "at_24_months": 730}
GROUPS = {"adjusted": "Avec aménagement", "not_adjusted": "Sans aménagement", "all": "Ensemble"}


class Release(NamedTuple):
    """Someone's first levée d'écrou, observed for that many days from then on, until the event or not."""

    custody: Custody
    days: int
    event: bool


def reincarceration(facts: Facts) -> Cells:
    """First levée d'écrou of each person on or after the first referral or entry in scope, in any year up to this one
    (left out when E comes before it). Event: the start of the next custody measure on or before E; else censored at E,
    the earliest of 31 December, the day of the report, and the end of being followed.

    Kaplan–Meier in days: the share back at 182, 365 and 730 days, for people with and without an adjustment granted
    whose start lies in that custody (both ends included), and all.
    """
    releases = first_releases(facts)
    groups = {
        "adjusted": [release for release in releases if release.custody.adjusted],
        "not_adjusted": [release for release in releases if not release.custody.adjusted],
        "all": releases,
    }
    rows = tuple(Row(code, GROUPS[code], group_values(group)) for code, group in groups.items())
    ids = {(code, "released"): [release.custody.id for release in group] for code, group in groups.items()}
    ids |= {
        (code, "returned"): [release.custody.id for release in group if release.event]
        for code, group in groups.items()
    }
    columns = ("released", "returned", *HORIZONS)
    return Cells(Table("reincarceration", "Retours en détention", columns, rows), dict(ids))


def first_releases(facts: Facts) -> list[Release]:
    """The first levée of each person since the first referral or entry, observed until the event or E."""
    found: list[Release] = []
    known_until, followed = min(facts.scope.last_day, facts.scope.as_of), facts.followed
    for person, custodies in facts.custodies.items():
        start, end = followed[person]
        if end > known_until:
            end = known_until
        if len(custodies) > 1:
            found += first_release(custodies, start, end)
        elif (left := custodies[0].ends_on) and start <= left <= end:
            found.append(Release(custodies[0], (end - left).days, event=False))
    return found


def first_release(custodies: list[Custody], start: date, end: date) -> list[Release]:
    """The first levée of someone with these custodies, observed until one begins after it; nothing without a levée."""
    ended = [row for row in custodies if row.ends_on and start <= row.ends_on <= end]
    if not ended:
        return []
    first = min(ended, key=ends_on)
    left = ends_on(first)
    returns = [row.starts_on for row in custodies if row is not first and left <= row.starts_on <= end]
    return [Release(first, (min(returns, default=end) - left).days, bool(returns))]


def ends_on(custody: Custody) -> date:
    """The levée d'écrou of a custody that has ended."""
    assert custody.ends_on is not None
    return custody.ends_on


def group_values(group: list[Release]) -> dict[str, Value]:
    """How many were released and went back, and what that says of each horizon."""
    course = course_of(group)
    numbers: dict[str, Value] = {"released": len(group), "returned": course.events.total()}
    return numbers | {column: horizon_cell(course, days) for column, days in HORIZONS.items()}


def horizon_cell(course: Course, days: int) -> dict[str, Value]:
    """The estimate at a horizon, in percent to one decimal."""
    result = estimate(course, days)
    return {
        "value": in_percent(result.share),
        "low": in_percent(result.low),
        "high": in_percent(result.high),
        "at_risk": result.at_risk,
        "upper_bound": in_percent(result.upper_bound),
    }


def in_percent(share: Fraction | float | None) -> float | None:
    """A share as a percentage to one decimal; None stays None."""
    return None if share is None else one_decimal(100 * Fraction(share))
