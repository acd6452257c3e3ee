"""Referrals of the year, and how soon people in custody are met."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import (
    ContactFactory,
    EnrolmentFactory,
    JusticeMeasureFactory,
    OrganisationFactory,
    ReferralFactory,
    YoungPersonFactory,
)
from tests.reporting.reports import column, report_of, row

pytestmark = pytest.mark.django_db


def test_referrals_by_referring_body_in_the_order_of_their_codes() -> None:
    vezin = OrganisationFactory(code="spip-vezin", spip=True)
    ReferralFactory(referred_by=vezin)
    ReferralFactory(referred_by=vezin, referred_on=date(2016, 12, 31))
    ReferralFactory(referred_by=OrganisationFactory(code="ibep"))
    ReferralFactory(referred_by=vezin, referred_on=date(2017, 1, 1))
    assert list(column("referrals", "total").items()) == [("ibep", 1), ("spip-vezin", 2)]
    assert column("referrals_month", "total") == {"03": 2, "12": 1}
    assert len(report_of().table("referrals_month").rows) == 12


@pytest.mark.parametrize(
    ("decision", "decided_on", "admitted", "pending"),
    [
        ("admis", date(2016, 12, 31), 1, 0),
        ("admis", date(2017, 1, 1), 0, 1),
        ("non_admis", date(2016, 12, 31), 0, 0),
        ("en_attente", None, 0, 1),
    ],
)
def test_admitted_and_pending_are_as_of_31_december(
    decision: str, decided_on: date | None, admitted: int, pending: int
) -> None:
    ReferralFactory(decision=decision, decided_on=decided_on)
    total = report_of().table("referrals").total
    assert (total["admitted"], total["pending"]) == (admitted, pending)


def test_seen_is_an_interview_from_the_day_of_the_referral_followed_or_not() -> None:
    spip = OrganisationFactory(code="spip", spip=True)
    same_day = ReferralFactory(referred_by=spip).person
    ContactFactory(person=same_day, held_on=date(2016, 2, 29))
    ContactFactory(person=same_day, held_on=date(2016, 3, 1))
    long_after = ReferralFactory(referred_by=spip, decision="non_admis", decided_on=date(2016, 3, 1)).person
    ContactFactory(person=long_after, held_on=date(2016, 12, 31))
    called = ReferralFactory(referred_by=spip).person
    ContactFactory(person=called, held_on=date(2016, 3, 2), kind="telephone")
    next_year = ReferralFactory(referred_by=spip).person
    ContactFactory(person=next_year, held_on=date(2017, 1, 1))
    values = row("referrals", "spip")
    assert (values["total"], values["seen"], values["median_days_to_interview"]) == (4, 2, 152.5)


def test_no_interview_leaves_the_median_unknown() -> None:
    ReferralFactory(referred_by=OrganisationFactory(code="spip"))
    assert row("referrals", "spip")["median_days_to_interview"] is None


def test_reach_counts_custody_begun_in_the_year_and_the_first_interview() -> None:
    person = ReferralFactory(referred_on=date(2016, 12, 31)).person
    JusticeMeasureFactory(person=person, starts_on=date(2016, 1, 10), ends_on=date(2016, 2, 10))
    JusticeMeasureFactory(person=person, starts_on=date(2016, 6, 1))
    ContactFactory(person=person, held_on=date(2016, 7, 1))
    values = row("reach", "all")
    assert values == {"total": 2, "met": 2, "met_within_30_days": 1, "median_days": 101.5}


def test_reach_leaves_out_other_settings_other_years_and_people_who_come_later() -> None:
    person = EnrolmentFactory().person
    JusticeMeasureFactory(person=person, starts_on=date(2016, 6, 1), setting="milieu_ouvert")
    JusticeMeasureFactory(person=person, starts_on=date(2015, 12, 31))
    later = EnrolmentFactory(entered_on=date(2017, 1, 1)).person
    JusticeMeasureFactory(person=later, starts_on=date(2016, 6, 1))
    JusticeMeasureFactory(person=YoungPersonFactory(), starts_on=date(2016, 6, 1))
    assert row("reach", "all") == {"total": 0, "met": 0, "met_within_30_days": 0, "median_days": None}


def test_the_interviews_of_a_scope_are_those_of_its_mission_locale() -> None:
    rennes = OrganisationFactory()
    spip = OrganisationFactory(code="spip", spip=True)
    person = ReferralFactory(mission_locale=rennes, referred_by=spip).person
    ContactFactory(person=person, held_on=date(2016, 3, 5))
    assert row("referrals", "spip")["seen"] == 1
    assert row("referrals", "spip", organisation=rennes)["seen"] == 0
