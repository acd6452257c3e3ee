"""The accounts, as the administrator keeps them."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from partners import second_factor
from partners.models import Role, User
from tests.factories import MembershipFactory, UserFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

LIST = reverse("partners:user_list")


@pytest.fixture
def office(administrator: User) -> Client:
    """The administrator's browser."""
    return signed_in(administrator)


@pytest.fixture
def agent() -> User:
    return MembershipFactory(user__first_name="Élodie", user__last_name="Trévignon").user


def page(office: Client, user: User) -> str:
    return office.get(user.get_absolute_url()).content.decode()


def test_the_list_shows_who_may_do_what(office: Client, agent: User) -> None:
    content = office.get(LIST).content.decode()
    assert "Élodie Trévignon" in content
    assert "Référent justice" in content


def test_the_list_costs_the_same_for_many(
    office: Client, agent: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with CaptureQueriesContext(connection) as one:
        office.get(LIST)
    MembershipFactory.create_batch(12)
    with django_assert_num_queries(len(one.captured_queries)):
        office.get(LIST)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "trevignon elodie"}, True),
        ({"q": "TRÉVIGNON"}, True),
        ({"q": "quelqu’un d’autre"}, False),
        ({"role": "referent"}, True),
        ({"role": "reader"}, False),
        ({"state": "jamais"}, True),
        ({"state": "sans"}, False),
        ({"state": "fin"}, False),
        ({"state": "desactive"}, False),
        ({"state": "actif"}, True),
    ],
)
def test_the_list_is_filtered(office: Client, agent: User, query: dict[str, str], found: bool) -> None:
    assert ("Élodie Trévignon" in office.get(LIST, query).content.decode()) is found


def test_role_and_structure_are_those_of_one_membership(office: Client, agent: User) -> None:
    elsewhere = MembershipFactory(user=agent, role=Role.READER).organisation
    own = agent.memberships.get(role=Role.REFERENT).organisation
    for organisation, found in ((own, True), (elsewhere, False)):
        content = office.get(LIST, {"role": "referent", "organisation": organisation.pk}).content.decode()
        assert ("Élodie Trévignon" in content) is found


@pytest.mark.parametrize("query", [{"role": "juge"}, {"organisation": "0"}, {"q": "\x00"}])
def test_a_filter_that_means_nothing_is_told(office: Client, query: dict[str, str]) -> None:
    assert office.get(LIST, query).status_code == 400


def test_the_record_shows_memberships_now_to_come_and_ended(office: Client, agent: User) -> None:
    MembershipFactory(user=agent, starts_on=date(2990, 1, 1))
    MembershipFactory(user=agent, starts_on=date(2009, 1, 1), ends_on=date(2009, 12, 31))
    content = page(office, agent)
    for caption in ("En cours", "À venir", "Terminées"):
        assert f"<caption>{caption}</caption>" in content


def test_the_record_costs_the_same_for_many(
    office: Client, agent: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with CaptureQueriesContext(connection) as one:
        page(office, agent)
    for _ in range(6):
        MembershipFactory(user=agent)
    with django_assert_num_queries(len(one.captured_queries)):
        page(office, agent)


@pytest.mark.parametrize("persona", ["referent", "cpip", "coordinator", "funder", "stranger"])
def test_for_anyone_else_the_pages_do_not_exist(persona: str, agent: User, request: pytest.FixtureRequest) -> None:
    client = signed_in(request.getfixturevalue(persona))
    assert client.get(LIST).status_code == 404
    assert client.get(agent.get_absolute_url()).status_code == 404
    assert client.post(reverse("partners:user_disable", args=[agent.pk])).status_code == 404
    agent.refresh_from_db()
    assert agent.is_active


def test_an_account_that_does_not_exist(office: Client) -> None:
    assert office.get(reverse("partners:user_detail", args=[0])).status_code == 404


@pytest.mark.parametrize("action", ["user_disable", "user_enable", "user_resend"])
def test_an_action_is_not_a_link(office: Client, agent: User, action: str) -> None:
    assert office.get(reverse(f"partners:{action}", args=[agent.pk])).status_code == 405


def test_a_disabled_account_is_out_at_its_next_request(office: Client, agent: User) -> None:
    browser = signed_in(agent)
    assert browser.get("/mes-droits/").status_code == 200
    office.post(reverse("partners:user_disable", args=[agent.pk]), follow=True)
    assert browser.get("/mes-droits/").status_code == 302
    assert "Désactivé" in page(office, agent)
    office.post(reverse("partners:user_enable", args=[agent.pk]))
    assert browser.get("/mes-droits/").status_code == 302, "the former session stays closed"
    assert signed_in(User.objects.get(pk=agent.pk)).get("/mes-droits/").status_code == 200


def test_the_administrator_cannot_disable_themselves(office: Client, administrator: User) -> None:
    response = office.post(reverse("partners:user_disable", args=[administrator.pk]))
    assert response.status_code == 403
    assert "vos propres droits" in response.content.decode()
    assert "Désactiver" not in page(office, administrator)


def edited(office: Client, user: User, **changes: str) -> dict[str, str]:
    """What the page's form sends, with these changes."""
    form = office.get(reverse("partners:user_edit", args=[user.pk])).context["form"]
    return {name: form[name].value() for name in form.fields} | changes


def test_another_name(office: Client, agent: User) -> None:
    data = edited(office, agent, last_name="Kerbellec")
    response = office.post(reverse("partners:user_edit", args=[agent.pk]), data)
    assert response.status_code == 302
    agent.refresh_from_db()
    assert agent.last_name == "Kerbellec"
    assert agent.session_version == 0


def test_another_address_is_told_to_both_and_ends_the_sessions(
    office: Client,
    agent: User,
    mailoutbox: list[EmailMessage],
) -> None:
    browser, former = signed_in(agent), agent.email
    EmailAddress.objects.create(user=agent, email=former, primary=True, verified=True)
    data = edited(office, agent, email="Nouvelle@exemple.invalid")
    office.post(reverse("partners:user_edit", args=[agent.pk]), data)
    agent.refresh_from_db()
    assert agent.email == "nouvelle@exemple.invalid"
    assert [kept.email for kept in EmailAddress.objects.filter(user=agent)] == [agent.email]
    assert {recipient for mail in mailoutbox for recipient in mail.to} == {former, agent.email}
    assert browser.get("/mes-droits/").status_code == 302


def test_an_address_of_somebody_else_is_refused(office: Client, agent: User) -> None:
    other = UserFactory()
    data = edited(office, agent, email=other.email.upper())
    response = office.post(reverse("partners:user_edit", args=[agent.pk]), data)
    assert response.status_code == 400
    assert "Un compte a déjà cette adresse." in response.content.decode()


def test_a_second_administrator_is_told_what_the_first_wrote(office: Client, agent: User) -> None:
    address = reverse("partners:user_edit", args=[agent.pk])
    data = edited(office, agent, last_name="Le Bihan")
    User.objects.filter(pk=agent.pk).update(last_name="Kerbellec")
    response = office.post(address, data)
    content = response.content.decode()
    assert response.status_code == 400
    assert "Kerbellec" in content and "Le Bihan" in content
    agent.refresh_from_db()
    assert agent.last_name == "Kerbellec"
    again = {name: response.context["form"][name].value() for name in response.context["form"].fields}
    assert office.post(address, again).status_code == 302
    agent.refresh_from_db()
    assert agent.last_name == "Le Bihan"


def test_someone_who_lost_their_second_factor_chooses_another(
    office: Client, agent: User, mailoutbox: list[EmailMessage]
) -> None:
    browser = signed_in(agent)
    assert "Retirer la seconde vérification" in page(office, agent)
    office.post(reverse("partners:user_reset_factor", args=[agent.pk]))
    agent.refresh_from_db()
    assert not second_factor.is_chosen(agent)
    assert [message.to for message in mailoutbox] == [[agent.email]]
    assert browser.get("/mes-droits/").status_code == 302
    assert "Retirer la seconde vérification" not in page(office, agent)


def test_the_administrator_cannot_reset_their_own(office: Client, administrator: User) -> None:
    assert office.post(reverse("partners:user_reset_factor", args=[administrator.pk])).status_code == 403
