"""Nobody changes their own rights, and somebody always holds the administration."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from partners.administration import refuse_oneself, refuse_the_last
from partners.models import Membership, Role, User
from partners.views import memberships, organisations, users
from tests.factories import MembershipFactory, OrganisationFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def other() -> User:
    """A second administrator, elsewhere."""
    return MembershipFactory(role=Role.ADMINISTRATOR).user


def is_last(**without: object) -> bool:
    """Whether the administration would be held by nobody without that."""
    try:
        with transaction.atomic():
            refuse_the_last(timezone.localdate(), **without)  # type: ignore[arg-type]
    except PermissionDenied:
        return True
    return False


def losses(user: User) -> list[dict[str, object]]:
    """The three ways in which that administrator can be lost."""
    [held] = user.memberships.all()
    return [{"membership": held}, {"user": user}, {"organisation": held.organisation}]


def test_the_last_one_stays(administrator: User) -> None:
    assert all(is_last(**loss) for loss in losses(administrator))


def test_with_another_one_goes(administrator: User, other: User) -> None:
    assert not any(is_last(**loss) for loss in losses(administrator))


@pytest.mark.parametrize("how", ["disabled", "ended", "to come", "closed"])
def test_one_who_holds_nothing_today_does_not_count(administrator: User, other: User, how: str) -> None:
    today, held = timezone.localdate(), Membership.objects.filter(user=other)
    match how:
        case "disabled":
            other.disable()
        case "ended":
            held.update(ends_on=today - timedelta(days=1))
        case "to come":
            held.update(starts_on=today + timedelta(days=1))
        case "closed":
            held.get().organisation.disable()
    assert all(is_last(**loss) for loss in losses(administrator))


@pytest.mark.parametrize("what", ["membership_end", "user_disable", "organisation_disable"])
def test_two_administrators_do_not_end_each_other(
    administrator: User, other: User, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While this one's request is under way, the other one's ends this one's rights."""
    [own], [held] = administrator.memberships.all(), other.memberships.all()

    def meanwhile(*arguments: object, **without: object) -> None:
        Membership.objects.filter(pk=own.pk).delete()
        refuse_the_last(*arguments, **without)  # type: ignore[arg-type]

    for module in (memberships, organisations, users):
        monkeypatch.setattr(module, "refuse_the_last", meanwhile)
    target = {"membership_end": held.pk, "user_disable": other.pk, "organisation_disable": held.organisation_id}
    response = signed_in(administrator).post(reverse(f"partners:{what}", args=[target[what]]))
    assert response.status_code == 403
    assert "la dernière habilitation d’administration" in response.content.decode()


def test_oneself() -> None:
    user = MembershipFactory(organisation=OrganisationFactory()).user
    with pytest.raises(PermissionDenied):
        refuse_oneself(user, User.objects.get(pk=user.pk))
