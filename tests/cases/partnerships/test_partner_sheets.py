"""Finding whom to call, and what the sheet of a body says."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.case_files import refresh
from cases.models import Axis, PlacementState, YoungPerson
from partners.models import Commune, Organisation, PartnerContact, User
from tests.directory_factories import PartnerContactFactory, PartnerOfferFactory, PartnerSiteFactory
from tests.factories import OrganisationFactory, PartnerAgreementFactory, PlacementFactory
from tests.personas import signed_in

LIST = reverse("cases:partner_list")


@pytest.fixture
def home(db: None) -> Organisation:
    """A hostel of Rennes."""
    body: Organisation = OrganisationFactory(code="fjt", name="Foyer de la Vallée", kind="logement")
    PartnerContactFactory(organisation=body, name="Maëlys Guégan", phone="02 61 91 20 60")
    PartnerOfferFactory(organisation=body, label="Chambre meublée").communes.add(Commune.objects.get(code="35238"))
    return body


def found(client: Client, **asked: str) -> set[str]:
    """The names of the bodies that the list shows."""
    return {body.name for body in client.get(LIST, asked).context["page_obj"]}


@pytest.mark.parametrize("words", ["VALLEE", "guegan", "maelys", "chambre", "meublee foyer", "rennes cham"])
def test_a_body_is_found_by_what_one_knows_of_it(referent: User, home: Organisation, words: str) -> None:
    assert found(signed_in(referent), q=words) == {"Foyer de la Vallée"}


def test_an_offer_answers_for_axis_and_commune_together(referent: User, home: Organisation) -> None:
    PartnerOfferFactory(organisation=home, axis=Axis.HEALTH, label="Écoute")
    client = signed_in(referent)
    assert found(client, axe=Axis.HOUSING, commune="Rennes") == {home.name}
    assert found(client, axe=Axis.HOUSING, commune="Saint-Malo") == set()
    assert found(client, axe=Axis.HEALTH, commune="Saint-Malo") == {home.name}


def test_a_mission_locale_offers_to_its_own_territory(referent: User) -> None:
    mission_locale = Organisation.objects.get(code="ml-rennes")
    PartnerOfferFactory(organisation=mission_locale, axis=Axis.EMPLOYMENT, label="Réussite apprentissage")
    mission_locale.covered_communes.set(Commune.objects.filter(code="35238"))
    client = signed_in(referent)
    assert found(client, commune="Rennes") == {mission_locale.name}
    assert found(client, commune="Saint-Malo") == set()


def test_an_unknown_commune_is_told(referent: User, home: Organisation) -> None:
    answer = signed_in(referent).get(LIST, {"commune": "Renes"})
    assert answer.status_code == 400
    assert "Vouliez-vous dire" in answer.text
    assert "Foyer de la Vallée" not in answer.text


def test_what_is_closed_is_found_no_more(referent: User, home: Organisation) -> None:
    PartnerContact.objects.update(closed_on=timezone.localdate())
    client = signed_in(referent)
    assert found(client, q="guegan") == set()
    assert "Fermé ou arrêté (1)" in client.get(reverse("cases:partner_detail", args=[home.pk])).text


def test_the_list_asks_as_much_for_many(referent: User, home: Organisation) -> None:
    client = signed_in(referent)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST, {"q": "foyer"})
    for number in range(25):
        body = OrganisationFactory(code=f"foyer-{number}", kind="logement")
        PartnerContactFactory(organisation=body)
        PartnerOfferFactory(organisation=body)
        PartnerSiteFactory(organisation=body)
    with CaptureQueriesContext(connection) as many:
        assert len(found(client, q="foyer")) == 26
    assert len(many) == len(one)


def test_a_number_can_be_dialled(cpip: User, home: Organisation) -> None:
    text = signed_in(cpip).get(reverse("cases:partner_detail", args=[home.pk])).text
    assert 'href="tel:+33261912060">02 61 91 20 60</a>' in text
    assert "Ajouter un contact" not in text


def test_placements_are_counted_without_a_name(
    referent: User, cpip: User, coordinator: User, malo: YoungPerson, home: Organisation
) -> None:
    agreement = PartnerAgreementFactory(organisation=home, starts_on=date(2016, 1, 1))
    for body in ("ml-rennes", "ml-saint-malo"):
        place = {"agreement": agreement, "mission_locale": OrganisationFactory(code=body)}
        PlacementFactory(person=malo, state=PlacementState.WAITING, **place)
    refresh([malo.pk])
    pages = {
        user: signed_in(user).get(reverse("cases:partner_detail", args=[home.pk]))
        for user in (referent, cpip, coordinator)
    }
    counted = {user: [row.states for row in page.context["counted"]] for user, page in pages.items()}
    assert counted == {referent: [[("En attente", 1)]], cpip: [], coordinator: [[("En attente", 2)]]}
    assert all("Kerdoncuff" not in page.text for page in pages.values())


def test_a_contact_wants_a_number_or_an_address(referent: User, home: Organisation) -> None:
    client, address = signed_in(referent), reverse("partners:partnercontact_create", args=[home.pk])
    refused = client.post(address, {"function": "accueil", "name": ""})
    assert refused.status_code == 400
    assert "Donnez un téléphone ou une adresse e-mail." in refused.text
    assert client.post(address, {"function": "accueil", "phone": "+33 2 61.91.20.61"}).status_code == 302
    assert PartnerContact.objects.get(function="accueil").phone == "02 61 91 20 61"


def test_an_offer_says_for_which_communes(referent: User, home: Organisation) -> None:
    client, address = signed_in(referent), reverse("cases:partneroffer_create", args=[home.pk])
    facts = {"axis": Axis.CITIZENSHIP, "label": "Domiciliation"}
    assert client.post(address, facts | {"served": "Rennes\nNulle-Part"}).status_code == 400
    assert client.post(address, facts | {"served": "Rennes\nBruz"}).status_code == 302
    offer = home.offers.get(label="Domiciliation")
    assert [str(commune) for commune in offer.communes.all()] == ["Bruz", "Rennes"]
