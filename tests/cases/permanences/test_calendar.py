"""What patterns make, a year ahead, and what a changed pattern changes."""

from __future__ import annotations

from copy import copy
from datetime import date, time
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from cases.models import Closure, Permanence, PermanencePattern
from cases.permanences.calendar import (
    a_year_after,
    days_of,
    make_permanences,
    open_days,
    replace_referent,
    save_pattern,
    settle_change,
    working_days_before,
)
from tests.factories import (
    AppointmentFactory,
    PermanenceFactory,
    PermanencePatternFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 11, 26)


def days(first: date, last: date, **pattern: Any) -> list[str]:
    built = PermanencePatternFactory.build(site=None, mission_locale=None, **pattern)
    return [f"{day:%d/%m}" for day in days_of(built, first, last)]


def test_every_week_from_its_first_day_to_its_last() -> None:
    bounds = {"starts_on": date(2026, 12, 2), "ends_on": date(2026, 12, 22)}
    assert days(THURSDAY, date(2027, 1, 31), weekday=1, **bounds) == ["08/12", "15/12", "22/12"]
    assert days(THURSDAY, date(2026, 12, 3), weekday=3) == ["26/11", "03/12"]
    assert days(THURSDAY, date(2027, 11, 26), weekday=1, starts_on=date.max, ends_on=date.max) == []


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        (1, ["01/06", "06/07", "03/08"]),
        (2, ["08/06", "13/07", "10/08"]),
        (4, ["22/06", "27/07", "24/08"]),
        (5, ["29/06", "27/07", "31/08"]),
    ],
)
def test_the_nth_or_the_last_monday_of_the_month(week: int, expected: list[str]) -> None:
    monthly = {"rhythm": "mensuel", "week_of_month": week, "weekday": 0}
    assert days(date(2026, 6, 1), date(2026, 8, 31), **monthly) == expected


def test_the_last_tuesday_of_february_is_the_29th_in_a_leap_year() -> None:
    monthly = {"rhythm": "mensuel", "week_of_month": 5, "weekday": 1}
    assert days(date(2028, 2, 1), date(2028, 3, 1), starts_on=date(2028, 1, 1), **monthly) == ["29/02"]
    assert days(date(2027, 2, 1), date(2027, 2, 28), **monthly) == ["23/02"]


@pytest.mark.parametrize(
    ("day", "next_year"),
    [
        (date(2026, 11, 26), date(2027, 11, 26)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
def test_a_year_ahead(day: date, next_year: date) -> None:
    assert a_year_after(day) == next_year


def test_public_holidays_of_each_year_are_left_out() -> None:
    """Fridays: Christmas 2026 and New Year 2027, not Good Friday; Thursdays: Ascension and 11 November 2027."""
    fridays = open_days(PermanencePatternFactory(weekday=4), THURSDAY, [])
    assert date(2026, 12, 18) in fridays and date(2027, 3, 26) in fridays
    assert not {date(2026, 12, 25), date(2027, 1, 1)} & set(fridays)
    thursdays = open_days(PermanencePatternFactory(weekday=3), THURSDAY, [])
    assert not {date(2027, 5, 6), date(2027, 11, 11)} & set(thursdays) and len(thursdays) == 51


def test_closures_of_the_site_or_of_the_mission_locale_are_left_out() -> None:
    pattern = PermanencePatternFactory()
    week = {"starts_on": date(2026, 12, 8), "ends_on": date(2026, 12, 8)}
    own = [
        {"mission_locale": pattern.mission_locale},
        {"mission_locale": pattern.mission_locale, "site": pattern.site},
    ]
    foreign = [
        {"mission_locale": pattern.mission_locale, "site": SiteFactory()},
        {"mission_locale": PermanencePatternFactory().mission_locale, "site": pattern.site},
    ]
    for place, is_closed in [*((place, True) for place in own), *((place, False) for place in foreign)]:
        held = open_days(pattern, THURSDAY, [Closure(**place, **week)])
        assert (date(2026, 12, 8) not in held) is is_closed


def test_made_a_year_ahead_and_once() -> None:
    pattern = PermanencePatternFactory(referent=UserFactory())
    assert make_permanences([pattern], THURSDAY) == 52
    assert make_permanences([pattern], THURSDAY) == 0
    first = Permanence.objects.earliest("planned_on")
    assert (first.planned_on, first.starts_at, first.ends_at, first.slots) == (date(2026, 12, 1), time(9), time(12), 6)
    assert (first.site, first.mission_locale) == (pattern.site, pattern.mission_locale)
    assert first.referent == pattern.referent
    assert Permanence.objects.latest("planned_on").planned_on == date(2027, 11, 23)


@time_machine.travel("2026-11-26 08:00")
def test_the_daily_command_says_how_many_it_made() -> None:
    PermanencePatternFactory(ends_on=date(2026, 12, 8))
    for said in ("Permanences créées\u00a0: 2", "Permanences créées\u00a0: 0"):
        out = StringIO()
        call_command("make_permanences", stdout=out)
        assert out.getvalue().strip() == said


@pytest.fixture
def tuesdays() -> PermanencePattern:
    """Two Tuesdays to come, someone on the second."""
    pattern: PermanencePattern = PermanencePatternFactory(ends_on=date(2026, 12, 8))
    make_permanences([pattern], THURSDAY)
    AppointmentFactory(permanence=pattern.permanences.get(planned_on=date(2026, 12, 8)), position=2)
    return pattern


def changed(pattern: PermanencePattern, **values: Any) -> int:
    before = copy(pattern)
    for field, value in values.items():
        setattr(pattern, field, value)
    return save_pattern(pattern, before, THURSDAY)


def state(pattern: PermanencePattern) -> list[tuple[int, Any, bool]]:
    return [(p.planned_on.day, p.starts_at.hour, p.needs_decision) for p in pattern.permanences.all()]


def test_other_hours_change_those_that_nobody_is_on(tuesdays: PermanencePattern) -> None:
    assert changed(tuesdays, starts_at=time(10)) == 1
    assert state(tuesdays) == [(1, 10, False), (8, 9, True)]


def test_another_weekday_moves_those_that_nobody_is_on(tuesdays: PermanencePattern) -> None:
    assert changed(tuesdays, weekday=2) == 1
    assert state(tuesdays) == [(2, 9, False), (8, 9, True)]


def test_an_earlier_end_removes_those_that_nobody_is_on(tuesdays: PermanencePattern) -> None:
    assert changed(tuesdays, ends_on=date(2026, 11, 30)) == 1
    assert state(tuesdays) == [(8, 9, True)]


def test_another_referent_takes_them_all(tuesdays: PermanencePattern) -> None:
    assert changed(tuesdays, referent=UserFactory()) == 0
    assert {permanence.referent for permanence in tuesdays.permanences.all()} == {tuesdays.referent}


def test_what_was_changed_by_hand_stays(tuesdays: PermanencePattern) -> None:
    tuesdays.permanences.filter(planned_on=date(2026, 12, 1)).update(slots=9)
    changed(tuesdays, slots=4)
    assert [p.slots for p in tuesdays.permanences.all()] == [9, 6]


def test_one_of_today_and_a_cancelled_one_are_left_alone(tuesdays: PermanencePattern) -> None:
    tuesdays.permanences.filter(planned_on__day=1).update(cancelled_at="2026-11-20T08:00Z")
    PermanenceFactory(pattern=tuesdays, planned_on=THURSDAY, starts_at=time(9))
    changed(tuesdays, starts_at=time(10))
    assert state(tuesdays) == [(26, 9, False), (1, 9, False), (8, 9, True)]


@pytest.mark.parametrize(("keep", "hour", "place"), [(True, 9, time(9, 30)), (False, 10, time(10, 20))])
def test_decided(tuesdays: PermanencePattern, keep: bool, hour: int, place: time) -> None:
    permanence = tuesdays.permanences.get(planned_on__day=8)
    permanence.appointments.update(starts_at=time(9, 30))
    changed(tuesdays, starts_at=time(10))
    permanence.refresh_from_db()
    settle_change(permanence, keep=keep)
    assert state(tuesdays)[1] == (8, hour, False)
    assert permanence.appointments.get().starts_at == place


def test_a_referent_is_replaced_from_one_day_to_another() -> None:
    absent, present = UserFactory(), UserFactory()
    pattern = PermanencePatternFactory(referent=absent)
    make_permanences([pattern], THURSDAY)
    args = ([pattern.mission_locale_id], absent.pk, present.pk, date(2026, 12, 8), date(2026, 12, 15))
    assert replace_referent(*args) == 2
    assert [p.planned_on.day for p in present.permanences.all()] == [8, 15]


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 12, 3), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2026, 11, 27)),
        (date(2026, 12, 28), date(2026, 12, 23)),
        (date(2026, 11, 12), date(2026, 11, 9)),
    ],
)
def test_two_working_days_before(day: date, due: date) -> None:
    assert working_days_before(day, 2) == due
