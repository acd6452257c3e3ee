"""A coordinator writes an agreement, has it signed, amends it, takes steps back; what the others may read."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from partners.models import (
    AgreementDocument,
    AgreementState,
    AgreementStep,
    Amendment,
    AmendmentState,
    Commitment,
    OrganisationKind,
    PartnerAgreement,
    Renewal,
    User,
)
from tests.factories import (
    AmendmentFactory,
    CommitmentFactory,
    OrganisationFactory,
    PartnerAgreementFactory,
    PlacementFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db
PLACES = {"kind": "places", "label": "Studios", "quantity": "6", "starts_on": "2017-01-01"}


@pytest.fixture
def keeper(coordinator: User) -> Client:
    return signed_in(coordinator)


@pytest.fixture
def running() -> PartnerAgreement:
    created: PartnerAgreement = PartnerAgreementFactory(
        code="fjt-2016", starts_on=date(2016, 1, 1), ends_on=date(2016, 12, 31), signed_on=date(2016, 1, 4)
    )
    return created


def now(agreement: PartnerAgreement) -> PartnerAgreement:
    """The agreement as it is stored."""
    return PartnerAgreement.objects.get(pk=agreement.pk)


def send(client: Client, address: str, sent: dict[str, str]) -> Any:
    """Fill in the form of that page and send it."""
    return client.post(address, sent | {"seen": client.get(address).context["form"].initial["seen"]})


def steps(agreement: PartnerAgreement) -> list[str]:
    return list(agreement.events.order_by("pk").values_list("step", flat=True))


def test_an_agreement_is_written_prepared_signed_and_taken_back(keeper: Client) -> None:
    partner = OrganisationFactory(name="FJT")
    sent = {"code": "fjt-2017", "organisation": partner.pk, "subject": "Chambres", "starts_on": "2017-01-01"}
    tacit = {"ends_on": "2017-12-31", "renewal": "tacite", "notice_unit": "mois"}
    refused = keeper.post("/conventions/ajouter/", sent | tacit)
    assert set(refused.context["form"].errors) == {"renewal_months", "notice_length"}
    keeper.post("/conventions/ajouter/", sent | tacit | {"renewal_months": "12", "notice_length": "3"})
    agreement = PartnerAgreement.objects.get()
    page = agreement.get_absolute_url()
    keeper.post(f"{page}engagements/ajouter/", PLACES)
    assert (now(agreement).places, Commitment.objects.get().code) == (6, "fjt-2017-1")
    keeper.post(f"{page}a-signer/")
    send(keeper, f"{page}signer/", {"signed_on": "2017-01-05"})
    assert (now(agreement).state, now(agreement).signed_on) == (AgreementState.SIGNED, date(2017, 1, 5))
    keeper.post(f"{page}annuler/")
    assert (now(agreement).state, now(agreement).signed_on) == (AgreementState.TO_SIGN, None)
    step = AgreementStep
    assert steps(agreement) == [step.CREATED, step.COMMITMENT, step.TO_SIGN, step.SIGNED, step.UNDONE]


def test_a_signature_is_not_of_tomorrow(keeper: Client) -> None:
    agreement = PartnerAgreementFactory(state=AgreementState.TO_SIGN)
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = send(keeper, f"{agreement.get_absolute_url()}signer/", {"signed_on": tomorrow.isoformat()})
    assert (answer.status_code, now(agreement).state) == (400, AgreementState.TO_SIGN)


def test_an_amendment_changes_its_agreement_when_it_is_signed_and_no_more_when_that_is_undone(
    keeper: Client, running: PartnerAgreement
) -> None:
    page = running.get_absolute_url()
    former = CommitmentFactory(agreement=running, label="Anciennes chambres", quantity=4, starts_on=date(2016, 1, 1))
    sent = {"subject": "Un an de plus", "takes_effect_on": "2017-01-01", "changes_end": "on", "ends_on": "2017-12-31"}
    tacit = {"renewal": "tacite", "renewal_months": "12", "notice_length": "3", "notice_unit": "mois"}
    keeper.post(f"{page}avenants/ajouter/", sent | tacit | {"ended_commitments": former.pk})
    amendment = Amendment.objects.get()
    keeper.post(f"{page}engagements/ajouter/", PLACES | {"amendment": amendment.pk})
    assert (now(running).ends_on, now(running).places) == (date(2016, 12, 31), 4)

    keeper.post(f"/conventions/avenants/{amendment.pk}/signer/", {"signed_on": "2016-12-05"})
    assert (now(running).ends_on, now(running).renewal, now(running).places) == (date(2017, 12, 31), "tacite", 6)
    before = keeper.get(f"{page}?le=2016-12-31").context
    assert (before["known"].terms.renewal, [one.label for one, _ in before["commitments_then"]]) == (
        Renewal.NONE,
        ["Anciennes chambres"],
    )
    assert [one.label for one, _ in keeper.get(f"{page}?le=2017-01-01").context["commitments_then"]] == ["Studios"]
    assert "Annuler « Signée »" not in keeper.get(page).text  # the amendment stands on it

    keeper.post(f"/conventions/avenants/{amendment.pk}/annuler/")
    assert (now(running).ends_on, now(running).renewal, now(running).places) == (date(2016, 12, 31), "aucune", 4)
    assert Amendment.objects.get().state == AmendmentState.TO_SIGN


@pytest.mark.parametrize(
    ("stored", "sent", "wrong"),
    [
        ({"ends_on": None}, {"renewal": "tacite", "renewal_months": "12", "notice_length": "3"}, "ends_on"),
        ({"renewal": Renewal.TACIT}, {"renewal": "aucune"}, "ends_on"),
        ({}, {"ends_on": "2018-12-31"}, "changes_end"),
        ({}, {"changes_end": "on", "ends_on": "2016-12-30"}, "ends_on"),
        ({}, {"takes_effect_on": "2015-12-31"}, "takes_effect_on"),
    ],
)
def test_an_amendment_leaves_an_agreement_that_can_be(
    keeper: Client, running: PartnerAgreement, stored: dict[str, Any], sent: dict[str, str], wrong: str
) -> None:
    PartnerAgreement.objects.filter(pk=running.pk).update(**stored)
    given = {"subject": "Suite", "takes_effect_on": "2016-12-31", "notice_unit": "mois"}
    if stored:
        given["takes_effect_on"] = "2017-06-01"
    answer = keeper.post(f"{running.get_absolute_url()}avenants/ajouter/", given | sent)
    assert list(answer.context["form"].errors) == [wrong]


def test_an_amendment_is_signed_once_and_its_terms_stand(keeper: Client, running: PartnerAgreement) -> None:
    amendment = AmendmentFactory(
        agreement=running, number=1, subject="Un an", takes_effect_on=date(2017, 1, 1), changes_end=True
    )
    for _ in range(2):
        keeper.post(f"/conventions/avenants/{amendment.pk}/signer/", {"signed_on": "2016-12-05"})
    assert amendment.replaced.ends_on == date(2016, 12, 31)
    answer = keeper.get(f"/conventions/avenants/{amendment.pk}/modifier/", follow=True)
    assert "Cet avenant est signé" in answer.text


def test_an_amendment_that_nobody_will_sign_is_deleted_once_nothing_names_it(
    keeper: Client, running: PartnerAgreement
) -> None:
    amendment = AmendmentFactory(agreement=running, number=1, state=AmendmentState.TO_SIGN)
    promised = CommitmentFactory(agreement=running, amendment=amendment)
    address = f"/conventions/avenants/{amendment.pk}/supprimer/"
    assert "retirez d’abord" in keeper.post(address, follow=True).text
    keeper.post(f"/conventions/engagements/{promised.pk}/supprimer/")
    keeper.post(address)
    assert not Amendment.objects.exists()


def test_a_denunciation_after_the_notice_holds_a_period_more(keeper: Client) -> None:
    on = timezone.localdate()
    agreement = PartnerAgreementFactory(
        starts_on=on - timedelta(days=300),
        ends_on=on + timedelta(days=20),
        renewal=Renewal.TACIT,
        renewal_months=12,
        notice_length=3,
    )
    page = agreement.get_absolute_url()
    offered = keeper.get(f"{page}denoncer/").context["form"].initial["closed_on"]
    assert timedelta(days=380) < offered - on < timedelta(days=390)
    assert "Reconduite jusqu’au" in keeper.get(page).text
    send(keeper, f"{page}denoncer/", {"denounced_on": on.isoformat(), "closed_on": offered.isoformat()})
    assert (now(agreement).state, now(agreement).closed_on) == (AgreementState.DENOUNCED, offered)
    assert "Reconduite jusqu’au" not in keeper.get(page).text
    keeper.post(f"{page}terminer/", {"closed_on": on.isoformat()})
    assert now(agreement).closed_on == offered  # it is denounced already


def test_a_document_is_a_pdf_that_stays_when_another_comes(
    keeper: Client, cpip: User, running: PartnerAgreement
) -> None:
    def attach(content: bytes) -> Any:
        file = SimpleUploadedFile("Convention FJT signée.pdf", content, content_type="application/pdf")
        return keeper.post(f"{running.get_absolute_url()}documents/ajouter/", {"file": file})

    assert "n’est pas un PDF" in attach(b"PK\x03\x04").text
    attach(b"%PDF-1.7 un")
    assert "déjà joint" in attach(b"%PDF-1.7 un").text
    attach(b"%PDF-1.7 deux")
    assert AgreementDocument.objects.count() == 2
    first = AgreementDocument.objects.earliest("pk")
    assert "FJT" not in first.file.name
    answer = signed_in(cpip).get(f"/conventions/documents/{first.pk}/")
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7 un", "application/pdf")
    assert "FJT" not in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_a_promise_sent_twice_is_one_and_a_reading_of_a_day_corrects_the_first(
    keeper: Client, running: PartnerAgreement
) -> None:
    page, day = running.get_absolute_url(), timezone.localdate().isoformat()
    for _ in range(2):
        keeper.post(f"{page}engagements/ajouter/", PLACES | {"kind": "temps_de_travail", "quantity": "0,5"})
    commitment = Commitment.objects.get()
    for read in ("0,25", "0,5"):
        keeper.post(f"/conventions/engagements/{commitment.pk}/relever/", {"read_on": day, "quantity": read})
    assert [str(one.quantity) for one in commitment.uses.all()] == ["0.50"]
    assert "0,5 sur 0,5" in keeper.get(page).text
    keeper.post(f"/conventions/engagements/{commitment.pk}/supprimer/")
    assert not Commitment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1 000,50", Decimal("1000.50")),
        ("12\N{NO-BREAK SPACE}000", Decimal(12000)),
        ("1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567,5", Decimal("1234567.5")),
        ("12 34", None),
    ],
)
def test_an_amount_is_typed_as_it_is_written(
    keeper: Client, running: PartnerAgreement, typed: str, kept: Decimal | None
) -> None:
    funder = OrganisationFactory(kind=OrganisationKind.steering_bodies()[0])
    sent = {"funder": funder.pk, "year": "2016", "amount": typed, "state": "accorde"}
    answer = keeper.post(f"{running.get_absolute_url()}montants/ajouter/", sent)
    assert answer.status_code == (302 if kept else 400)
    assert [one.amount for one in running.amounts.all()] == ([kept] if kept else [])


def test_the_list_and_the_home_page_say_what_is_to_be_seen_to(keeper: Client, cpip: User) -> None:
    on = timezone.localdate()
    PartnerAgreementFactory(subject="Qui finit", starts_on=on - timedelta(days=9), ends_on=on + timedelta(days=9))
    PartnerAgreementFactory(subject="Tranquille", starts_on=on - timedelta(days=9))
    listed = keeper.get("/conventions/?alarm=fin").context["rows"]
    assert [row["agreement"].subject for row in listed] == ["Qui finit"]
    assert [row["agreement"].subject for row in keeper.get("/conventions/?q=TRANQ").context["rows"]] == ["Tranquille"]
    block = next(block for block in keeper.get("/").context["blocks"] if block.id == "conventions")
    assert [line.state for line in block.lines] == ["Fin de la convention"]
    assert "conventions" not in [block.id for block in signed_in(cpip).get("/").context["blocks"]]
    assert "Nouvelle convention" not in signed_in(cpip).get("/conventions/").text


def test_a_day_that_cannot_be_read_is_told(keeper: Client, running: PartnerAgreement) -> None:
    answer = keeper.get(f"{running.get_absolute_url()}?le=31-02")
    assert (answer.status_code, "invalid-feedback" in answer.text) == (400, True)


def test_nothing_is_taken_from_under_those_who_are_placed(keeper: Client, running: PartnerAgreement) -> None:
    stock = CommitmentFactory(agreement=running, quantity=4, starts_on=date(2016, 1, 1))
    day = date(2016, 2, 1)
    for place in (2, 3):
        PlacementFactory(agreement=running, commitment=stock, place=place, reserved_from=day, starts_on=day)
    page = f"/conventions/engagements/{stock.pk}/modifier/"
    shown = keeper.get(page).context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields} | {"seen": shown.initial["seen"]}
    refused = keeper.post(page, sent | {"quantity": "2"})
    assert "quantity" in refused.context["form"].errors
    assert keeper.post(page, sent | {"quantity": "3"}).status_code == 302
    stock.refresh_from_db()
    assert stock.quantity == 3
    assert "4 → 3" in running.events.earliest("-pk").detail
    keeper.post(f"{running.get_absolute_url()}annuler/")
    assert now(running).state == AgreementState.SIGNED


def test_the_history_tells_in_words_what_an_engagement_gains(keeper: Client, running: PartnerAgreement) -> None:
    keeper.post(f"{running.get_absolute_url()}engagements/ajouter/", PLACES | {"starts_on": "2016-01-01"})
    assert running.events.earliest("-pk").detail == "Studios"  # what a new one holds is on the page
    page = f"/conventions/engagements/{running.commitments.get().pk}/modifier/"
    send(keeper, page, PLACES | {"starts_on": "2016-01-01", "ends_on": "2016-12-31"})
    assert running.events.earliest("-pk").detail == "Studios, ajouté\N{NO-BREAK SPACE}: fin 31 décembre 2016"
