"""An officer moves to another unit; the files of the one left are never left with nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import YoungPerson
from partners.models import Membership, Organisation, Role, User
from tests.factories import (
    CaseFileFactory,
    JusticeMeasureFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ReferralFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def held(cpip: User) -> Membership:
    return cpip.memberships.get()


@pytest.fixture
def elsewhere() -> Organisation:
    return OrganisationFactory(spip=True)


def address(membership: Membership) -> str:
    return reverse("cases:membership_move", args=[membership.pk])


def given(unit: Organisation, days: int = 0, **others: Any) -> dict[str, Any]:
    """To that unit, in so many days."""
    return {
        "organisation": unit.pk,
        "starts_on": (timezone.localdate() + timedelta(days=days)).isoformat(),
    } | others


def test_the_role_ends_here_and_begins_there(office: Client, held: Membership, elsewhere: Organisation) -> None:
    programme = ProgrammeFactory()
    programme.members.add(held)
    assert office.get(address(held)).status_code == 200
    response = office.post(address(held), given(elsewhere, 7))
    assert response["Location"] == held.user.get_absolute_url()
    held.refresh_from_db()
    new = held.user.memberships.get(organisation=elsewhere)
    assert held.ends_on == timezone.localdate() + timedelta(days=6)
    assert (new.role, new.starts_on, new.ends_on) == (Role.OFFICER, timezone.localdate() + timedelta(days=7), None)
    assert list(new.programmes.all()) == [programme]


def test_the_former_unit_s_people_are_gone_at_once(office: Client, held: Membership, elsewhere: Organisation) -> None:
    MembershipFactory(organisation=held.organisation, role=Role.OFFICER)
    ReferralFactory(referred_by=held.organisation)
    assert YoungPerson.objects.visible_to(held.user, timezone.now()).exists()
    office.post(address(held), given(elsewhere))
    assert not YoungPerson.objects.visible_to(User.objects.get(pk=held.user_id), timezone.now()).exists()


@pytest.mark.parametrize(("kept", "is_lead"), [({"is_lead": "on"}, True), ({}, False)])
def test_the_lead_goes_along_or_not(
    office: Client, held: Membership, elsewhere: Organisation, kept: dict[str, str], is_lead: bool
) -> None:
    Membership.objects.filter(pk=held.pk).update(is_lead=True)
    office.post(address(held), given(elsewhere, **kept))
    assert held.user.memberships.get(organisation=elsewhere).is_lead is is_lead


def test_the_last_officer_does_not_leave_files_behind(
    office: Client, held: Membership, elsewhere: Organisation
) -> None:
    left = ReferralFactory(referred_by=held.organisation).person
    JusticeMeasureFactory(organisation=OrganisationFactory(prison=True, parent=held.organisation))
    ReferralFactory(referred_by=held.organisation, admitted=True)
    response = office.post(address(held), given(elsewhere))
    content = response.content.decode()
    assert response.status_code == 400
    assert "2 jeunes resteraient sans prescripteur" in content
    assert left.last_name not in content
    assert held.user.memberships.get() == held


@pytest.mark.parametrize("stand_in", [{"is_trainee": True}, {"starts_on": None}, {"disabled": True}])
def test_a_colleague_who_is_not_there_does_not_count(
    office: Client, held: Membership, elsewhere: Organisation, stand_in: dict[str, Any]
) -> None:
    today = timezone.localdate()
    ReferralFactory(referred_by=held.organisation)
    other = MembershipFactory(
        organisation=held.organisation,
        role=Role.OFFICER,
        is_trainee="is_trainee" in stand_in,
        starts_on=today + timedelta(days=3) if "starts_on" in stand_in else today,
        ends_on=today + timedelta(days=30),
    )
    if "disabled" in stand_in:
        other.user.disable()
    assert office.post(address(held), given(elsewhere)).status_code == 400


def test_with_a_colleague_it_goes(office: Client, held: Membership, elsewhere: Organisation) -> None:
    ReferralFactory(referred_by=held.organisation)
    MembershipFactory(organisation=held.organisation, role=Role.OFFICER)
    assert office.post(address(held), given(elsewhere)).status_code == 302


def test_the_last_referent_does_not_leave_files_behind(office: Client, referent: User) -> None:
    held = referent.memberships.get()
    CaseFileFactory(organisation=held.organisation)
    response = office.post(address(held), given(OrganisationFactory()))
    assert response.status_code == 400
    assert "1 dossier resterait sans référent" in response.content.decode()


def test_a_double_click_moves_once(office: Client, held: Membership, elsewhere: Organisation) -> None:
    answers = [office.post(address(held), given(elsewhere)).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert held.user.memberships.count() == 2
    assert office.get(address(held)).status_code == 404


def test_where_the_person_works_already(office: Client, held: Membership, elsewhere: Organisation) -> None:
    MembershipFactory(user=held.user, role=Role.OFFICER, organisation=elsewhere)
    response = office.post(address(held), given(elsewhere))
    assert response.status_code == 400
    assert "a déjà ce rôle" in response.content.decode()
    held.refresh_from_db()
    assert held.ends_on is None


@pytest.mark.parametrize("days", [-1, 40])
def test_a_day_that_makes_no_sense(office: Client, held: Membership, elsewhere: Organisation, days: int) -> None:
    Membership.objects.filter(pk=held.pk).update(ends_on=timezone.localdate() + timedelta(days=30))
    assert office.post(address(held), given(elsewhere, days)).status_code == 400


def test_not_to_a_body_that_refers_nobody(office: Client, held: Membership) -> None:
    assert office.post(address(held), given(OrganisationFactory(funder=True))).status_code == 400


def test_what_is_neither_an_officer_nor_a_referent_does_not_move(office: Client, coordinator: User) -> None:
    assert office.get(address(coordinator.memberships.get())).status_code == 404


def test_for_anyone_else_the_page_does_not_exist(lead: User, held: Membership) -> None:
    assert signed_in(lead).get(address(held)).status_code == 404


def test_another_method(office: Client, held: Membership) -> None:
    assert office.put(address(held)).status_code == 405
