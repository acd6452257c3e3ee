"""The calendar of permanences: the days that patterns make, a year ahead, and what a changed pattern changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from django.db import transaction
from holidays import country_holidays

from cases.models import Appointment, Closure, Permanence, PermanencePattern, Rhythm, WeekOfMonth
from cases.permanences.booking import locked_permanence, set_times

PUBLIC_HOLIDAYS = country_holidays("FR")  # each year is worked out when it is first asked for
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
# What a permanence has from its pattern.
FOLLOWED = ("site_id", "referent_id", "starts_at", "ends_at", "slots")


def a_year_after(day: date) -> date:
    """The same day of the next year; 28 February for the 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def is_working(day: date) -> bool:
    """From Monday to Friday, public holidays apart."""
    return day.weekday() < 5 and day not in PUBLIC_HOLIDAYS


def working_days_before(day: date, count: int) -> date:
    """The working day that comes so many working days before that day."""
    while count:
        day -= DAY
        count -= is_working(day)
    return day


def working_day_from(day: date) -> date:
    """That day, or the first working day after it."""
    while not is_working(day):
        day += DAY
    return day


def working_day_until(day: date) -> date:
    """That day, or the last working day before it."""
    return day if is_working(day) else working_days_before(day, 1)


def days_of(pattern: PermanencePattern, first: date, last: date) -> Iterator[date]:
    """The days of the pattern from the first to the last, both included, and inside its own dates; holidays and
    closures too."""
    first = max(first, pattern.starts_on)
    last = min(last, pattern.ends_on or last)
    if first > last:
        return
    day = first + timedelta(days=(pattern.weekday - first.weekday()) % 7)
    while day <= last:
        if pattern.rhythm == Rhythm.WEEKLY or is_week(day, pattern.week_of_month):
            yield day
        day += WEEK


def is_week(day: date, week: int | None) -> bool:
    """Whether the day is the first, second… or last of its weekday in its month."""
    if week == WeekOfMonth.LAST:
        return (day + WEEK).month != day.month
    return (day.day - 1) // 7 + 1 == week


def open_days(pattern: PermanencePattern, on: date, closures: Iterable[Closure]) -> list[date]:
    """The days from that one to a year later on which the pattern's permanence is held."""
    closed = [
        (closure.starts_on, closure.ends_on)
        for closure in closures
        if closure.mission_locale_id == pattern.mission_locale_id and closure.site_id in (None, pattern.site_id)
    ]
    return [
        day
        for day in days_of(pattern, on, a_year_after(on))
        if day not in PUBLIC_HOLIDAYS and not any(first <= day <= last for first, last in closed)
    ]


def make_permanences(patterns: Iterable[PermanencePattern], on: date) -> int:
    """Make the permanences of these patterns from that day to a year later, those that are there already apart.
    Gives how many were made."""
    closures = list(Closure.objects.filter(ends_on__gte=on))
    patterns = list(patterns)
    known = set(
        Permanence.objects.filter(pattern__in=patterns, planned_on__gte=on).values_list("pattern_id", "planned_on")
    )
    missing = [
        permanence_of(pattern, day)
        for pattern in patterns
        for day in open_days(pattern, on, closures)
        if (pattern.pk, day) not in known
    ]
    # Another process may have made them since: the pattern's day is unique.
    Permanence.objects.bulk_create(missing, batch_size=500, ignore_conflicts=True)
    return len(missing)


def permanence_of(pattern: PermanencePattern, day: date) -> Permanence:
    """The pattern's permanence of that day, unsaved."""
    values = {field: getattr(pattern, field) for field in FOLLOWED}
    return Permanence(pattern=pattern, mission_locale_id=pattern.mission_locale_id, planned_on=day, **values)


def save_pattern(pattern: PermanencePattern, before: PermanencePattern | None, on: date) -> int:
    """Keep a pattern and make its permanences. Those of the days after `on` follow what has changed since `before`
    when nobody is on them; the others wait for a decision. Gives how many do."""
    with transaction.atomic():
        pattern.save()
        waiting = follow_pattern(pattern, before, on) if before else 0
        make_permanences([pattern], on)
    return waiting


def follow_pattern(pattern: PermanencePattern, before: PermanencePattern, on: date) -> int:
    """Change, remove or put to decision the pattern's permanences after that day. What was changed by hand on one
    of them stays. Gives how many wait for a decision."""
    days = set(open_days(pattern, on, Closure.objects.filter(ends_on__gte=on)))
    changed = [field for field in FOLLOWED if getattr(pattern, field) != getattr(before, field)]
    ahead = list(pattern.permanences.filter(planned_on__gt=on).select_for_update(of=("self",)))
    booked = set(Appointment.objects.filter(permanence__in=ahead).values_list("permanence_id", flat=True))
    kept = []
    for permanence in ahead:
        is_booked, is_off = permanence.pk in booked, permanence.planned_on not in days
        if is_off and not is_booked:
            permanence.delete()
        elif permanence.cancelled_at is None:
            take_over(permanence, pattern, before, changed, is_booked=is_booked, is_off=is_off)
            kept.append(permanence)
    Permanence.objects.bulk_update(kept, [*FOLLOWED, "needs_decision"], batch_size=200)
    return sum(permanence.needs_decision for permanence in kept)


def take_over(
    permanence: Permanence,
    pattern: PermanencePattern,
    before: PermanencePattern,
    changed: Iterable[str],
    *,
    is_booked: bool,
    is_off: bool,
) -> None:
    """Give the permanence what has changed, where it was as the pattern had it; to one with people on it, another
    referent alone, which changes nothing for them."""
    due = [field for field in changed if getattr(permanence, field) == getattr(before, field)]
    held_back = [field for field in due if is_booked and field != "referent_id"]
    for field in due:
        if field not in held_back:
            setattr(permanence, field, getattr(pattern, field))
    permanence.needs_decision = is_booked and (is_off or bool(held_back) or permanence.needs_decision)


def settle_change(permanence: Permanence, *, keep: bool) -> bool:
    """Settle what becomes of a permanence whose pattern has changed: it stays as it is, or follows the pattern, each
    person with the new hour of their place. Once: False when it was settled already."""
    with transaction.atomic():
        kept = locked_permanence(permanence)
        if not kept.needs_decision:
            return False
        kept.needs_decision = False
        if not keep and kept.pattern:
            for field in FOLLOWED:
                setattr(kept, field, getattr(kept.pattern, field))
        kept.save(update_fields=[*FOLLOWED, "needs_decision"])
        if not keep:
            set_times(kept)
    return True


def replace_referent(
    missions_locales: Collection[int], absent: int, present: int | None, first: date, last: date
) -> int:
    """Put another referent on the permanences of one, from a day to another. Gives how many change hands."""
    concerned = Permanence.objects.filter(
        mission_locale__in=missions_locales,
        referent=absent,
        planned_on__range=(first, last),
        cancelled_at__isnull=True,
    )
    return concerned.update(referent=present)
