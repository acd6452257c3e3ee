"""What a membership may be, for the database itself, and when it gives rights."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from partners.models import Membership, Role, User
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVE, NEXT = DAY - timedelta(days=1), DAY + timedelta(days=1)


def refused(**values: Any) -> bool:
    """Whether the database refuses such a membership."""
    try:
        with transaction.atomic():
            MembershipFactory(**values)
    except IntegrityError:
        return True
    return False


@pytest.fixture
def held() -> Membership:
    return MembershipFactory(starts_on=DAY)


@pytest.mark.parametrize("days", [1, 30])
def test_a_substitution_of_at_most_thirty_days(held: Membership, days: int) -> None:
    last = DAY + timedelta(days=days - 1)
    substitute = MembershipFactory.build(
        user=UserFactory(), organisation=held.organisation, replaces=held, starts_on=DAY, ends_on=last
    )
    substitute.full_clean()
    substitute.save()


@pytest.mark.parametrize(
    "values",
    [
        {"ends_on": DAY + timedelta(days=30)},
        {"ends_on": None},
        {"ends_on": DAY, "role": Role.OFFICER},
        {"ends_on": DAY, "is_lead": True},
        {"ends_on": DAY, "is_trainee": True},
    ],
)
def test_a_substitution_that_is_none(held: Membership, values: dict[str, Any]) -> None:
    values = {"replaces": held, "starts_on": DAY} | values
    assert refused(**values)
    membership = MembershipFactory.build(user=UserFactory(), organisation=OrganisationFactory(), **values)
    with pytest.raises(ValidationError):
        membership.full_clean()


def test_a_traineeship_ends_and_leads_nobody() -> None:
    assert refused(is_trainee=True)
    assert refused(is_trainee=True, is_lead=True, ends_on=date(2030, 1, 1))
    assert not refused(is_trainee=True, ends_on=date(2030, 1, 1))


@pytest.mark.parametrize("role", Role)
def test_the_same_role_twice_at_once(role: Role) -> None:
    held = MembershipFactory(role=role, starts_on=DAY)
    same = {"user": held.user, "organisation": held.organisation}
    assert refused(**same, role=role, starts_on=NEXT)
    assert not refused(**same, role=role, starts_on=EVE - timedelta(days=9), ends_on=EVE)
    assert not refused(user=held.user, role=role, starts_on=DAY)
    assert not refused(organisation=held.organisation, role=role, starts_on=DAY)


def test_another_role_in_the_same_organisation(held: Membership) -> None:
    assert not refused(user=held.user, organisation=held.organisation, role=Role.COORDINATOR, starts_on=DAY)


def test_it_is_now_to_come_or_ended(held: Membership) -> None:
    memberships = Membership.objects
    held.ends_on = DAY
    held.save()
    assert memberships.to_come(EVE).get() == held
    assert memberships.current(DAY).get() == memberships.valid(DAY).get() == held
    assert memberships.ended(NEXT).get() == held
    assert not memberships.ended(DAY).exists()
    assert not memberships.to_come(DAY).exists()


def test_a_disabled_account_keeps_memberships_that_give_nothing(held: Membership) -> None:
    held.user.disable()
    assert Membership.objects.current(DAY).get() == held
    assert not Membership.objects.valid(DAY).exists()


def test_ending_it(held: Membership) -> None:
    held.end(NEXT, NOON + timedelta(days=1))
    assert held.ends_on == DAY
    held.end(NEXT + timedelta(days=1), NOON + timedelta(days=2))
    assert (held.ends_on, held.withdrawn_at) == (DAY, None)


@pytest.mark.parametrize("on", [DAY, EVE])
def test_ending_what_has_not_begun_deletes_it(held: Membership, on: date) -> None:
    held.end(on, NOON - timedelta(days=1))
    assert not Membership.objects.exists()


def test_ended_on_its_first_day_it_gives_nothing_and_stays(held: Membership) -> None:
    memberships = Membership.objects
    assert memberships.valid(DAY).get() == held
    held.end(DAY, NOON)
    held.end(DAY, NOON + timedelta(hours=1))
    held.refresh_from_db()
    assert (held.ends_on, held.withdrawn_at) == (DAY, NOON)
    assert held.has_ended(DAY)
    assert memberships.ended(DAY).get() == held
    assert not memberships.valid(DAY).exists()
    assert not memberships.lasting(DAY).exists()
    assert User.objects.get(pk=held.user_id).memberships_on(DAY) == []


def test_what_was_withdrawn_is_given_again_as_often_as_needed(held: Membership) -> None:
    again = held
    for _ in range(3):
        again.end(DAY, NOON)
        again = Membership(user=held.user, organisation=held.organisation, role=held.role, starts_on=DAY)
        again.full_clean()
        again.save()
    assert Membership.objects.count() == 4
    assert Membership.objects.valid(DAY).get() == again
    assert refused(user=held.user, organisation=held.organisation, role=held.role, starts_on=DAY)


def test_only_the_first_day_is_one_of_withdrawal() -> None:
    assert refused(starts_on=EVE, ends_on=DAY, withdrawn_at=NOON)
    assert refused(starts_on=DAY, withdrawn_at=NOON)
