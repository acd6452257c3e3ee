"""How full a stock was, month by month, and how full it will be as things stand. Pure: its people and a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.models import Placement
from partners.agreements.in_force import in_force
from partners.agreements.periods import ONE_DAY, months_after
from partners.models import Commitment

MONTHS_AROUND = 12


@dataclass(frozen=True)
class Month:
    """The most places that were taken on one day of a month, of those that there were, and how many of them by someone
    who stayed beyond the expected end; `is_to_come`: that will be."""

    first_day: date
    taken: int
    beyond: int
    places: int
    is_to_come: bool


@dataclass(frozen=True)
class Period:
    """From when a place is taken to the day that frees it, and the day that was to; None: without end."""

    start: date
    end: date | None
    expected: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the place is taken that day."""
        return self.start <= day and (self.end is None or day < self.end)

    def is_beyond(self, day: date) -> bool:
        """Whether it is taken that day though it was to be free."""
        return self.holds(day) and self.expected is not None and day >= self.expected


def free_places(stock: Commitment, held: Sequence[Placement]) -> list[int]:
    """The numbers of the places that are free while these people have or keep one, the first ones first: none while
    they are as many as there are places, though some have theirs since there were more. The one rule for whoever
    gives one and for whoever counts them."""
    taken = {one.place for one in held}
    left = max(0, int(stock.quantity) - len(held))
    return [number for number in range(1, int(stock.quantity) + 1) if number not in taken][:left]


def occupancy(stocks: Sequence[Commitment], people: Sequence[Placement], on: date) -> list[Month]:
    """The months around that day of the same places, one commitment after the other. `people`: all who had, have or
    keep one of them."""
    this_month = on.replace(day=1)
    been = [Period(one.starts_on, one.ends_on, one.expected_end_on) for one in people if one.starts_on]
    planned = [planned_period(one, on) for one in people if one.ends_on is None]
    return [
        month_of(stocks, months_after(this_month, offset), planned if offset > 0 else been, on)
        for offset in range(-MONTHS_AROUND, MONTHS_AROUND + 1)
    ]


def month_of(stocks: Sequence[Commitment], first_day: date, periods: list[Period], on: date) -> Month:
    """A month: of this one, the days that have been."""
    is_to_come = first_day > on
    last_day = months_after(first_day, 1) - ONE_DAY
    until = last_day if is_to_come else min(last_day, on)
    changes = {day for one in periods for day in (one.start, one.expected) if day and first_day <= day <= until}
    taken, beyond = max(
        (sum(one.holds(day) for one in periods), count_beyond(periods, day)) for day in {first_day, *changes}
    )
    places = max(agreed_places(stocks, day) for day in (first_day, last_day))
    return Month(first_day, taken, beyond, places, is_to_come)


def agreed_places(stocks: Sequence[Commitment], day: date) -> int:
    """How many of these places are given that day."""
    given = in_force(stocks[0].agreement, day).commitments
    return sum(int(one.quantity) for one in stocks if one in given)


def count_beyond(periods: Sequence[Period], day: date) -> int:
    """How many places are taken that day though they were to be free."""
    return sum(one.is_beyond(day) for one in periods)


def planned_period(placement: Placement, on: date) -> Period:
    """A stay until its expected end, or without end where that has passed and nobody has left; a place that is kept,
    from the day for which it is, as long as the agreement has it at least."""
    start, expected = placement.starts_on or placement.reserved_from, placement.expected_end_on
    assert start is not None
    if expected:
        return Period(start, expected if expected > on else None, expected)
    months = placement.commitment.minimum_months if placement.commitment and not placement.starts_on else None
    return Period(start, months_after(start, months) if months else None)
