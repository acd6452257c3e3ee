"""Permanences that will not be held: where the people on them go, and how it is undone."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from cases.models import Appointment, Attendance, Closure, Permanence, PermanencePattern
from cases.permanences.booking import book
from cases.permanences.calendar import make_permanences, settle_change
from cases.permanences.cancellations import (
    cancel_permanences,
    close_days,
    concerned_by,
    lift_closure,
    restore_permanence,
)
from tests.cases.permanences.together import at_once
from tests.factories import AppointmentFactory, PermanenceFactory, PermanencePatternFactory, YoungPersonFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 26, 8, tzinfo=UTC)
ON = date(2026, 11, 26)


@pytest.fixture
def pattern() -> PermanencePattern:
    """Three Tuesdays with two places each; Malo and Enora on the first, Yann on the second."""
    pattern: PermanencePattern = PermanencePatternFactory(slots=2, ends_on=date(2026, 12, 15))
    make_permanences([pattern], ON)
    for day, name in ((1, "Malo"), (1, "Enora"), (8, "Yann")):
        book(YoungPersonFactory(first_name=name), tuesday(pattern, day))
    return pattern


def tuesday(pattern: PermanencePattern, day: int) -> Permanence:
    return pattern.permanences.get(planned_on__day=day)


def cancel_first(pattern: PermanencePattern, *, moving: bool) -> int:
    return cancel_permanences(pattern.permanences.filter(planned_on__day=1), AT, moving=moving)


def expected(pattern: PermanencePattern) -> dict[int, list[str]]:
    """Who is expected on which day of those that are held."""
    return {
        permanence.planned_on.day: [appointment.person.first_name for appointment in permanence.appointments.all()]
        for permanence in pattern.permanences.to_come(ON)
    }


def test_they_move_to_the_next_places_in_their_order(pattern: PermanencePattern) -> None:
    assert cancel_first(pattern, moving=True) == 2
    assert expected(pattern) == {8: ["Yann", "Malo"], 15: ["Enora"]}


def test_or_wait_to_be_invited_again(pattern: PermanencePattern) -> None:
    assert cancel_first(pattern, moving=False) == 0
    assert expected(pattern) == {8: ["Yann"], 15: []}
    assert Appointment.objects.to_come(ON).count() == 1


def test_nobody_is_put_twice_on_the_next_one(pattern: PermanencePattern) -> None:
    book(tuesday(pattern, 1).appointments.first().person, tuesday(pattern, 8))
    assert cancel_first(pattern, moving=True) == 1
    assert expected(pattern) == {8: ["Yann", "Malo"], 15: ["Enora"]}


def test_who_finds_no_place_waits(pattern: PermanencePattern) -> None:
    for day in (8, 15):
        tuesday(pattern, day)
        pattern.permanences.filter(planned_on__day=day).update(slots=1)
    assert cancel_first(pattern, moving=True) == 1
    assert expected(pattern) == {8: ["Yann"], 15: ["Malo"]}


@pytest.mark.parametrize("moving", [True, False])
def test_undone_everyone_is_where_they_were(pattern: PermanencePattern, moving: bool) -> None:
    before = expected(pattern)
    cancel_first(pattern, moving=moving)
    restore_permanence(tuesday(pattern, 1), ON)
    assert expected(pattern) == before


def test_undone_who_has_been_met_meanwhile_keeps_that_meeting(pattern: PermanencePattern) -> None:
    cancel_first(pattern, moving=True)
    Appointment.objects.filter(moved_from__isnull=False, person__first_name="Malo").update(
        attendance=Attendance.PRESENT
    )
    restore_permanence(tuesday(pattern, 1), ON)
    assert expected(pattern) == {1: ["Malo", "Enora"], 8: ["Yann", "Malo"], 15: []}


def test_a_day_that_is_over_is_not_brought_back(pattern: PermanencePattern) -> None:
    cancel_first(pattern, moving=True)
    with pytest.raises(ValidationError, match="passé"):
        restore_permanence(tuesday(pattern, 1), date(2026, 12, 2))


def closure_of(pattern: PermanencePattern, first: int, last: int) -> Closure:
    days = {"starts_on": date(2026, 12, first), "ends_on": date(2026, 12, last)}
    return Closure(mission_locale=pattern.mission_locale, **days)


def test_a_closure_moves_no_one_into_itself(pattern: PermanencePattern) -> None:
    closure = closure_of(pattern, 1, 8)
    assert concerned_by(closure, ON).count() == 2
    assert close_days(closure, AT, moving=True) == 2
    assert expected(pattern) == {15: ["Malo", "Enora"]}


def test_a_closure_that_is_lifted_leaves_no_trace(pattern: PermanencePattern) -> None:
    before = expected(pattern)
    closure = closure_of(pattern, 1, 14)
    close_days(closure, AT, moving=True)
    lift_closure(closure, ON)
    assert expected(pattern) == before
    assert Closure.objects.count() == 0


def test_days_never_made_because_of_a_closure_are_made_once_it_is_lifted() -> None:
    pattern = PermanencePatternFactory(ends_on=date(2026, 12, 8))
    closure = closure_of(pattern, 1, 1)
    close_days(closure, AT, moving=False)
    make_permanences([pattern], ON)
    assert set(expected(pattern)) == {8}
    lift_closure(closure, ON + timedelta(days=1))
    assert set(expected(pattern)) == {1, 8}


@pytest.fixture
def cancelled(shared: None) -> Iterator[Permanence]:
    """A Tuesday that is cancelled, whose only person has moved to the next one; seen by every connection."""
    [moved] = at_once(move_someone)
    yield moved.moved_from.permanence
    at_once(lambda: clear(moved))


def move_someone() -> Appointment:
    left = AppointmentFactory(permanence=PermanenceFactory(planned_on=date(2026, 12, 1), cancelled_at=AT))
    following = PermanenceFactory(
        site=left.permanence.site, mission_locale=left.permanence.mission_locale, planned_on=date(2026, 12, 8)
    )
    moved: Appointment = AppointmentFactory(permanence=following, person=left.person, moved_from=left)
    return moved


def clear(moved: Appointment) -> None:
    """Everything that was written."""
    left = moved.moved_from
    assert left is not None
    for row in (moved.person, left.permanence, moved.permanence, left.permanence.site):
        row.delete()
    left.permanence.mission_locale.delete()


def test_two_who_bring_one_back_at_once_do_it_once(cancelled: Permanence) -> None:
    assert sorted(at_once(*(partial(restore_permanence, copy(cancelled), ON) for _ in range(2)))) == [False, True]
    assert at_once(lambda: list(Appointment.objects.values_list("permanence", flat=True))) == [[cancelled.pk]]


def test_two_answers_about_a_changed_pattern_are_one(cancelled: Permanence) -> None:
    at_once(lambda: Permanence.objects.filter(pk=cancelled.pk).update(needs_decision=True))
    answers = at_once(*(partial(settle_change, copy(cancelled), keep=keep) for keep in (True, False)))
    assert sorted(answers) == [False, True]
