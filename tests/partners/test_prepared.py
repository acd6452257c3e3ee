"""Queries written once give what Django would ask, for one account after another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from partners.models import Membership, Organisation, OrganisationKind, Role, User
from partners.prepared import Prepared, as_stored, with_values
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 27)


def held(user: int, on: date) -> QuerySet[Membership]:
    return Membership.objects.current(on).filter(user=user).select_related("organisation")


@pytest.fixture
def prepared() -> Prepared[[int, date], Membership]:
    return Prepared(held, lambda user, on: (on, on, user))


@pytest.fixture
def two() -> list[User]:
    """Two colleagues of two Missions Locales; the second one's membership ended the day before."""
    users = [UserFactory(), UserFactory()]
    for user, code, ends_on in zip(users, ("ml-rennes", "ml-fougeres"), (None, date(2026, 11, 26)), strict=True):
        there = OrganisationFactory(code=code, kind=OrganisationKind.MISSION_LOCALE)
        MembershipFactory(
            user=user, organisation=there, role=Role.REFERENT, starts_on=DAY.replace(2025), ends_on=ends_on
        )
    return users


def test_each_account_has_its_own_rows(prepared: Prepared[[int, date], Membership], two: list[User]) -> None:
    before = date(2026, 11, 26)
    for user, on in ((two[0], DAY), (two[1], DAY), (two[1], before), (two[0], before)):
        assert prepared.rows(user.pk, on) == list(held(user.pk, on))
    assert [len(prepared.rows(user.pk, DAY)) for user in two] == [1, 0]


def test_its_rows_are_whole_and_asked_anew(
    prepared: Prepared[[int, date], Membership],
    two: list[User],
    django_assert_num_queries: Callable[..., CaptureQueriesContext],
) -> None:
    with django_assert_num_queries(1):
        assert prepared.rows(two[0].pk, DAY)[0].organisation.code == "ml-rennes"
    Organisation.objects.filter(code="ml-rennes").update(code="ml-brest")
    assert prepared.rows(two[0].pk, DAY)[0].organisation.code == "ml-brest"


def test_a_value_that_was_forgotten_cannot_stay_for_the_next(two: list[User]) -> None:
    forgetful: Prepared[[int, date], Membership] = Prepared(held, lambda user, on: (on, on))
    with pytest.raises(RuntimeError, match="Membership"):
        forgetful.rows(two[0].pk, DAY)
    swapped: Prepared[[int, date], Membership] = Prepared(held, lambda user, on: (user, on, on))
    with pytest.raises(RuntimeError, match="Membership"):
        swapped.rows(two[0].pk, DAY)


def test_two_asked_at_once_keep_their_own_values(prepared: Prepared[[int, date], Membership], two: list[User]) -> None:
    before = date(2026, 11, 26)
    prepared.rows(two[0].pk, DAY)
    written = prepared.written[connection.vendor]
    asked = [with_values(*written, tuple(map(as_stored, (before, before, user.pk)))) for user in two]
    assert [[row.user_id for row in rows] for rows in reversed(asked)] == [[two[1].pk], [two[0].pk]]
