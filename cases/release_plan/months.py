"""Days some months away, as one counts them on a calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def months_before(day: date, months: int) -> date:
    """The same day of the month, so many months before; the last day of that month where it has no such day. Of the
    first year there is: its first month, for nothing comes before."""
    year, month = divmod(max(day.year * 12 + day.month - 1 - months, 12), 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
