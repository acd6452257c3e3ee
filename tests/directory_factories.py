"""The factories of what the directory holds."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from cases import models as cases
from partners import models as partners
from tests.factories import OrganisationFactory


class PartnerSiteFactory(DjangoModelFactory):
    class Meta:
        model = partners.PartnerSite

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Résidence {n}")


class PartnerContactFactory(DjangoModelFactory):
    class Meta:
        model = partners.PartnerContact

    organisation = factory.SubFactory(OrganisationFactory)
    function = partners.PartnerFunction.ADMISSION
    name = factory.Sequence(lambda n: f"Yuna Le Goff-{n}")
    phone = "02 61 91 20 60"


class PartnerOfferFactory(DjangoModelFactory):
    class Meta:
        model = cases.PartnerOffer

    organisation = factory.SubFactory(OrganisationFactory)
    axis = cases.Axis.HOUSING
    label = factory.Sequence(lambda n: f"Chambre {n}")
