"""A lead's team: colleagues of the own body, trainees, and nothing for anyone else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from partners.models import Membership, Organisation, OrganisationKind, Role, User
from tests.factories import MembershipFactory, OrganisationFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

TEAM = reverse("partners:team")


@pytest.fixture
def mission_locale() -> Organisation:
    return OrganisationFactory(code="ml-rennes")


@pytest.fixture
def trainee(mission_locale: Organisation) -> Membership:
    today = timezone.localdate()
    return MembershipFactory(
        organisation=mission_locale,
        is_trainee=True,
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=30),
    )


def names(lead: User) -> set[str]:
    return {str(row["user"]) for row in signed_in(lead).get(TEAM).context["rows"]}


def test_the_lead_sees_colleagues_of_the_own_body(lead: User, referent: User, other_referent: User) -> None:
    shown = names(lead)
    assert str(referent) in shown
    assert str(other_referent) not in shown


def test_a_disabled_or_former_colleague_is_gone(lead: User, referent: User, coordinator: User) -> None:
    referent.disable()
    coordinator.memberships.get().end(timezone.localdate(), timezone.now())
    assert not {str(referent), str(coordinator)} & names(lead)


def test_the_lead_of_the_officers_sees_the_units_below() -> None:
    head = OrganisationFactory(spip=True)
    unit = OrganisationFactory(spip=True, parent=head)
    below = MembershipFactory(role=Role.OFFICER, organisation=OrganisationFactory(spip=True, parent=unit)).user
    aside = MembershipFactory(role=Role.OFFICER, organisation=OrganisationFactory(spip=True)).user
    lead = MembershipFactory(role=Role.OFFICER, organisation=head, is_lead=True).user
    assert str(below) in names(lead)
    assert str(aside) not in names(lead)
    assert "Remplacements" not in signed_in(lead).get(TEAM).content.decode()


def test_it_costs_the_same_for_many(
    lead: User, trainee: Membership, mission_locale: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(lead)
    with CaptureQueriesContext(connection) as one:
        client.get(TEAM)
    for _ in range(8):
        MembershipFactory(organisation=mission_locale)
    with django_assert_num_queries(len(one.captured_queries)):
        client.get(TEAM)


@pytest.mark.parametrize("persona", ["referent", "cpip", "coordinator", "funder", "administrator", "stranger"])
def test_who_leads_nobody_has_no_team(persona: str, trainee: Membership, request: pytest.FixtureRequest) -> None:
    client = signed_in(request.getfixturevalue(persona))
    pages = [
        TEAM,
        reverse("partners:substitute_create"),
        reverse("partners:trainee_edit", args=[trainee.pk]),
        reverse("partners:printed_codes", args=[trainee.user_id]),
    ]
    for page in pages:
        assert client.get(page).status_code == 404
        assert client.post(page).status_code == 404


@pytest.mark.parametrize(
    ("role", "kind"),
    [(Role.ADMINISTRATOR, OrganisationKind.MISSION_LOCALE), (Role.READER, OrganisationKind.PLIE)],
)
def test_the_flag_alone_leads_nobody(role: Role, kind: OrganisationKind) -> None:
    user = MembershipFactory(role=role, is_lead=True, organisation=OrganisationFactory(kind=kind)).user
    assert signed_in(user).get(TEAM).status_code == 404


def change(trainee: Membership, client: Client, days: int) -> int:
    address = reverse("partners:trainee_edit", args=[trainee.pk])
    seen = client.get(address).context["form"]["seen"].value()
    last = timezone.localdate() + timedelta(days=days)
    return client.post(address, {"ends_on": last.isoformat(), "seen": seen}).status_code


def test_a_trainee_stays_longer(lead: User, trainee: Membership) -> None:
    assert change(trainee, signed_in(lead), 60) == 302
    trainee.refresh_from_db()
    assert trainee.ends_on == timezone.localdate() + timedelta(days=60)


def test_a_trainee_leaves_now(lead: User, trainee: Membership) -> None:
    client = signed_in(lead)
    assert change(trainee, client, -1) == 302
    assert client.get(reverse("partners:trainee_edit", args=[trainee.pk])).status_code == 404


@pytest.mark.parametrize("days", [-2, 160])
def test_a_traineeship_has_its_limits(lead: User, trainee: Membership, days: int) -> None:
    assert change(trainee, signed_in(lead), days) == 400


def test_only_a_trainee_s_end_is_the_lead_s_to_change(lead: User, referent: User) -> None:
    own = referent.memberships.get()
    assert signed_in(lead).get(reverse("partners:trainee_edit", args=[own.pk])).status_code == 404
