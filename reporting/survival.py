"""Time to an event, when not everyone was observed for long enough: Kaplan–Meier in whole days.

Kaplan and Meier (1958); variance of Greenwood (1926); interval on the log(−log) scale (Kalbfleisch, Prentice 1980);
upper bound of a proportion without any event: Clopper and Pearson (1934), in its one-sided closed form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, sqrt
from typing import NamedTuple, Protocol

# The two-sided 95 % quantile of the normal law.
Z_95 = 1.959963984540054
# An upper bound on fewer observations says nothing worth printing (domain, `reincarceration`).
LEAST_FOR_UPPER_BOUND = 10


class Observed(Protocol):
    """One person observed for that many days, until the event, or censored: observed no further."""

    @property
    def days(self) -> int: ...
    @property
    def event(self) -> bool: ...


@dataclass(frozen=True)
class Estimate:
    """The share with the event by a horizon, exact, its interval and the number observed for at least that long.

    `share` is None for an empty group; `low` and `high` are None where the share is 0 or 1; `upper_bound` is given
    only when nobody had the event within the horizon and enough were observed for the whole of it.
    """

    share: Fraction | None
    low: float | None
    high: float | None
    at_risk: int
    upper_bound: float | None


class Course(NamedTuple):
    """How many were observed to their end on each day, and how many of these until the event."""

    ended: Counter[int]
    events: Counter[int]


def course_of(observed: Sequence[Observed]) -> Course:
    """The observations day by day, from which any horizon is estimated."""
    return Course(Counter([row.days for row in observed]), Counter([row.days for row in observed if row.event]))


def estimate(course: Course, horizon: int) -> Estimate:
    """What the observations say of the share with the event within `horizon` days (that day included).

    Someone censored on a day is at risk on that day; after the last observation the estimate stays what it was.
    """
    at_risk = sum(number for days, number in course.ended.items() if days >= horizon)
    if not course.ended:
        return Estimate(None, None, None, at_risk, None)
    surviving, variance = survival(course, horizon)
    low, high = log_log_interval(surviving, variance)
    nobody = all(days > horizon for days in course.events)
    return Estimate(1 - surviving, low, high, at_risk, upper_bound(at_risk) if nobody else None)


def survival(course: Course, horizon: int) -> tuple[Fraction, float]:
    """The share without the event at the horizon, exact, and Greenwood's sum of d / (n (n − d))."""
    ended, events = course
    at_risk, numerator, denominator, variance = ended.total(), 1, 1, 0.0
    for day in sorted(day for day in ended if day <= horizon):
        survivors = at_risk - events[day]
        if events[day]:
            numerator, denominator = numerator * survivors, denominator * at_risk
            variance += events[day] / (at_risk * survivors) if survivors else 0.0
        at_risk -= ended[day]
    return Fraction(numerator, denominator), variance


def log_log_interval(surviving: Fraction, variance: float) -> tuple[float | None, float | None]:
    """The 95 % interval of the share *with* the event; (None, None) where it is 0 or 1."""
    if surviving in (0, 1):
        return None, None
    log_surviving = log(surviving.numerator) - log(surviving.denominator)
    spread = Z_95 * sqrt(variance) / -log_surviving
    return 1 - exp(log_surviving * exp(-spread)), 1 - exp(log_surviving * exp(spread))


def upper_bound(observed: int) -> float | None:
    """The one-sided 95 % upper bound of a proportion never seen among `observed`: 0 of 27 gives 10.5 %.

    None below `LEAST_FOR_UPPER_BOUND`.
    """
    return 1 - 0.05 ** (1 / observed) if observed >= LEAST_FOR_UPPER_BOUND else None
