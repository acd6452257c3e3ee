"""Queries written once give what Django would ask, for one account after another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Thread

import pytest
from django.db import connections
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from partners.models import Membership, Organisation, OrganisationKind, Role, User
from partners.prepared import Prepared
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


@pytest.mark.django_db(transaction=True)
def test_threads_share_what_was_written_and_not_the_values(
    prepared: Prepared[[int, date], Membership], two: list[User]
) -> None:
    prepared.rows(two[0].pk, DAY)
    found: dict[int, set[tuple[int, ...]]] = {user.pk: set() for user in two}

    def ask(user: int) -> None:
        for _ in range(50):
            found[user].add(tuple(row.user_id for row in prepared.rows(user, date(2026, 11, 26))))
        connections.close_all()

    threads = [Thread(target=ask, args=[user.pk]) for user in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {user.pk: {(user.pk,)} for user in two}
