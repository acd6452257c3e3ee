"""An address that a referral gives beside one that is known: nothing known is lost, each place has its own answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cases.models import Address, AddressMoment, Referral, YoungPerson
from partners.models import User
from tests.cases.referrals.conftest import TODAY
from tests.factories import AddressFactory
from tests.personas import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("programme")]

CUSTODY = TODAY - timedelta(days=9)
Said = list[tuple[str, bool | None, date | None, date | None]]


@pytest.fixture
def known(malo: YoungPerson) -> Address:
    """In a priority quarter of Rennes, as the young person said it once."""
    Referral.objects.update(decision="sans_suite", decided_on=TODAY)
    address: Address = AddressFactory(
        person=malo, moment=AddressMoment.BEFORE, line="3 rue des Lilas", commune_id="35238", qpv=True
    )
    return address


def refer_again(cpip: User, malo: YoungPerson, typed: dict[str, Any], **given: str) -> Said:
    """The addresses then: line, answer, from when, until when."""
    malo.measures.create(
        setting="detention", status="condamne", starts_on=CUSTODY, organisation_id=typed["establishment"]
    )
    who = {name: str(getattr(malo, name)) for name in ("last_name", "first_name", "birth_date")}
    sent = typed | given | who | {"person": malo.code, "envoyer": "1"}
    assert signed_in(cpip).post("/orientations/nouvelle/", sent).status_code == 302
    return [(one.line, one.qpv, one.starts_on, one.ends_on) for one in Address.objects.order_by("pk")]


def test_another_place_stands_beside_until_custody(
    cpip: User, malo: YoungPerson, known: Address, typed: dict[str, Any]
) -> None:
    assert refer_again(cpip, malo, typed, address_line="9 rue du Bois") == [
        ("3 rue des Lilas", True, None, None),
        ("9 rue du Bois", None, None, CUSTODY),
    ]


def test_said_once_more_on_another_day_it_is_the_same_place(
    cpip: User, malo: YoungPerson, known: Address, typed: dict[str, Any]
) -> None:
    there = {"moment": AddressMoment.BEFORE, "line": "9 rue du Bois", "starts_on": TODAY - timedelta(days=40)}
    AddressFactory(person=malo, commune=known.commune, **there)
    said = refer_again(cpip, malo, typed, address_line="9 rue du Bois", address_kind="")
    assert [line for line, *_ in said] == ["3 rue des Lilas", "9 rue du Bois"]


@pytest.mark.parametrize(
    ("stored", "kind"), [("hebergement", "hebergement"), ("hebergement", ""), ("", "hebergement")]
)
def test_the_same_place_keeps_its_answer(
    cpip: User, malo: YoungPerson, known: Address, typed: dict[str, Any], stored: str, kind: str
) -> None:
    Address.objects.update(kind=stored)
    said = refer_again(cpip, malo, typed, address_line="3, rue des lilas", address_kind=kind)
    assert said == [("3 rue des Lilas", True, None, None)]
    assert Address.objects.get().kind == "hebergement"


def test_the_same_street_elsewhere_is_another_place(
    cpip: User, malo: YoungPerson, known: Address, typed: dict[str, Any]
) -> None:
    assert refer_again(cpip, malo, typed, commune="Saint-Malo")[1] == ("3 rue des Lilas", None, None, CUSTODY)


def test_in_the_community_one_lives_there_that_day(
    cpip: User, malo: YoungPerson, known: Address, typed: dict[str, Any]
) -> None:
    said = refer_again(cpip, malo, typed, address_line="9 rue du Bois", establishment=typed["unit"])
    assert said[1] == ("9 rue du Bois", None, TODAY, None)
