"""What a day says by itself: the housing clock, the rhythm of meetings, the thread after a release."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.release_plan.housing_clock import ASSUMPTIONS, HousingClock, housing_clock
from cases.release_plan.months import months_before
from cases.release_plan.rhythm import meet_by, pace
from cases.release_plan.thread import ThreadState, thread

OUT = date(2026, 11, 26)


def day(number: int) -> date:
    """So many days after the release."""
    return OUT + timedelta(days=number)


@pytest.mark.parametrize(
    ("end", "before"),
    [
        (date(2026, 11, 26), date(2026, 8, 26)),
        (date(2027, 2, 10), date(2026, 11, 10)),
        (date(2026, 5, 31), date(2026, 2, 28)),
        (date(2028, 5, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2027, 11, 29)),
        (date(2028, 5, 29), date(2028, 2, 29)),
        (date(2027, 5, 29), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2026, 9, 30)),
        (date(2026, 3, 1), date(2025, 12, 1)),
    ],
)
def test_three_months_before(end: date, before: date) -> None:
    assert months_before(end, 3) == before


@pytest.mark.parametrize(
    ("months", "days", "end", "clock"),
    [
        (24, None, date(2026, 11, 30), HousingClock(date(2026, 8, 30))),
        (24, 0, date(2026, 11, 30), HousingClock(date(2026, 8, 30))),
        (23, 29, date(2026, 11, 30), HousingClock(date(2026, 8, 30))),
        (24, 1, date(2026, 11, 30), HousingClock(None, "Peine de plus de deux ans")),
        (25, None, date(2026, 11, 30), HousingClock(None, "Peine de plus de deux ans")),
        (None, None, date(2026, 11, 30), HousingClock(None, "Durée de la peine inconnue")),
        (6, None, None, HousingClock(None, "Fin prévue inconnue")),
    ],
)
def test_a_proof_of_housing_is_wanted_three_months_before_the_end_of_a_short_sentence(
    months: int | None, days: int | None, end: date | None, clock: HousingClock
) -> None:
    assert housing_clock(months, days, date(2026, 8, 1), end) == clock


def test_no_proof_is_wanted_before_the_custody_began() -> None:
    begun = date(2026, 9, 1)
    assert housing_clock(3, None, begun, date(2026, 11, 30)) == HousingClock(None, "Moins de trois mois de détention")
    assert housing_clock(3, None, begun, date(2026, 12, 1)) == HousingClock(begun)


def test_it_says_that_it_is_an_indication() -> None:
    assert ASSUMPTIONS.startswith("Indication, et non un calcul légal")


@pytest.mark.parametrize(
    ("left", "every"), [(None, 60), (400, 60), (91, 60), (90, 30), (30, 30), (29, 14), (0, 14), (-5, 14)]
)
def test_the_nearer_the_release_the_more_often(left: int | None, every: int) -> None:
    assert pace(left).every == every


def test_the_next_meeting_counts_from_the_last_one_else_from_the_beginning() -> None:
    assert meet_by(day(-10), day(20), day(-90), OUT) == day(4)
    assert meet_by(None, day(60), day(-90), OUT) == day(-60)
    assert meet_by(day(-10), None, day(-90), OUT) == day(50)


def test_the_next_meeting_is_before_the_release() -> None:
    sunday = date(2026, 11, 29)
    friday = date(2026, 11, 27)
    assert meet_by(date(2026, 11, 23), sunday, day(-90), OUT) == friday
    assert meet_by(friday, sunday, day(-90), friday) is None
    assert meet_by(day(-4), OUT, day(-90), OUT) == day(-1)
    assert meet_by(day(-4), day(-1), day(-90), OUT) == day(10)


@pytest.mark.parametrize(
    ("met", "reached", "on", "state"),
    [
        ([], [], 0, ThreadState.WAITING),
        ([], [], 10, ThreadState.WAITING),
        ([], [], 11, ThreadState.OVERDUE),
        ([], [], 30, ThreadState.OVERDUE),
        ([], [], 31, ThreadState.LOST),
        ([], [5], 31, ThreadState.LOST),
        ([], [5], 10, ThreadState.REACHED),
        ([], [5], 11, ThreadState.REACHED_OVERDUE),
        ([], [5], 30, ThreadState.REACHED_OVERDUE),
        ([0], [], 0, ThreadState.SOON),
        ([10], [], 31, ThreadState.SOON),
        ([11], [], 31, ThreadState.LATE),
        ([30], [], 31, ThreadState.LATE),
        ([31], [], 31, ThreadState.AFTERWARDS),
        ([-1], [-1], 5, ThreadState.WAITING),
        ([6], [], 5, ThreadState.WAITING),
    ],
)
def test_the_thread(met: list[int], reached: list[int], on: int, state: ThreadState) -> None:
    assert thread(OUT, [day(n) for n in met], [day(n) for n in reached], [], day(on)).state == state


def test_the_thread_knows_the_first_meeting_and_the_attempts_since() -> None:
    told = thread(OUT, [day(9), day(4)], [], [day(-1), day(1), day(2), day(40)], day(12))
    assert (told.met_on, told.attempts) == (day(4), 2)


@pytest.mark.parametrize(
    ("met", "on", "see_by"), [([], 0, 10), ([], 10, 10), ([], 11, 30), ([], 30, 30), ([], 31, None), ([4], 5, None)]
)
def test_until_when_to_meet(met: list[int], on: int, see_by: int | None) -> None:
    told = thread(OUT, [day(n) for n in met], [], [], day(on)).see_by
    assert told == (None if see_by is None else day(see_by))
