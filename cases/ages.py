"""How old someone is on a day."""

from __future__ import annotations

from datetime import date


def age_on(birth_date: date, day: date) -> int:
    """The age on that day; someone born on 29 February turns a year older on 1 March in common years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
