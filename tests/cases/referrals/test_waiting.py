"""Referrals that wait, people released before they were seen: who is shown them, with how many days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.case_files import refresh
from cases.models import Appointment, CaseRequest, Permanence, Referral, YoungPerson
from cases.referrals.waiting import missed_twice, released_unseen, waiting_referrals
from partners.models import User
from tests.cases.entry.sheets import later, permanence_of
from tests.factories import (
    AppointmentFactory,
    ContactFactory,
    JusticeMeasureFactory,
    OrganisationFactory,
    SentenceAdjustmentFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def referral(malo: YoungPerson) -> Referral:
    """Ten days old."""
    Referral.objects.update(referred_on=days_ago(10))
    refresh([malo.pk])
    return malo.referrals.get()


@pytest.fixture
def outside(referral: Referral) -> Permanence:
    site = SiteFactory(name="Antenne", is_inside=False)
    base = permanence_of(0, site=site)
    return later(base, days=3)


def test_both_sides_see_since_when_it_waits(referral: Referral, referent: User, cpip: User) -> None:
    for user in (referent, cpip):
        [waiting] = waiting_referrals(user, timezone.now())
        assert (waiting.referral, waiting.days, waiting.expected_on) == (referral, 10, None)
        assert waiting.is_late


def test_others_do_not(referral: Referral, other_referent: User, coordinator: User) -> None:
    assert waiting_referrals(other_referent, timezone.now()) == []
    assert waiting_referrals(coordinator, timezone.now()) == []


@pytest.mark.parametrize(("days", "is_late"), [(5, False), (6, True)])
def test_late_after_five_days(referral: Referral, referent: User, days: int, is_late: bool) -> None:
    Referral.objects.update(referred_on=days_ago(days))
    [waiting] = waiting_referrals(referent, timezone.now())
    assert waiting.is_late is is_late


def test_expected_somewhere_it_is_not_late(referral: Referral, referent: User, outside: Permanence) -> None:
    AppointmentFactory(permanence=outside, person=referral.person)
    [waiting] = waiting_referrals(referent, timezone.now())
    assert (waiting.expected_on, waiting.is_late) == (outside.planned_on, False)


def test_the_late_rise(referral: Referral, referent: User) -> None:
    permanence_of(1)
    Referral.objects.exclude(pk=referral.pk).update(referred_on=days_ago(2))
    permanence_of(1)
    Referral.objects.exclude(pk=referral.pk).filter(referred_on__lt=days_ago(100)).update(referred_on=days_ago(40))
    assert [waiting.days for waiting in waiting_referrals(referent, timezone.now())] == [40, 10, 2]


def in_custody(referral: Referral, **given: Any) -> None:
    JusticeMeasureFactory(person=referral.person, **{"starts_on": days_ago(60), "ends_on": days_ago(3)} | given)


def test_released_before_being_seen_a_place_outside_is_proposed(
    referral: Referral, referent: User, cpip: User, outside: Permanence
) -> None:
    in_custody(referral)
    for user in (referent, cpip):
        [released] = released_unseen(user, timezone.now())
        assert (released.referral, released.released_on, released.proposal) == (referral, days_ago(3), outside)


def test_an_adjustment_outside_is_a_release(referral: Referral, referent: User) -> None:
    in_custody(referral, ends_on=None)
    assert released_unseen(referent, timezone.now()) == []
    SentenceAdjustmentFactory(person=referral.person, starts_on=days_ago(1))
    [released] = released_unseen(referent, timezone.now())
    assert (released.released_on, released.proposal) == (days_ago(1), None)


def seen(referral: Referral) -> None:
    ContactFactory(person=referral.person, mission_locale=referral.mission_locale, held_on=days_ago(5))


def back_inside(referral: Referral) -> None:
    in_custody(referral, starts_on=days_ago(2), ends_on=None)


def referred_after_the_release(referral: Referral) -> None:
    Referral.objects.update(referred_on=days_ago(1))


@pytest.mark.parametrize("act", [seen, back_inside, referred_after_the_release])
def test_not_released_unseen(referral: Referral, referent: User, act: Callable[[Referral], None]) -> None:
    in_custody(referral)
    act(referral)
    assert released_unseen(referent, timezone.now()) == []


def missed_and_released(people: int) -> None:
    """So many people referred long ago, who missed two appointments and have left custody since."""
    first, second = permanence_of(people), permanence_of(0)
    for appointment in first.appointments.select_related("referral__person"):
        AppointmentFactory(permanence=second, person=appointment.person)
        in_custody(appointment.referral)
    Appointment.objects.update(attendance="parloir")


def queries(user: User, ask: Callable[[User, Any], list[Any]]) -> tuple[int, int]:
    """How many it finds for a user who has just come, and by how many queries."""
    fresh = User.objects.get(pk=user.pk)
    with CaptureQueriesContext(connection) as captured:
        return len(ask(fresh, timezone.now())), len(captured)


@pytest.mark.parametrize("ask", [waiting_referrals, missed_twice, released_unseen])
def test_as_many_queries_for_one_as_for_many(referent: User, ask: Callable[[User, Any], list[Any]]) -> None:
    missed_and_released(1)
    found, few = queries(referent, ask)
    missed_and_released(12)
    assert (found, queries(referent, ask)) == (1, (13, few))


def test_the_reminder_tells_both_sides_once(
    referral: Referral, referent: User, cpip: User, lead: User, settings: Any
) -> None:
    settings.SITE_ADDRESS = "https://exemple.invalid"
    call_command("remind")
    call_command("remind")
    assert sorted(message.to[0] for message in mail.outbox) == sorted([referent.email, cpip.email])
    address = f"https://exemple.invalid{referral.get_absolute_url()}"
    for message in mail.outbox:
        assert f"{referral.code}\N{NO-BREAK SPACE}: {address}" in message.body
        assert "Kerdoncuff" not in message.body
    assert Referral.objects.get().reminded_at is not None
    assert not CaseRequest.objects.exists()


def test_what_is_not_late_is_not_told(referral: Referral, outside: Permanence) -> None:
    AppointmentFactory(permanence=outside, person=referral.person)
    call_command("remind")
    assert mail.outbox == []


def test_of_another_mission_locale_nobody_is_told(referral: Referral, other_referent: User, referent: User) -> None:
    Referral.objects.update(mission_locale=OrganisationFactory(code="ml-saint-malo"))
    refresh([referral.person_id])
    call_command("remind")
    assert referent.email not in [message.to[0] for message in mail.outbox]
