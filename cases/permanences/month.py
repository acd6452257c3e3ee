"""The permanences of a month as a calendar shows them: weeks of days, each with its permanences and their state."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cases.models import Closure, Permanence
from cases.permanences.calendar import PUBLIC_HOLIDAYS

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass
class Entry:
    """One permanence, how many are on it, its badge (label and tone, or neither)."""

    permanence: Permanence
    taken: int
    state: tuple[str, str] | None

    @property
    def places(self) -> str:
        """How many are on it, of how many places."""
        return self.permanence.places_words(self.taken)


@dataclass
class Day:
    """A day with its permanences; why there are none, when it is known."""

    date: date
    is_of_month: bool
    is_today: bool
    note: str = ""
    entries: list[Entry] = field(default_factory=list)


def month_named(text: str, on: date) -> date:
    """The first day of the month written `2026-11`; of the month of that day for anything else."""
    try:
        year, month = (int(part) for part in text.split("-"))
        first = date(year, month, 1)
    except (ValueError, OverflowError):
        return on.replace(day=1)
    return first if FIRST_YEAR <= year <= LAST_YEAR else on.replace(day=1)


def neighbours(first: date) -> tuple[date, date]:
    """The first days of the month before and of the month after."""
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)


def permanence_state(permanence: Any, on: date) -> tuple[str, str] | None:
    """What is to be known at a glance of a permanence read `with_entry`: label and tone."""
    if permanence.cancelled_at:
        return "Annulée", "bad"
    if permanence.is_to_enter:
        return entry_words(permanence), "warn"
    if permanence.needs_decision:
        return "À décider", "warn"
    if permanence.was_held is False:
        return "Non tenue", "neutral"
    if permanence.entered_at:
        return "Saisie", "good"
    if permanence.planned_on >= on and permanence.slots and permanence.taken >= permanence.slots:
        return "Complète", "info"
    return None


def entry_words(permanence: Any) -> str:
    """« À saisir », « Saisie commencée, 3 lignes à régler », of a permanence to enter that was read `with_entry`."""
    left: int = permanence.unsettled
    if not permanence.is_begun:
        return "À saisir"
    return f"Saisie commencée, {left} ligne{'s' if left > 1 else ''} à régler" if left else "Saisie commencée, à clore"


def entries_of(permanences: Iterable[Any], on: date) -> list[Entry]:
    """Each permanence, read `with_entry`, as an entry."""
    return [Entry(permanence, permanence.taken, permanence_state(permanence, on)) for permanence in permanences]


def days_shown(first: date) -> tuple[date, date]:
    """The first and the last day of the weeks that hold a day of that month."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return weeks[0][0], weeks[-1][-1]


def weeks_of(first: date, entries: Iterable[Entry], closures: Iterable[Closure], on: date) -> list[list[Day]]:
    """The weeks of the month, from Monday to Saturday, and to Sunday when one has a permanence that day."""
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_day[entry.permanence.planned_on].append(entry)
    closures = list(closures)
    last = 7 if any(day.weekday() == calendar.SUNDAY for day in by_day) else 6
    return [
        [Day(day, day.month == first.month, day == on, note_on(day, closures), by_day[day]) for day in week[:last]]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]


def note_on(day: date, closures: Iterable[Closure]) -> str:
    """The public holiday or the closures of that day, in words."""
    if day in PUBLIC_HOLIDAYS:
        return "Jour férié"
    closed = [closure for closure in closures if closure.starts_on <= day <= closure.ends_on]
    return ", ".join(f"Fermé\N{NO-BREAK SPACE}: {closure.site}" if closure.site else "Fermé" for closure in closed)
