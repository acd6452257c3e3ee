"""Who went back into custody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.models import YoungPerson
from tests.factories import EnrolmentFactory, JusticeMeasureFactory, ReferralFactory, SentenceAdjustmentFactory
from tests.reporting.reports import row

pytestmark = pytest.mark.django_db

RELEASE = date(2015, 6, 1)


def released(on: date = RELEASE, back: date | None = None) -> YoungPerson:
    """A person accompanied since January 2015, released on that day, back in custody on the other."""
    person = EnrolmentFactory(entered_on=date(2015, 1, 5)).person
    JusticeMeasureFactory(person=person, starts_on=date(2014, 9, 1), ends_on=on)
    if back:
        JusticeMeasureFactory(person=person, starts_on=back)
    return person


def test_a_return_within_the_horizon_is_a_share_of_those_at_risk() -> None:
    for back in (RELEASE + timedelta(182), RELEASE + timedelta(183), None, None):
        released(back=back)
    values = row("reincarceration", "all")
    assert (values["released"], values["returned"]) == (4, 2)
    assert values["at_6_months"] == {"value": 25.0, "low": 3.9, "high": 87.2, "at_risk": 4, "upper_bound": None}
    assert values["at_12_months"]["value"] == 50.0
    assert values["at_24_months"] == values["at_12_months"] | {"at_risk": 0}


def test_the_groups_are_split_by_an_adjustment_begun_in_that_custody() -> None:
    SentenceAdjustmentFactory(person=released(), kind="semi_liberte", starts_on=RELEASE)
    SentenceAdjustmentFactory(person=released(), kind="semi_liberte", starts_on=RELEASE + timedelta(1))
    SentenceAdjustmentFactory(person=released(), decision="refuse", starts_on=RELEASE)
    assert [row("reincarceration", code)["released"] for code in ("adjusted", "not_adjusted", "all")] == [1, 2, 3]


def test_an_empty_group_has_nothing_to_say() -> None:
    values = row("reincarceration", "adjusted")
    nothing = {"value": None, "low": None, "high": None, "at_risk": 0, "upper_bound": None}
    assert values == {"released": 0, "returned": 0} | dict.fromkeys(
        ("at_6_months", "at_12_months", "at_24_months"), nothing
    )


def test_nobody_back_gives_an_upper_bound_from_ten_observed() -> None:
    for _ in range(10):
        released()
    cell = row("reincarceration", "all")["at_6_months"]
    assert cell == {"value": 0.0, "low": None, "high": None, "at_risk": 10, "upper_bound": 25.9}
    assert row("reincarceration", "all", year=2015)["at_12_months"]["upper_bound"] is None


def test_the_first_levee_since_the_first_referral_counts_whatever_its_year() -> None:
    person = ReferralFactory(referred_on=date(2013, 6, 1)).person
    for start, end in ((date(2012, 1, 1), date(2013, 5, 31)), (date(2013, 5, 31), date(2013, 6, 1))):
        JusticeMeasureFactory(person=person, starts_on=start, ends_on=end)
    JusticeMeasureFactory(person=person, starts_on=date(2014, 6, 1), ends_on=date(2014, 9, 1))
    values = row("reincarceration", "all")
    assert (values["released"], values["returned"]) == (1, 1)
    assert values["at_6_months"]["value"] == 0.0
    assert values["at_12_months"]["value"] == 100.0


def test_the_same_day_may_end_one_custody_and_begin_the_next() -> None:
    released(back=RELEASE)
    assert row("reincarceration", "all")["at_6_months"]["value"] == 100.0


@pytest.mark.parametrize(("as_of", "expected"), [(date(2016, 6, 1), (1, 1)), (date(2016, 5, 31), (1, 0))])
def test_the_day_of_the_report_ends_the_observation(as_of: date, expected: tuple[int, int]) -> None:
    released(back=date(2016, 6, 1))
    values = row("reincarceration", "all", as_of=as_of)
    assert (values["released"], values["returned"]) == expected


def test_a_release_after_the_observation_ends_is_left_out() -> None:
    released(on=date(2016, 6, 2))
    assert row("reincarceration", "all", as_of=date(2016, 6, 1))["released"] == 0
    assert row("reincarceration", "all", as_of=date(2016, 6, 2))["released"] == 1
    assert row("reincarceration", "all", year=2015)["released"] == 0


@pytest.mark.parametrize(("back", "returned"), [(date(2015, 11, 28), 1), (date(2015, 11, 29), 0)])
def test_the_observation_ends_with_being_followed(back: date, returned: int) -> None:
    person = EnrolmentFactory(entered_on=date(2015, 1, 5), left_on=RELEASE).person
    JusticeMeasureFactory(person=person, starts_on=date(2014, 9, 1), ends_on=RELEASE)
    JusticeMeasureFactory(person=person, starts_on=back)
    assert row("reincarceration", "all")["returned"] == returned


def test_supervision_in_the_community_is_no_return() -> None:
    JusticeMeasureFactory(person=released(), setting="milieu_ouvert", starts_on=RELEASE + timedelta(30))
    assert row("reincarceration", "all")["returned"] == 0
