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
    """The most places that were taken on one day of a month, of those that there were; `is_to_come`: that will be."""

    first_day: date
    taken: int
    places: int
    is_to_come: bool


@dataclass(frozen=True)
class Period:
    """From when a place is taken to the day that frees it; None: without end."""

    start: date
    end: date | None

    def holds(self, day: date) -> bool:
        """Whether the place is taken that day."""
        return self.start <= day and (self.end is None or day < self.end)


def occupancy(stock: Commitment, people: Sequence[Placement], on: date) -> list[Month]:
    """The months around that day. `people`: all who had, have or keep one of its places."""
    this_month = on.replace(day=1)
    been = [Period(one.starts_on, one.ends_on) for one in people if one.starts_on]
    planned = [planned_period(one) for one in people if one.ends_on is None]
    return [
        month_of(stock, months_after(this_month, offset), planned if offset > 0 else been, on)
        for offset in range(-MONTHS_AROUND, MONTHS_AROUND + 1)
    ]


def month_of(stock: Commitment, first_day: date, periods: list[Period], on: date) -> Month:
    """A month: of this one, the days that have been."""
    is_to_come = first_day > on
    last_day = months_after(first_day, 1) - ONE_DAY
    until = last_day if is_to_come else min(last_day, on)
    days = {first_day, *(one.start for one in periods if first_day <= one.start <= until)}
    taken = max(sum(one.holds(day) for one in periods) for day in days)
    agreed = any(stock in in_force(stock.agreement, day).commitments for day in (first_day, last_day))
    return Month(first_day, taken, int(stock.quantity) if agreed else 0, is_to_come)


def planned_period(placement: Placement) -> Period:
    """A stay until its expected end; a place that is kept, from the day for which it is, as long as the agreement has
    it at least."""
    start = placement.starts_on or placement.reserved_from
    assert start is not None
    if placement.expected_end_on:
        return Period(start, placement.expected_end_on)
    months = placement.commitment.minimum_months if placement.commitment and not placement.starts_on else None
    return Period(start, months_after(start, months) if months else None)
