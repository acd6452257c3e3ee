"""What a coordinator types of an agreement or of an amendment is kept, shown again, and gone once sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.models import Draft
from partners.models import Amendment, AmendmentState, PartnerAgreement, User
from tests.access.forms import fields_of
from tests.factories import AmendmentFactory, OrganisationFactory, PartnerAgreementFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db
PAGES = (
    "/conventions/ajouter/",
    "/conventions/{agreement}/modifier/",
    "/conventions/{agreement}/avenants/ajouter/",
    "/conventions/avenants/{amendment}/modifier/",
)
TYPED = {"subject": "Huit places à Rennes", "takes_effect_on": "2026-12-01"}


@pytest.fixture
def amendment() -> Amendment:
    made: Amendment = AmendmentFactory(state=AmendmentState.DRAFT)
    return made


@pytest.fixture
def office(coordinator: User) -> Client:
    return signed_in(coordinator)


def shown(client: Client, page: str) -> dict[str, Any]:
    """The fields of the page's form, as it shows them."""
    return fields_of(client.get(page).content.decode())


@pytest.mark.parametrize("page", PAGES)
def test_it_is_kept_shown_again_and_gone_once_sent(office: Client, amendment: Amendment, page: str) -> None:
    address = page.format(agreement=amendment.agreement_id, amendment=amendment.pk)
    form = shown(office, address) | TYPED
    if page == PAGES[0]:
        form |= {"code": "ibep-2027", "organisation": str(OrganisationFactory().pk)}
    assert office.post("/brouillons/", form, headers={"accept": "application/json"}).status_code == 200
    again = office.get(address).content.decode()
    assert "Voici votre brouillon" in again
    assert "js/draft.js" in again
    assert fields_of(again)["subject"] == [TYPED["subject"]]
    assert office.post(address, fields_of(again) | form).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_is_that_of_its_agreement_alone(office: Client, amendment: Amendment) -> None:
    one, other = amendment.agreement_id, PartnerAgreementFactory().pk
    office.post("/brouillons/", shown(office, f"/conventions/{one}/modifier/") | TYPED)
    assert shown(office, f"/conventions/{other}/modifier/")["subject"] != [TYPED["subject"]]


def test_a_draft_from_before_a_correction_overwrites_nothing_in_silence(office: Client, amendment: Amendment) -> None:
    page, agreements = f"/conventions/{amendment.agreement_id}/modifier/", PartnerAgreement.objects
    office.post("/brouillons/", shown(office, page) | TYPED)
    agreements.update(subject="Neuf places")
    assert office.post(page, shown(office, page)).status_code == 400
    assert agreements.get().subject == "Neuf places"
