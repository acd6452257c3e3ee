"""« À reporter dans i-milo »: each fact once, ticked, compared by month."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases.contacts.imilo import Month
from cases.models import Contact, ContactNote, ImiloEntry, YoungPerson
from partners.models import Organisation, User
from tests.factories import ContactFactory, SituationFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

NOVEMBER = "/i-milo/?mois=2026-11"


@pytest.fixture
def interview(malo: YoungPerson, referent: User) -> Contact:
    rennes = Organisation.objects.get(code="ml-rennes")
    contact: Contact = ContactFactory(
        person=malo, mission_locale=rennes, held_on=date(2026, 11, 20), referent_name="Yann Kerbellec"
    )
    contact.axes.create(axis="logement")
    ContactNote.objects.create(contact=contact, text="Secret.", author=referent, written_at="2026-11-20T12:00Z")
    ContactFactory(person=malo, mission_locale=rennes, held_on=date(2026, 10, 31))
    return contact


def lines(user: User, address: str = NOVEMBER) -> list[str]:
    return [line.text for line in signed_in(user).get(address).context["lines"]]


def test_a_line_says_what_is_to_be_typed_and_never_the_note(interview: Contact, referent: User) -> None:
    assert lines(referent) == ["20/11/2026 ; Entretien ; Logement ; Yann Kerbellec"]
    assert "Secret." not in signed_in(referent).get(NOVEMBER).content.decode()


def test_a_situation_is_a_line_too(malo: YoungPerson, referent: User) -> None:
    SituationFactory(person=malo, kind="cdd", organisation_name="Kerlann Bois", starts_on=date(2026, 11, 3))
    assert lines(referent) == ["du 03/11/2026 ; CDD ; Kerlann Bois"]


def post(user: User, **given: Any) -> int:
    return signed_in(user).post("/i-milo/", {"mois": "2026-11"} | given).status_code


def test_ticked_it_goes_and_comes_back_when_that_was_a_slip(interview: Contact, referent: User) -> None:
    key = f"contact-{interview.pk}"
    for _ in range(2):
        assert post(referent, ligne=key) == 302
    assert ImiloEntry.objects.get().typed_by == referent
    assert lines(referent) == []
    assert signed_in(referent).get(NOVEMBER).context["differences"] == [
        {"label": "Entretien", "here": 1, "there": 1, "missing": 0}
    ]
    assert post(referent, ligne=key, annuler="1") == 302
    assert len(lines(referent)) == 1


def test_what_another_holds_is_not_ticked(interview: Contact, other_referent: User) -> None:
    for key in (f"contact-{interview.pk}", "contact-x", "situation-9" * 9):
        assert post(other_referent, ligne=key) == 302
    assert not ImiloEntry.objects.exists()
    assert lines(other_referent) == []


@pytest.mark.parametrize(
    ("first", "before", "following"),
    [
        (date(2026, 1, 1), date(2025, 12, 1), date(2026, 2, 1)),
        (date(2026, 12, 1), date(2026, 11, 1), date(2027, 1, 1)),
        (date(2026, 6, 1), date(2026, 5, 1), date(2026, 7, 1)),
    ],
)
def test_months_follow_one_another(first: date, before: date, following: date) -> None:
    assert (Month(first).before, Month(first).following) == (before, following)


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2026-13", "x", "%00", ""])
def test_a_month_that_is_none_is_this_one(referent: User, month: str) -> None:
    response = signed_in(referent).get(f"/i-milo/?mois={month}")
    assert response.status_code == 200
    assert response.context["is_now"]
