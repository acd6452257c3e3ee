"""A form on an agreement that is refused: its page is drawn once the transaction is over, when nothing can be held."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from partners.models import AgreementAmount, PartnerAgreement, User
from tests.factories import AmendmentFactory, CommitmentFactory, OrganisationFactory, PartnerAgreementFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement() -> PartnerAgreement:
    created: PartnerAgreement = PartnerAgreementFactory(starts_on=date(2016, 1, 1))
    return created


def test_a_refused_form_holds_rows_only_inside_its_transaction(
    coordinator: User, agreement: PartnerAgreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As deep in transactions as the test itself is, a view is in none."""
    commitment = CommitmentFactory(agreement=agreement, kind="jours", starts_on=date(2016, 1, 1))
    amendment = AmendmentFactory(agreement=agreement, number=1)
    amount = AgreementAmount.objects.create(agreement=agreement, funder=OrganisationFactory(), year=2016)
    page, own, held = agreement.get_absolute_url(), len(connection.savepoint_ids), []
    lock = QuerySet.select_for_update

    def hold(rows: QuerySet[Any], *args: Any, **kwargs: Any) -> QuerySet[Any]:
        held.append((rows.model, len(connection.savepoint_ids) > own, kwargs.get("no_key", False)))
        return lock(rows, *args, **kwargs)

    monkeypatch.setattr(QuerySet, "select_for_update", hold)
    keeper = signed_in(coordinator)
    new = [f"{page}{part}/ajouter/" for part in ("engagements", "avenants", "montants", "documents")]
    changed = [
        f"/conventions/engagements/{commitment.pk}/modifier/",
        f"/conventions/engagements/{commitment.pk}/relever/",
        f"/conventions/avenants/{amendment.pk}/modifier/",
        f"/conventions/montants/{amount.pk}/modifier/",
    ]
    for address in (*new, *changed):
        held.clear()
        assert keeper.post(address, {}).status_code == 400, address
        assert {is_inside for _, is_inside, _ in held} == {True}, address
        assert held[0] == (PartnerAgreement, True, True), address  # first, and without its key


@pytest.mark.parametrize(
    ("model", "name", "field", "sent"),
    [
        (PartnerAgreementFactory, "agreement_few_months", "notice_length", {"notice_length": 1201}),
        (PartnerAgreementFactory, "agreement_few_months", "renewal_months", {"renewal_months": 1201}),
        (AmendmentFactory, "amendment_few_months", "notice_length", {"notice_length": 1201}),
        (CommitmentFactory, "commitment_few_months", "minimum_months", {"minimum_months": 1201}),
        (CommitmentFactory, "commitment_places_few", "quantity", {"quantity": 301}),
    ],
)
def test_a_number_beyond_what_can_be_reckoned_with_is_refused_by_the_form_and_by_the_database(
    coordinator: User, model: Any, name: str, field: str, sent: dict[str, int]
) -> None:
    row = model()
    part = {AmendmentFactory: "avenants/", CommitmentFactory: "engagements/"}.get(model, "")
    page, keeper = f"/conventions/{part}{row.pk}/modifier/", signed_in(coordinator)
    shown = keeper.get(page).context["form"]
    filled = {one: value for one in shown.fields if (value := shown[one].value()) not in (None, "", [])}
    answer = keeper.post(page, filled | sent)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) <= {field, "__all__"}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**sent)
