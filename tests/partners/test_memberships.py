"""What a membership may be, for the database itself, and when it gives rights."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from partners.models import Membership, Role
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
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
    held.end(NEXT)
    assert held.ends_on == DAY
    held.end(NEXT + timedelta(days=1))
    assert held.ends_on == DAY


@pytest.mark.parametrize("on", [DAY, EVE])
def test_ending_what_has_not_begun_deletes_it(held: Membership, on: date) -> None:
    held.end(on)
    assert not Membership.objects.exists()
