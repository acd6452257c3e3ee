"""The coordinator's view of referrals as they come: by unit and month beside the same months of the year before, who
waits, which officers have fallen silent. No young person is named, nor known here: a referral is its dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery

from cases.models import Contact, ContactKind, Programme, Referral
from partners.models import Membership, Organisation, Role
from reporting.document.french import MONTHS
from reporting.rounding import median

DAY = timedelta(days=1)
MONTHS_SHOWN = 12
# The last months in which a fall is looked for, and what a fall is: a third fewer, of a number that means something.
RECENT_MONTHS = 3
ENOUGH = 6
# An officer, or a unit, that has referred nobody for so long after having done so in the year before.
SILENT_AFTER = timedelta(days=60)
REMEMBERED = timedelta(days=365)


class Fact(NamedTuple):
    """What is read of a referral."""

    unit: int
    officer: str
    referred_on: date
    decided_on: date | None
    seen_on: date | None

    def waits(self, on: date) -> bool:
        """Without a decision on that day."""
        return self.decided_on is None or self.decided_on > on


def year_before(day: date) -> date:
    """The same day of the year before; 28 February for the 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def month_before(first: date) -> date:
    """The first day of the month before."""
    return (first - DAY).replace(day=1)


@dataclass(frozen=True)
class Period:
    """From a day to another, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.first <= day <= self.last

    def a_year_before(self) -> Period:
        """The same days of the year before; a whole month stays whole."""
        is_whole = (self.last + DAY).day == 1
        last = year_before(self.last + DAY) - DAY if is_whole else year_before(self.last)
        return Period(year_before(self.first), last)

    @property
    def label(self) -> str:
        """« mars 2015 », the month of its first day."""
        return f"{MONTHS[self.first.month - 1]} {self.first.year}"


@dataclass(frozen=True)
class Tally:
    """The referrals of a period: how many, how many a year before, seen since, the median days until then, waiting."""

    made: int
    before: int
    seen: int
    median_days: int | float | None
    waiting: int

    @property
    def is_fall(self) -> bool:
        """At least a third fewer than a year before."""
        return self.before >= ENOUGH and 3 * self.made <= 2 * self.before


class Standing(StrEnum):
    """How a unit refers, in the words of the pages: it falls, it has referred nobody for a while, or neither."""

    FALLING = "En chute"
    SILENT = "Silencieuse"
    REGULAR = "Régulière"


@dataclass(frozen=True)
class UnitLine:
    """A referring body: its last months, who waits today, when it last referred someone."""

    unit: Organisation
    recent: Tally
    waiting: int
    oldest_wait: int | None
    last_on: date | None
    standing: Standing


@dataclass(frozen=True)
class SilentOfficer:
    """An officer who has referred nobody for a while; `last_on` is None where the account never has."""

    name: str
    unit: Organisation
    last_on: date | None


class Monitoring:
    """What is known on a day, of the twelve months up to it."""

    def __init__(self, facts: Iterable[Fact], on: date) -> None:
        self.on = on
        self.facts = [fact for fact in facts if fact.referred_on <= on]
        self.months = list(months_until(on))
        self.recent = Period(self.months[-RECENT_MONTHS].first, on)
        units = Organisation.objects.in_bulk({fact.unit for fact in self.facts})
        self.units = sorted(units.values(), key=lambda unit: unit.name)

    def of(self, unit: Organisation) -> list[Fact]:
        """The referrals that this body made."""
        return [fact for fact in self.facts if fact.unit == unit.pk]

    def tally(self, period: Period, unit: Organisation | None = None) -> Tally:
        """The referrals of a period: of all bodies, or of one."""
        facts = self.facts if unit is None else self.of(unit)
        earlier = period.a_year_before()
        made = [fact for fact in facts if period.holds(fact.referred_on)]
        delays = [(fact.seen_on - fact.referred_on).days for fact in made if fact.seen_on]
        return Tally(
            made=len(made),
            before=sum(earlier.holds(fact.referred_on) for fact in facts),
            seen=len(delays),
            median_days=median(delays),
            waiting=sum(fact.waits(self.on) for fact in made),
        )

    def unit_lines(self) -> list[UnitLine]:
        """Each referring body of the last two years."""
        return [self._unit_line(unit) for unit in self.units]

    def _unit_line(self, unit: Organisation) -> UnitLine:
        facts = self.of(unit)
        waiting = [(self.on - fact.referred_on).days for fact in facts if fact.waits(self.on)]
        last_on = max((fact.referred_on for fact in facts), default=None)
        recent = self.tally(self.recent, unit)
        return UnitLine(
            unit=unit,
            recent=recent,
            waiting=len(waiting),
            oldest_wait=max(waiting, default=None),
            last_on=last_on,
            standing=self._standing(recent, last_on),
        )

    def _standing(self, recent: Tally, last_on: date | None) -> Standing:
        if recent.is_fall:
            return Standing.FALLING
        is_silent = last_on is not None and self.on - last_on > SILENT_AFTER
        return Standing.SILENT if is_silent else Standing.REGULAR

    def silent_officers(self, accounts: Iterable[tuple[str, Organisation]] = ()) -> list[SilentOfficer]:
        """Those who referred someone in the year that ended when the silence began, and nobody since; and those of the
        accounts (name, unit) who never have. The longest silence first."""
        units = {unit.pk: unit for unit in self.units}
        last: dict[tuple[str, int], date] = {}
        for fact in self.facts:
            if fact.officer:
                key = (fact.officer, fact.unit)
                last[key] = max(fact.referred_on, last.get(key, fact.referred_on))
        silent = [
            SilentOfficer(name, units[unit], day)
            for (name, unit), day in last.items()
            if SILENT_AFTER < self.on - day <= SILENT_AFTER + REMEMBERED
        ]
        never = [SilentOfficer(name, unit, None) for name, unit in accounts if (name, unit.pk) not in last]
        return sorted(silent, key=lambda one: (one.last_on or self.on, one.name)) + never


def months_until(on: date) -> Iterator[Period]:
    """The twelve months up to that of a day, the last one up to that day."""
    firsts = [on.replace(day=1)]
    while len(firsts) < MONTHS_SHOWN:
        firsts.append(month_before(firsts[-1]))
    for first, following in zip(firsts[::-1], [*firsts[-2::-1], on + DAY], strict=True):
        yield Period(first, following - DAY)


def monitor(programmes: Iterable[Programme], on: date) -> Monitoring:
    """The referrals to these programmes, as they stood on that day."""
    interviews = Contact.objects.filter(
        person=OuterRef("person"), kind=ContactKind.INTERVIEW, held_on__gte=OuterRef("referred_on"), held_on__lte=on
    )
    since = year_before(next(months_until(on)).first)
    waiting = Q(decided_on__isnull=True) | Q(decided_on__gt=on)
    rows = Referral.objects.filter(
        Q(referred_on__gte=since) | waiting, programme__in=programmes, referred_on__lte=on
    ).order_by("referred_on", "pk")
    first_interview = Subquery(interviews.order_by("held_on").values("held_on")[:1])
    values = rows.values_list("referred_by", "officer_name", "referred_on", "decided_on", first_interview)
    return Monitoring([Fact(*row) for row in values], on)


def officer_accounts(units: Iterable[Organisation], on: date) -> list[tuple[str, Organisation]]:
    """The officers of these bodies who have an account on that day: name and unit."""
    memberships = Membership.objects.valid(on).filter(role=Role.OFFICER, organisation__in=list(units), is_lead=False)
    related = memberships.select_related("user", "organisation").order_by("user__last_name", "user__first_name", "pk")
    return [(str(membership.user), membership.organisation) for membership in related]
