"""The bodies of the circuit, as the administrator keeps them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from partners.models import AccountEvent, Membership, Organisation, User
from tests.factories import MembershipFactory, OrganisationFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

LIST, CREATE = reverse("partners:organisation_list"), reverse("partners:organisation_create")


@pytest.fixture
def office(administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def body() -> Organisation:
    return OrganisationFactory(code="spip-35-fougeres", name="SPIP 35, antenne de Fougères", spip=True)


def address(name: str, body: Organisation) -> str:
    return reverse(f"partners:organisation_{name}", args=[body.pk])


def sent(office: Client, body: Organisation, **changes: Any) -> dict[str, Any]:
    """What the page's form sends, with these changes."""
    form = office.get(address("edit", body)).context["form"]
    data = {name: form[name].value() for name in form.fields} | changes
    return {name: value for name, value in data.items() if value is not None}


def test_the_list_shows_every_body(office: Client, body: Organisation) -> None:
    OrganisationFactory(name="Fermée", is_active=False)
    content = office.get(LIST).content.decode()
    assert body.name in content
    assert "Fermée" in content


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "fougeres spip"}, True),
        ({"q": "vitré"}, False),
        ({"kind": "spip"}, True),
        ({"kind": "pjj"}, False),
        ({"is_active": "True"}, True),
        ({"is_active": "False"}, False),
        ({"kind": "ministere"}, False),
        ({"q": "\x00"}, False),
    ],
)
def test_the_list_is_filtered(office: Client, body: Organisation, query: dict[str, str], found: bool) -> None:
    assert (f">{body.name}</a>" in office.get(LIST, query).content.decode()) is found


def test_list_and_record_cost_the_same_for_many(
    office: Client, body: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    OrganisationFactory(parent=body)
    MembershipFactory(organisation=body)
    pages = (LIST, body.get_absolute_url())
    with CaptureQueriesContext(connection) as few:
        for page in pages:
            office.get(page)
    OrganisationFactory.create_batch(8, parent=body)
    MembershipFactory.create_batch(8, organisation=body)
    with django_assert_num_queries(len(few.captured_queries)):
        for page in pages:
            office.get(page)


def test_a_new_body(office: Client, body: Organisation) -> None:
    given = {"code": "ma-fougeres", "name": "Maison d’arrêt", "kind": "etablissement_penitentiaire", "parent": body.pk}
    response = office.post(CREATE, given)
    new = Organisation.objects.get(code="ma-fougeres")
    assert response["Location"] == new.get_absolute_url()
    assert new.parent == body
    again = office.post(CREATE, given)
    assert again.status_code == 400
    assert "Une structure a déjà ce code." in again.content.decode()


@pytest.mark.parametrize("code", ["", "Avec Espace", "été", "-a", "spip-35-fougeres"])
def test_a_code_that_will_not_do(office: Client, body: Organisation, code: str) -> None:
    assert office.post(CREATE, {"code": code, "name": "Nom", "kind": "autre"}).status_code == 400


def test_its_code_is_given_once(office: Client, body: Organisation) -> None:
    response = office.post(address("edit", body), sent(office, body, name="Antenne", code="autre"))
    assert response.status_code == 302
    body.refresh_from_db()
    assert (body.name, body.code) == ("Antenne", "spip-35-fougeres")


def test_a_body_does_not_stand_under_itself(office: Client, body: Organisation) -> None:
    below = OrganisationFactory(parent=OrganisationFactory(parent=body))
    response = office.post(address("edit", body), sent(office, body, parent=below.pk))
    assert response.status_code == 400
    assert "au-dessous de celle" in response.content.decode()
    assert office.post(address("edit", body), sent(office, body, parent=body.pk)).status_code == 400


def test_a_second_administrator_is_told_what_the_first_wrote(office: Client, body: Organisation) -> None:
    data = sent(office, body, name="Seconde version")
    Organisation.objects.filter(pk=body.pk).update(name="Première version")
    response = office.post(address("edit", body), data)
    assert response.status_code == 400
    assert "Première version" in response.content.decode()
    body.refresh_from_db()
    assert body.name == "Première version"


def test_disabling_it_takes_the_rights_away_at_once(office: Client, coordinator: User, administrator: User) -> None:
    [held] = coordinator.memberships.all()
    Membership.objects.filter(pk=held.pk).update(organisation=OrganisationFactory())
    held.refresh_from_db()
    browser = signed_in(coordinator)
    assert "1 agent y perd" in " ".join(office.get(held.organisation.get_absolute_url()).content.decode().split())
    for _ in range(2):
        office.post(address("disable", held.organisation))
    assert browser.get("/bilans/").status_code == 404
    for _ in range(2):
        office.post(address("enable", held.organisation))
    assert browser.get("/bilans/").status_code == 200
    told = AccountEvent.objects.order_by("pk").values_list("account_key", "user_key", "action", "detail")
    assert list(told) == [
        (coordinator.pk, administrator.pk, action, held.organisation.name)
        for action in ("organisation_disabled", "organisation_enabled")
    ]


def test_the_administration_does_not_close_its_own_house(office: Client, administrator: User) -> None:
    own = administrator.memberships.get().organisation
    response = office.post(address("disable", own))
    assert response.status_code == 403
    assert "vos propres droits" in response.content.decode()
    assert "Désactiver la structure" not in office.get(own.get_absolute_url()).content.decode()


@pytest.mark.parametrize("persona", ["lead", "coordinator", "stranger"])
def test_for_anyone_else_the_pages_do_not_exist(
    persona: str, body: Organisation, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(persona))
    for page in (LIST, CREATE, body.get_absolute_url(), address("edit", body)):
        assert client.get(page).status_code == 404
    assert client.post(address("disable", body)).status_code == 404


def test_disabling_is_not_a_link(office: Client, body: Organisation) -> None:
    assert office.get(address("disable", body)).status_code == 405
    assert office.get(address("enable", body)).status_code == 405
