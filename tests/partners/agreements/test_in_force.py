"""What an agreement said on a day: its periods, its notice, what an amendment changed and what it replaced."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from partners.agreements.in_force import days_of_change, in_force
from partners.agreements.periods import ONE_DAY, months_after, renewed_until
from partners.models import (
    AgreementState,
    AmendmentState,
    Commitment,
    CommitmentKind,
    NoticeUnit,
    Renewal,
    ReplacedTerms,
)
from tests.factories import AmendmentFactory, CommitmentFactory, PartnerAgreementFactory

TACIT = {
    "starts_on": date(2016, 1, 1),
    "ends_on": date(2016, 12, 31),
    "renewal": Renewal.TACIT,
    "renewal_months": 12,
    "notice_length": 3,
}


def test_a_number_that_leads_out_of_the_calendar_ends_in_it() -> None:
    assert months_after(date(2026, 12, 31), -30_000).year == 2
    assert months_after(date(2026, 12, 31), 200_000) + ONE_DAY == date(9999, 1, 1)


@pytest.mark.parametrize(
    ("on", "end"),
    [
        (date(2016, 6, 1), date(2016, 12, 31)),
        (date(2016, 12, 31), date(2016, 12, 31)),
        (date(2017, 1, 1), date(2017, 12, 31)),
        (date(2024, 2, 29), date(2024, 12, 31)),
    ],
)
def test_a_tacit_renewal_goes_on_by_whole_periods(on: date, end: date) -> None:
    assert renewed_until(date(2016, 12, 31), 12, on) == end


def test_a_period_that_ends_with_a_month_ends_with_a_month() -> None:
    assert renewed_until(date(2024, 2, 29), 1, date(2024, 3, 31)) == date(2024, 3, 31)
    assert renewed_until(date(2023, 6, 30), 6, date(2023, 7, 1)) == date(2023, 12, 31)
    assert renewed_until(date(2024, 1, 14), 3, date(2024, 7, 14)) == date(2024, 7, 14)
    assert months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("notice", "last"),
    [
        ({"notice_length": 3}, date(2017, 9, 30)),
        ({"notice_length": 15, "notice_unit": NoticeUnit.DAYS}, date(2017, 12, 16)),
        ({"notice_length": None}, None),
    ],
)
@pytest.mark.django_db
def test_the_notice_is_counted_back_from_the_end_of_the_period(notice: dict[str, object], last: date | None) -> None:
    known = in_force(PartnerAgreementFactory(**TACIT | notice), date(2017, 5, 2))
    assert (known.period_ends_on, known.notice_on) == (date(2017, 12, 31), last)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "first", "last"),
    [
        ({"ends_on": date(2017, 6, 30)}, date(2017, 1, 1), date(2017, 6, 30)),
        (TACIT, date(2016, 1, 1), None),
        (
            TACIT | {"state": AgreementState.DENOUNCED, "closed_on": date(2017, 12, 31)},
            date(2016, 1, 1),
            date(2017, 12, 31),
        ),
        ({"signed_on": date(2017, 3, 1), "starts_on": None}, date(2017, 3, 1), None),
    ],
)
def test_an_agreement_runs_from_its_first_day_to_its_last(
    facts: dict[str, object], first: date, last: date | None
) -> None:
    agreement = PartnerAgreementFactory(**{"starts_on": date(2017, 1, 1)} | facts)
    assert not in_force(agreement, first - ONE_DAY).runs
    assert in_force(agreement, first).runs
    assert in_force(agreement, last or date(2040, 1, 1)).runs
    assert last is None or not in_force(agreement, last + ONE_DAY).runs


@pytest.mark.django_db
@pytest.mark.parametrize("state", [AgreementState.DRAFT, AgreementState.TO_SIGN])
def test_what_nobody_signed_is_in_force_on_no_day(state: AgreementState) -> None:
    agreement = PartnerAgreementFactory(state=state, starts_on=date(2017, 1, 1))
    CommitmentFactory(agreement=agreement, starts_on=date(2017, 1, 1))
    known = in_force(agreement, date(2017, 6, 1))
    assert (known.runs, known.commitments, known.places) == (False, [], None)


@pytest.mark.django_db
def test_an_amendment_changes_what_is_said_from_its_day_and_leaves_the_days_before() -> None:
    agreement = PartnerAgreementFactory(
        starts_on=date(2016, 1, 1), ends_on=date(2018, 12, 31), renewal=Renewal.EXPRESS
    )
    amendment = AmendmentFactory(
        agreement=agreement,
        takes_effect_on=date(2017, 1, 1),
        state=AmendmentState.SIGNED,
        signed_on=date(2016, 12, 5),
    )
    ReplacedTerms.objects.create(amendment=amendment, ends_on=date(2016, 12, 31), renewal=Renewal.NONE)
    former = CommitmentFactory(agreement=agreement, quantity=4, starts_on=date(2016, 1, 1), ends_on=date(2016, 12, 31))
    new = CommitmentFactory(agreement=agreement, amendment=amendment, quantity=6, starts_on=date(2017, 1, 1))
    proposed = AmendmentFactory(agreement=agreement, state=AmendmentState.TO_SIGN)
    CommitmentFactory(agreement=agreement, amendment=proposed, label="Proposés", starts_on=date(2016, 1, 1))

    before, since = in_force(agreement, date(2016, 12, 31)), in_force(agreement, date(2017, 1, 1))
    assert (before.terms.ends_on, before.terms.renewal, before.places) == (date(2016, 12, 31), Renewal.NONE, 4)
    assert (since.terms.ends_on, since.terms.renewal, since.places) == (date(2018, 12, 31), Renewal.EXPRESS, 6)
    assert (before.commitments, since.commitments) == ([former], [new])
    assert (before.amendments, since.amendments) == ([], [amendment])
    assert days_of_change(agreement) == [date(2016, 1, 1), date(2017, 1, 1), date(2019, 1, 1)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"quantity": 0}, "plus grand que zéro"),
        ({"quantity": "2.5"}, "nombres entiers"),
        ({"kind": CommitmentKind.DAYS, "minimum_months": 6}, "ne vaut que pour des places"),
        ({"ends_on": date(1999, 1, 1)}, "finit avant d’avoir commencé"),
    ],
)
def test_a_commitment_says_what_can_be_held(facts: dict[str, object], said: str) -> None:
    agreement = PartnerAgreementFactory()
    given = {"code": "c-1", "kind": CommitmentKind.PLACES, "label": "Studios", "quantity": 6}
    commitment = Commitment(agreement=agreement, starts_on=date(2017, 1, 1), **given | facts)
    with pytest.raises(ValidationError, match=said):
        commitment.full_clean()


@pytest.mark.django_db
def test_half_posts_are_staff() -> None:
    agreement = PartnerAgreementFactory()
    Commitment(
        agreement=agreement,
        code="c-1",
        kind=CommitmentKind.STAFF,
        label="Un mi-temps",
        quantity="0.5",
        starts_on=date(2017, 1, 1),
    ).full_clean()
