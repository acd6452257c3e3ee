"""Kaplan–Meier, its interval and the upper bound, held against SciPy."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, binomtest, ecdf

from reporting.survival import course_of, estimate, upper_bound


class Observation(NamedTuple):
    """One person observed, until the event or not."""

    days: int
    event: bool


HORIZONS = (182, 365, 730)
observations = st.lists(st.builds(Observation, st.integers(0, 900), st.booleans()), min_size=1, max_size=60)


def scipy_share(group: list[Observation], horizon: int) -> tuple[float, float, float]:
    """SciPy's share with the event at the horizon and its log-log interval."""
    data = CensoredData(
        uncensored=[days for days, event in group if event], right=[days for days, event in group if not event]
    )
    survival = ecdf(data).sf
    interval = survival.confidence_interval(method="log-log")
    return (
        1 - float(survival.evaluate(horizon)),
        1 - float(interval.high.evaluate(horizon)),
        1 - float(interval.low.evaluate(horizon)),
    )


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")
@pytest.mark.filterwarnings("ignore:.*encountered in:RuntimeWarning")
@settings(max_examples=150)
@given(group=observations, horizon=st.sampled_from(HORIZONS))
def test_share_and_interval_are_those_of_scipy(group: list[Observation], horizon: int) -> None:
    result = estimate(course_of(group), horizon)
    share, low, high = scipy_share(group, horizon)
    assert result.share is not None
    assert float(result.share) == pytest.approx(share, abs=1e-12)
    if 0 < result.share < 1:
        assert (result.low, result.high) == pytest.approx((low, high), abs=1e-9)
    else:
        assert (result.low, result.high) == (None, None)


@given(observed=st.integers(10, 300))
def test_upper_bound_is_the_exact_binomial_one(observed: int) -> None:
    one_sided = binomtest(0, observed, alternative="less").proportion_ci(confidence_level=0.95, method="exact")
    assert upper_bound(observed) == pytest.approx(one_sided.high)


def test_the_upper_bound_of_none_in_27_is_ten_and_a_half_percent() -> None:
    assert round(100 * upper_bound(27), 1) == 10.5


def test_no_upper_bound_below_ten_observed_for_the_whole_horizon() -> None:
    assert upper_bound(9) is None
    assert estimate(
        course_of([Observation(182, False)] * 10 + [Observation(181, False)]), 182
    ).upper_bound == upper_bound(10)
    assert estimate(course_of([Observation(182, False)] * 9 + [Observation(181, False)] * 9), 182).upper_bound is None


def test_no_upper_bound_once_someone_returned_within_the_horizon() -> None:
    group = [Observation(900, False)] * 20 + [Observation(365, True)]
    assert estimate(course_of(group), 182).upper_bound is not None
    assert estimate(course_of(group), 364).upper_bound is not None
    assert estimate(course_of(group), 365).upper_bound is None


def test_a_textbook_example_worked_by_hand() -> None:
    group = [Observation(days, event) for days, event in ((6, True), (6, True), (6, False), (10, True), (11, False))]
    # 6 days: 5 at risk, 2 events; 10 days: 2 at risk, 1 event.
    assert estimate(course_of(group), 5).share == 0
    assert estimate(course_of(group), 6).share == 1 - Fraction(3, 5)
    assert estimate(course_of(group), 10).share == 1 - Fraction(3, 5) * Fraction(1, 2)


def test_an_event_on_the_day_of_the_horizon_counts_and_is_at_risk() -> None:
    result = estimate(course_of([Observation(182, True), Observation(400, False)]), 182)
    assert (result.share, result.at_risk) == (Fraction(1, 2), 2)


def test_an_event_on_the_first_day_counts() -> None:
    assert estimate(course_of([Observation(0, True), Observation(400, False)]), 182).share == Fraction(1, 2)


def test_an_estimate_stays_after_the_last_observation() -> None:
    result = estimate(course_of([Observation(10, True), Observation(20, False)]), 730)
    assert (result.share, result.at_risk) == (Fraction(1, 2), 0)


def test_everyone_back_has_no_interval() -> None:
    result = estimate(course_of([Observation(10, True), Observation(20, True)]), 182)
    assert (result.share, result.low, result.high) == (1, None, None)


def test_an_empty_group_has_no_share() -> None:
    result = estimate(course_of([]), 182)
    assert (result.share, result.low, result.high, result.at_risk, result.upper_bound) == (None, None, None, 0, None)


def test_the_order_of_the_observations_does_not_matter() -> None:
    group = [Observation(days, days % 3 == 0) for days in range(1, 400, 7)]
    assert estimate(course_of(group), 182) == estimate(course_of(group[::-1]), 182)
