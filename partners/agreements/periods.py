"""Months from a day, and the periods by which an agreement is renewed."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
# No month before the first or after the last one: a day more or less is always a day of the calendar.
FIRST_MONTH, LAST_MONTH = 2 * 12, 9998 * 12 + 11


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months after (before, for a negative number), or the month's last; kept in
    the calendar for a number that leads out of it."""
    index = min(max(day.year * 12 + day.month - 1 + months, FIRST_MONTH), LAST_MONTH)
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def renewed_until(ends_on: date, months: int, on: date) -> date:
    """The end of the period that holds that day, for terms that first end on `ends_on` and go on by so many months."""
    if on <= ends_on:
        return ends_on
    after = ends_on + ONE_DAY
    gone = (on.year - after.year) * 12 + on.month - after.month
    periods = gone // months
    end = months_after(after, periods * months) - ONE_DAY
    return end if on <= end else months_after(after, (periods + 1) * months) - ONE_DAY
