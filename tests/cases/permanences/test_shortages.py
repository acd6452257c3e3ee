"""A shortage: fewer places free at a site, in four weeks, than referrals that wait for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Permanence, Referral, ReferralDecision, Site
from cases.permanences.booking import book
from cases.permanences.shortages import shortages
from tests.factories import OrganisationFactory, PermanenceFactory, ReferralFactory, SiteFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 26)


@pytest.fixture
def site() -> Site:
    """Two places on 1 December; three referrals wait."""
    mission_locale = OrganisationFactory(code="ml-rennes")
    site: Site = SiteFactory()
    planned(site, date(2026, 12, 1), slots=2)
    ReferralFactory.create_batch(3, site=site, mission_locale=mission_locale)
    return site


def planned(site: Site, day: date, slots: int | None) -> Permanence:
    body = OrganisationFactory(code="ml-rennes")
    return PermanenceFactory(site=site, mission_locale=body, planned_on=day, slots=slots, starts_at=time(9))


def lacking() -> list[tuple[int, int]]:
    return [(shortage.waiting, shortage.free) for shortage in shortages(Permanence.objects.all(), ON)]


def test_three_wait_for_two_places(site: Site) -> None:
    assert lacking() == [(3, 2)]


@pytest.mark.parametrize(("day", "short"), [(date(2026, 12, 23), False), (date(2026, 12, 24), True)])
def test_places_of_the_next_four_weeks_count(site: Site, day: date, short: bool) -> None:
    planned(site, day, slots=1)
    assert bool(lacking()) is short


def test_whoever_has_an_appointment_to_come_waits_no_longer(site: Site) -> None:
    referral = Referral.objects.first()
    assert referral
    appointment = book(referral.person, Permanence.objects.get(), referral)
    assert lacking() == [(2, 1)]
    Permanence.objects.update(cancelled_at=datetime(2026, 11, 26, tzinfo=UTC))
    assert lacking() == [(3, 0)]
    appointment.delete()


def test_a_decided_referral_waits_no_longer(site: Site) -> None:
    Referral.objects.update(decision=ReferralDecision.NOT_ADMITTED, decided_on=ON)
    assert lacking() == []


def test_without_a_number_of_places_none_is_lacking(site: Site) -> None:
    planned(site, date(2026, 12, 2), slots=None)
    assert lacking() == []


def test_another_mission_locale_s_referrals_do_not_wait_for_these_places(site: Site) -> None:
    Referral.objects.update(mission_locale=OrganisationFactory(code="ml-saint-malo"))
    assert lacking() == []


def test_as_many_queries_for_many_sites(site: Site) -> None:
    with CaptureQueriesContext(connection) as one:
        shortages(Permanence.objects.all(), ON)
    for _ in range(4):
        other = SiteFactory()
        planned(other, date(2026, 12, 3), slots=1)
        ReferralFactory.create_batch(2, site=other, mission_locale=OrganisationFactory(code="ml-rennes"))
    with CaptureQueriesContext(connection) as many:
        assert len(shortages(Permanence.objects.all(), ON)) == 5
    assert len(one) == len(many)
