"""Lists sort as names are searched: capitals do not come first, accents do not come last."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from time_machine import travel

from cases.placements.requesting import offers
from cases.placements.stocks import stocks_on
from partners.agreements.forms import AgreementForm
from partners.models import User
from tests.factories import CommitmentFactory, OrganisationFactory, PartnerAgreementFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 2)
NAMES = ["ALFADI", "Étape", "IBEP", "Agir ABCD"]
SORTED = ["Agir ABCD", "ALFADI", "Étape", "IBEP"]


@pytest.fixture(autouse=True)
def agreements() -> None:
    for name in NAMES:
        agreement = PartnerAgreementFactory(organisation=OrganisationFactory(name=name), starts_on=date(2026, 1, 1))
        if name != "IBEP":
            CommitmentFactory(agreement=agreement, kind="places", quantity=2, starts_on=agreement.starts_on)


@travel("2026-03-02T09:00:00Z", tick=False)
def test_the_list_of_agreements(coordinator: User) -> None:
    shown = signed_in(coordinator).get(reverse("partners:partneragreement_list"))
    assert [row["agreement"].organisation.name for row in shown.context["rows"]] == SORTED


def test_the_stocks_and_what_may_be_asked_for() -> None:
    PartnerAgreementFactory(organisation=OrganisationFactory(name="IBERT"), starts_on=date(2026, 1, 1))
    assert [stock.agreement.organisation.name for stock in stocks_on(ON)] == SORTED[:3]
    assert [getattr(one, "agreement", one).organisation.name for one in offers(ON).values()] == [*SORTED, "IBERT"]


def test_the_parties_to_tick(coordinator: User) -> None:
    for name in NAMES:
        OrganisationFactory(funder=True, name=f"{name} 35")
    form: Any = AgreementForm(kept_by=coordinator, on=ON)
    labels = [str(label) for _value, label in form.fields["parties"].choices]
    assert [name for name in labels if name.endswith(" 35")] == [f"{name} 35" for name in SORTED]
    assert next(iter(form.fields["organisation"].choices)) == ("", "Choisissez")
