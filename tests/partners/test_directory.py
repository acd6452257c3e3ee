"""Where a body receives, and whom to call there."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from partners.models import Organisation, PartnerContact, PartnerFunction, PartnerSite
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

DAY, EVE = date(2026, 3, 2), date(2026, 3, 1)


@pytest.fixture
def home() -> Organisation:
    return OrganisationFactory(code="fjt", kind="logement")  # type: ignore[no-any-return]


def test_a_contact_can_be_reached(home: Organisation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerContact.objects.create(organisation=home, function=PartnerFunction.DESK)
    assert PartnerContact.objects.create(organisation=home, function=PartnerFunction.DESK, phone="02 61 91 20 60").pk


def test_nobody_is_there_twice_for_one_function(home: Organisation) -> None:
    facts = {"organisation": home, "name": "Annick Lescop", "email": "annick@exemple.invalid"}
    for function in (PartnerFunction.ADMISSION, PartnerFunction.DIRECTION):
        PartnerContact.objects.create(**facts, function=function)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerContact.objects.create(**facts, function=PartnerFunction.DIRECTION)


def test_a_site_is_open_until_the_eve_of_its_closing(home: Organisation) -> None:
    site = PartnerSite.objects.create(organisation=home, name="Résidence", closed_on=DAY)
    assert list(PartnerSite.objects.open_on(EVE)) == [site]
    assert list(PartnerSite.objects.open_on(DAY)) == []
