"""What the day asks of an agreement: each alarm on its day, and not the day before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cases.homes.agreements import agreements_to_do
from partners.agreements.alarms import AlarmKind, alarms
from partners.agreements.reading import agreements_whole
from partners.models import (
    AgreementAmount,
    AgreementState,
    AmendmentState,
    CommitmentKind,
    PartnerAgreement,
    Renewal,
)
from tests.factories import AmendmentFactory, CommitmentFactory, OrganisationFactory, PartnerAgreementFactory

pytestmark = pytest.mark.django_db

START, END, ONE_DAY = date(2017, 1, 1), date(2017, 12, 31), timedelta(days=1)
TACIT = {"ends_on": END, "renewal": Renewal.TACIT, "renewal_months": 12, "notice_length": 3}


def agreement(**fields: Any) -> PartnerAgreement:
    """One that began in 2017, without an end unless said otherwise."""
    created: PartnerAgreement = PartnerAgreementFactory(**{"starts_on": START} | fields)
    return created


def promising(kind: CommitmentKind, quantity: int, *used: tuple[date, int]) -> PartnerAgreement:
    """One that promises that, with these readings."""
    commitment = CommitmentFactory(agreement=agreement(), kind=kind, quantity=quantity, starts_on=START)
    for read_on, done in used:
        commitment.uses.create(read_on=read_on, quantity=done)
    return PartnerAgreement.objects.get(pk=commitment.agreement_id)


def to_sign() -> PartnerAgreement:
    return agreement(state=AgreementState.TO_SIGN)


def with_amendment() -> PartnerAgreement:
    amendment = AmendmentFactory(
        agreement=agreement(), number=1, state=AmendmentState.TO_SIGN, takes_effect_on=date(2017, 7, 1)
    )
    return PartnerAgreement.objects.get(pk=amendment.agreement_id)


def losing_its_funder() -> PartnerAgreement:
    losing = agreement()
    funder = OrganisationFactory(funder=True, name="SPIP")
    AgreementAmount.objects.create(agreement=losing, funder=funder, year=2017, stops_on=END)
    return losing


# What is agreed; the alarm; its first day; the last one, where it stops by itself; what it says.
TABLE: dict[str, tuple[Any, AlarmKind, date, date | None, str]] = {
    "to sign": (to_sign, AlarmKind.TO_SIGN, date(2016, 12, 2), None, "attend ses signatures"),
    "amendment": (with_amendment, AlarmKind.AMENDMENT, date(2017, 6, 1), None, "Avenant n° 1 est à signer"),
    "notice": (
        lambda: agreement(**TACIT),
        AlarmKind.NOTICE,
        date(2017, 8, 1),
        date(2017, 9, 30),
        "le 30 septembre 2017. Ensuite elle se reconduit jusqu’au 31 décembre 2018.",
    ),
    "the end": (lambda: agreement(ends_on=END), AlarmKind.ENDING, date(2017, 10, 2), None, "sans reconduction"),
    "express": (
        lambda: agreement(ends_on=END, renewal=Renewal.EXPRESS),
        AlarmKind.ENDING,
        date(2017, 10, 2),
        None,
        "sauf reconduction expresse",
    ),
    "behind": (
        lambda: promising(CommitmentKind.DAYS, 40, (date(2017, 5, 1), 5)),
        AlarmKind.BEHIND,
        date(2017, 7, 2),
        date(2017, 12, 31),
        "5 sur 40 depuis le 1er janvier",
    ),
    "exceeded": (
        lambda: promising(CommitmentKind.PEOPLE_A_YEAR, 6, (date(2017, 5, 1), 6), (date(2017, 5, 9), 7)),
        AlarmKind.EXCEEDED,
        date(2017, 5, 9),
        date(2017, 12, 31),
        "dépassé, 7 sur 6",
    ),
    "funding": (
        losing_its_funder,
        AlarmKind.FUNDING,
        date(2017, 7, 4),
        END,
        "SPIP a annoncé son arrêt pour le 31 décembre 2017",
    ),
}


def raised(known: PartnerAgreement, on: date) -> dict[AlarmKind, str]:
    """What that day asks, by kind."""
    return {alarm.kind: alarm.text for alarm in alarms(agreements_whole().get(pk=known.pk), on)}


@pytest.mark.parametrize("name", TABLE)
def test_an_alarm_comes_on_its_day_and_not_the_day_before(name: str) -> None:
    make, kind, first, last, said = TABLE[name]
    known = make()
    assert kind not in raised(known, first - ONE_DAY)
    assert said.replace("n° ", "n°\N{NO-BREAK SPACE}") in raised(known, first)[kind]
    assert kind in raised(known, last or date(2019, 1, 1))
    assert last is None or kind not in raised(known, last + ONE_DAY)


def test_a_tacit_renewal_asks_again_every_year() -> None:
    known = agreement(**TACIT)
    assert AlarmKind.NOTICE in raised(known, date(2019, 9, 1))
    assert raised(known, date(2019, 10, 1)) == {}


@pytest.mark.parametrize("state", [AgreementState.ENDED, AgreementState.DENOUNCED, AgreementState.DRAFT])
def test_what_is_over_or_only_being_written_asks_nothing(state: AgreementState) -> None:
    assert raised(agreement(**TACIT, state=state), date(2017, 9, 1)) == {}


def test_what_goes_as_promised_asks_nothing() -> None:
    known = promising(CommitmentKind.PEOPLE_A_YEAR, 12, (date(2017, 9, 1), 9))
    assert raised(known, date(2017, 9, 2)) == {}
    assert list(raised(known, date(2018, 9, 2))) == [AlarmKind.BEHIND]  # nothing was read that year


def test_what_is_late_comes_last_and_says_how_old_it_is() -> None:
    on = date(2026, 3, 2)
    old = agreement(state=AgreementState.TO_SIGN)
    soon = agreement(state=AgreementState.TO_SIGN, starts_on=date(2026, 3, 20))
    late = agreement(state=AgreementState.TO_SIGN, starts_on=date(2026, 1, 1))
    [block] = agreements_to_do(on).blocks
    assert [line.url for line in block.lines] == [one.get_absolute_url() for one in (soon, late, old)]
    assert block.lines[1].words.endswith("1er janvier 2026, il y a 2\N{NO-BREAK SPACE}mois.")
    assert block.lines[2].words.endswith("1er janvier 2017, il y a 9\N{NO-BREAK SPACE}ans.")


@pytest.mark.parametrize("terms", [{"ends_on": END}, TACIT])
def test_one_whose_period_is_over_asks_no_more_to_be_signed(terms: dict[str, Any]) -> None:
    known = agreement(**terms, state=AgreementState.TO_SIGN)
    assert "attend ses signatures" in raised(known, END)[AlarmKind.TO_SIGN]
    said = raised(known, END + ONE_DAY)[AlarmKind.TO_SIGN]
    assert "passée sans signature, finie le 31 décembre 2017, il y a 1\N{NO-BREAK SPACE}jour." in said
