"""The working calendar of the demonstration: French public holidays, permanences, lighter months."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TypeVar

# How much work a month sees beside an ordinary one.
MONTHS = {7: 0.8, 8: 0.4, 12: 0.6}
TRIES = 5000

T = TypeVar("T")


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus's algorithm)."""
    century, rest = divmod(year, 100)
    epact = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """The eleven French public holidays of a year."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = (easter(year) + timedelta(days=days) for days in (1, 39, 50))
    return frozenset(date(year, month, day) for month, day in fixed) | frozenset(moving)


def is_open(day: date) -> bool:
    """Whether the Mission Locale works on that day: Monday to Friday, public holidays apart."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


@cache
def _open_days_of(year: int) -> tuple[date, ...]:
    every_day = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return tuple(day for day in every_day if day.year == year and is_open(day))


def open_days(first: date, last: date) -> list[date]:
    """The working days from first to last, both included."""
    days: list[date] = []
    for year in range(first.year, last.year + 1):
        of_year = _open_days_of(year)
        days.extend(of_year[bisect_left(of_year, first) : bisect_right(of_year, last)])
    return days


def pick_day(rng: random.Random, days: list[date]) -> date:
    """One of the days, August and December less often than the others. Raises IndexError when there is none."""
    return rng.choices(days, [MONTHS.get(day.month, 1) for day in days])[0]


def open_day_from(day: date) -> date:
    """That day, or the first working day after it."""
    return open_days(day, day + timedelta(days=14))[0]


def open_day_until(day: date) -> date:
    """That day, or the last working day before it."""
    return open_days(day - timedelta(days=14), day)[-1]


@dataclass(frozen=True)
class Site:
    """A place of permanence and its days: some weekdays, every week or in the first week of the month only."""

    name: str
    weekdays: tuple[int, ...]
    monthly: bool = False

    def is_held_on(self, day: date) -> bool:
        """Whether a permanence is held there on that day."""
        return is_open(day) and day.weekday() in self.weekdays and (day.day <= 7 or not self.monthly)

    def next_from(self, day: date) -> date:
        """The first permanence on or after that day."""
        return next(d for d in open_days(day, day + timedelta(days=100)) if self.is_held_on(d))


def draw_until(make: Callable[[], T], holds: Callable[[T], bool]) -> T:
    """Draw again until the draw holds. Raises RuntimeError when it never does: the description contradicts itself."""
    for _ in range(TRIES):
        drawn = make()
        if holds(drawn):
            return drawn
    raise RuntimeError("no draw fits the description")
