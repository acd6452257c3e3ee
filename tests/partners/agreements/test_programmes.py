"""For which programmes an agreement is: its keeper says so, for the own programmes only."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from partners.models import User
from tests.factories import PartnerAgreementFactory, ProgrammeFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(coordinator: User) -> Client:
    return signed_in(coordinator)


def test_a_coordinator_chooses_among_the_own_programmes_and_leaves_the_others(
    keeper: Client, coordinator: User
) -> None:
    old = ProgrammeFactory(code="a", name="Dedans-Dehors", starts_on=date(2014, 1, 1), ends_on=date(2016, 12, 31))
    new = ProgrammeFactory(code="b", name="Dedans-Dehors", starts_on=date(2017, 1, 1))
    others = ProgrammeFactory(code="cef")
    coordinator.memberships.get().programmes.set([old, new])
    agreement = PartnerAgreementFactory(code="fjt-2017", starts_on=date(2017, 1, 1))
    agreement.programmes.set([old, others])
    page = agreement.get_absolute_url()

    form = keeper.get(f"{page}modifier/").context["form"]
    assert [label for _, label in form.fields["programmes"].choices] == [
        "Dedans-Dehors (2014 à 2016)",
        "Dedans-Dehors (depuis 2017)",
    ]
    kept = {name: value for name, value in form.initial.items() if value not in (None, "", [])}
    keeper.post(f"{page}modifier/", kept | {"programmes": [new.pk]})
    assert set(agreement.programmes.all()) == {new, others}
    refused = keeper.post(f"{page}modifier/", kept | {"programmes": [others.pk]})
    assert (refused.status_code, set(agreement.programmes.all())) == (400, {new, others})


def test_a_signed_agreement_for_no_programme_says_so(keeper: Client) -> None:
    agreement = PartnerAgreementFactory(code="fjt-2017", starts_on=date(2017, 1, 1))
    assert "Aucun dispositif" in keeper.get(agreement.get_absolute_url()).text
    agreement.programmes.add(ProgrammeFactory())
    assert "Aucun dispositif" not in keeper.get(agreement.get_absolute_url()).text
