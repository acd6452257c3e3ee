"""How many: the accompanied, the newly entered, those seen, in the year and since the start."""

from __future__ import annotations

from datetime import date

import pytest

from cases.ages import age_on
from tests.factories import (
    ContactFactory,
    EnrolmentFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ReferralFactory,
    YoungPersonFactory,
)
from tests.reporting.reports import column, figure, report_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("entered_on", "left_on", "accompanied"),
    [
        (date(2016, 12, 31), None, 1),
        (date(2017, 1, 1), None, 0),
        (date(2014, 5, 1), date(2016, 1, 1), 1),
        (date(2014, 5, 1), date(2015, 12, 31), 0),
        (date(2014, 5, 1), None, 1),
    ],
)
def test_an_enrolment_counts_when_it_touches_the_year(
    entered_on: date, left_on: date | None, accompanied: int
) -> None:
    EnrolmentFactory(entered_on=entered_on, left_on=left_on)
    assert figure("accompanied") == accompanied


def test_people_count_once_each() -> None:
    person = YoungPersonFactory()
    EnrolmentFactory(person=person, entered_on=date(2016, 1, 5), left_on=date(2016, 2, 1))
    EnrolmentFactory(person=person, entered_on=date(2016, 6, 1))
    report = report_of()
    assert (report.figures["accompanied"], report.figures["new_entries"]) == (1, 1)


def test_the_entry_year_is_that_of_the_latest_entry_counted() -> None:
    person = YoungPersonFactory()
    EnrolmentFactory(person=person, entered_on=date(2014, 1, 5), left_on=date(2016, 2, 1))
    EnrolmentFactory(person=person, entered_on=date(2015, 6, 1), left_on=date(2015, 7, 1))
    EnrolmentFactory(person=person, entered_on=date(2017, 6, 1))
    EnrolmentFactory(entered_on=date(2016, 6, 1))
    assert column("entry_year", "total") == {"2014": 1, "2016": 1}
    assert column("entry_year", "percent") == {"2014": 50, "2016": 50}


def test_entries_by_hand_over_are_left_out_unless_a_mission_locale_is_in_scope() -> None:
    saint_malo = OrganisationFactory()
    EnrolmentFactory(by_handover=True, mission_locale=saint_malo)
    EnrolmentFactory()
    assert figure("new_entries") == 1
    assert figure("accompanied") == 2
    assert figure("new_entries", organisation=saint_malo) == 1


def test_exceptions_are_enrolments_of_the_new_entries_with_a_written_reason() -> None:
    person = YoungPersonFactory()
    for entered_on, left_on in ((date(2016, 1, 5), date(2016, 2, 1)), (date(2016, 6, 1), None)):
        EnrolmentFactory(person=person, entered_on=entered_on, left_on=left_on, exception_reason="logé à Redon")
    EnrolmentFactory(exception_reason="logé à Redon", by_handover=True)
    EnrolmentFactory(exception_reason="logé à Redon", entered_on=date(2015, 6, 1))
    EnrolmentFactory(exception_reason=" ")
    assert figure("exceptions") == 2


@pytest.mark.parametrize(
    ("entered", "left", "plie"),
    [
        (date(2016, 12, 31), None, 1),
        (date(2017, 1, 1), None, 0),
        (date(2015, 1, 1), date(2016, 1, 1), 1),
        (date(2015, 1, 1), date(2015, 12, 31), 0),
        (None, None, 0),
    ],
)
def test_plie_needs_an_entry_by_the_end_and_no_exit_before_the_year(
    entered: date | None, left: date | None, plie: int
) -> None:
    EnrolmentFactory(plie_entered_on=entered, plie_left_on=left)
    assert figure("plie") == plie


def test_plie_outlasts_the_enrolment_that_carries_it_but_needs_it_counted() -> None:
    EnrolmentFactory(left_on=date(2016, 4, 1), plie_entered_on=date(2016, 6, 1))
    EnrolmentFactory(entered_on=date(2014, 1, 1), left_on=date(2015, 4, 1), plie_entered_on=date(2014, 6, 1))
    assert figure("plie") == 1


def test_seen_counts_interviews_while_followed_admitted_or_not() -> None:
    refused = ReferralFactory(referred_on=date(2016, 2, 1), decision="non_admis", decided_on=date(2016, 2, 10))
    ContactFactory(person=refused.person, held_on=date(2016, 2, 1))
    called = ReferralFactory(referred_on=date(2016, 2, 1))
    ContactFactory(person=called.person, held_on=date(2016, 2, 3), kind="telephone")
    before = ReferralFactory(referred_on=date(2016, 2, 1))
    ContactFactory(person=before.person, held_on=date(2016, 1, 31))
    ContactFactory(held_on=date(2016, 2, 1))
    assert figure("seen") == 1


@pytest.mark.parametrize(("held_on", "seen"), [(date(2016, 8, 28), 1), (date(2016, 8, 29), 0)])
def test_one_is_followed_until_180_days_after_the_latest_exit_or_decision(held_on: date, seen: int) -> None:
    person = YoungPersonFactory()
    EnrolmentFactory(person=person, entered_on=date(2015, 3, 1), left_on=date(2016, 1, 1))
    ReferralFactory(person=person, referred_on=date(2016, 2, 1), decision="sans_suite", decided_on=date(2016, 3, 1))
    ContactFactory(person=person, held_on=held_on)
    assert figure("seen") == seen


def test_an_open_referral_keeps_one_followed() -> None:
    referral = ReferralFactory(referred_on=date(2012, 3, 1))
    ContactFactory(person=referral.person, held_on=date(2016, 12, 31))
    assert figure("seen") == 1


def test_since_start_goes_back_to_the_programmes_first_year() -> None:
    programme = ProgrammeFactory(cumulative_from=2012)
    old = EnrolmentFactory(programme=programme, entered_on=date(2011, 5, 1), left_on=date(2012, 1, 1))
    older = EnrolmentFactory(programme=programme, entered_on=date(2010, 5, 1), left_on=date(2011, 12, 31))
    ContactFactory(person=old.person, held_on=date(2012, 1, 1))
    ContactFactory(person=older.person, held_on=date(2011, 12, 31))
    figures = report_of(programme).figures
    assert (figures["since"], figures["accompanied_since"], figures["seen_since"]) == (2012, 1, 1)
    assert (figures["accompanied"], figures["seen"]) == (0, 0)


def test_since_start_of_several_programmes_is_the_earliest_and_unknown_without_any() -> None:
    first, second = ProgrammeFactory(cumulative_from=2014), ProgrammeFactory(code="cef", cumulative_from=2012)
    neither = ProgrammeFactory(code="dedans-dehors")
    assert figure("since", first, second, neither) == 2012
    figures = report_of(neither).figures
    assert (figures["since"], figures["accompanied_since"], figures["seen_since"]) == (None, None, None)


def test_a_mission_locale_in_scope_has_its_own_enrolments_referrals_and_contacts() -> None:
    rennes, saint_malo = OrganisationFactory(), OrganisationFactory()
    enrolment = EnrolmentFactory(mission_locale=rennes)
    ContactFactory(person=enrolment.person, mission_locale=saint_malo)
    assert (figure("accompanied", organisation=rennes), figure("seen", organisation=rennes)) == (1, 0)
    assert (figure("accompanied", organisation=saint_malo), figure("seen", organisation=saint_malo)) == (0, 0)
    assert (figure("accompanied"), figure("seen")) == (1, 1)


def test_another_programme_is_not_in_scope() -> None:
    EnrolmentFactory(programme=ProgrammeFactory(code="cef"))
    assert figure("accompanied") == 0


@pytest.mark.parametrize(
    ("day", "age"), [(date(2017, 2, 28), 20), (date(2017, 3, 1), 21), (date(2016, 2, 28), 19), (date(2016, 2, 29), 20)]
)
def test_a_birth_on_29_february_turns_on_1_march_in_common_years(day: date, age: int) -> None:
    assert age_on(date(1996, 2, 29), day) == age


def test_over_25_is_the_age_at_the_latest_entry() -> None:
    twenty_six = YoungPersonFactory(birth_date=date(1990, 3, 1))
    EnrolmentFactory(person=twenty_six, entered_on=date(2016, 3, 1))
    EnrolmentFactory(person=YoungPersonFactory(birth_date=date(1990, 3, 2)), entered_on=date(2016, 3, 1))
    assert figure("over_25_at_entry") == 1
