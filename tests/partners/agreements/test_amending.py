"""What a signed amendment changed, and whether that can be taken back or signed at all as things stand now."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from partners.models import Amendment, AmendmentState, Commitment, PartnerAgreement, User
from partners.views.agreement_parts import AmendmentEditView
from tests.factories import AmendmentFactory, CommitmentFactory, PartnerAgreementFactory, PlacementFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db
NBSP = "\N{NO-BREAK SPACE}"
START, FEBRUARY, JUNE, SEPTEMBER = date(2016, 1, 1), date(2016, 2, 1), date(2016, 6, 1), date(2016, 9, 1)


@pytest.fixture
def keeper(coordinator: User) -> Client:
    return signed_in(coordinator)


@pytest.fixture
def running() -> PartnerAgreement:
    created: PartnerAgreement = PartnerAgreementFactory(starts_on=START, ends_on=date(2017, 12, 31), signed_on=START)
    return created


@pytest.fixture
def studios(running: PartnerAgreement) -> Commitment:
    created: Commitment = CommitmentFactory(agreement=running, label="Studios", quantity=4, starts_on=START)
    return created


def sign(keeper: Client, amendment: Amendment) -> str:
    address = f"/conventions/avenants/{amendment.pk}/signer/"
    return keeper.post(address, {"signed_on": "2016-01-05"}, follow=True).text


def take_back(keeper: Client, amendment: Amendment) -> str:
    return keeper.post(f"/conventions/avenants/{amendment.pk}/annuler/", follow=True).text


def ending(commitment: Commitment, number: int, effect: date) -> Amendment:
    amendment: Amendment = AmendmentFactory(agreement=commitment.agreement, number=number, takes_effect_on=effect)
    amendment.ended_commitments.add(commitment)
    return amendment


def put_somebody(commitment: Commitment) -> None:
    there = {"place": 1, "reserved_from": FEBRUARY, "starts_on": FEBRUARY}
    PlacementFactory(agreement=commitment.agreement, commitment=commitment, **there)


def correct(keeper: Client, commitment: Commitment, **sent: Any) -> Any:
    page = f"/conventions/engagements/{commitment.pk}/modifier/"
    form = keeper.get(page).context["form"]
    shown = {name: form[name].value() or "" for name in form.fields} | {"seen": form.initial["seen"]}
    return keeper.post(page, shown | sent)


def test_a_signature_under_which_somebody_was_placed_stays(keeper: Client, running: PartnerAgreement) -> None:
    amendment = AmendmentFactory(agreement=running, number=1, takes_effect_on=START)
    brought = CommitmentFactory(agreement=running, amendment=amendment, starts_on=START)
    sign(keeper, amendment)
    put_somebody(brought)
    assert "Cette étape n’est plus possible" in take_back(keeper, amendment)
    amendment.refresh_from_db()
    assert amendment.state == AmendmentState.SIGNED


def test_places_that_somebody_has_are_not_put_under_a_draft_nor_begun_later(
    keeper: Client, running: PartnerAgreement, studios: Commitment
) -> None:
    draft = AmendmentFactory(agreement=running, number=1)
    put_somebody(studios)
    refused = correct(keeper, studios, amendment=draft.pk, starts_on="2016-02-02")
    assert set(refused.context["form"].errors) == {"amendment", "starts_on"}
    assert correct(keeper, studios, starts_on="2016-02-01").status_code == 302


def test_what_an_amendment_ended_is_not_ended_anew_by_another(keeper: Client, studios: Commitment) -> None:
    first, second = ending(studios, 1, JUNE), ending(studios, 2, SEPTEMBER)
    sign(keeper, first)
    assert f"«{NBSP}Studios{NBSP}» prend déjà fin le 31 mai 2016." in sign(keeper, second)
    studios.refresh_from_db()
    assert (studios.ends_on, Amendment.objects.get(pk=second.pk).state) == (date(2016, 5, 31), AmendmentState.DRAFT)


def test_an_end_taken_back_leaves_the_one_of_the_amendment_before(keeper: Client, studios: Commitment) -> None:
    """As a package of data may bring them: both signed, the second one's end."""
    first, second = ending(studios, 1, JUNE), ending(studios, 2, SEPTEMBER)
    sign(keeper, first)
    Commitment.objects.update(ends_on=None)
    sign(keeper, second)
    ends = []
    for amendment in (second, first):
        take_back(keeper, amendment)
        studios.refresh_from_db()
        ends.append(studios.ends_on)
    assert ends == [date(2016, 5, 31), None]


@pytest.mark.parametrize(
    ("moved", "told"),
    [
        ({"starts_on": date(2018, 1, 1), "ends_on": None}, "La convention n’a pas encore commencé ce jour-là."),
        ({"ends_on": date(2016, 5, 1)}, "La convention serait finie avant que l’avenant prenne effet."),
    ],
)
def test_an_agreement_whose_days_moved_is_told_when_its_amendment_is_signed(
    keeper: Client, running: PartnerAgreement, moved: dict[str, Any], told: str
) -> None:
    amendment = AmendmentFactory(agreement=running, number=1, takes_effect_on=JUNE)
    PartnerAgreement.objects.update(**moved)
    assert told in sign(keeper, amendment)


def test_a_commitment_that_begins_later_since_is_told_too(keeper: Client, studios: Commitment) -> None:
    amendment = ending(studios, 1, JUNE)
    Commitment.objects.update(starts_on=SEPTEMBER)
    assert f"«{NBSP}Studios{NBSP}» ne commence qu’ensuite." in sign(keeper, amendment)
    amendment.refresh_from_db()
    assert amendment.state == AmendmentState.DRAFT


def test_an_amendment_that_is_signed_while_its_form_is_sent_stays(
    keeper: Client, running: PartnerAgreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    amendment = AmendmentFactory(agreement=running, number=1, takes_effect_on=JUNE)
    sign(keeper, amendment)
    monkeypatch.setattr(AmendmentEditView, "refused", lambda page: None)  # as it was a moment before
    assert keeper.post(f"/conventions/avenants/{amendment.pk}/modifier/", {}).status_code == 404
