"""Situations: noted, ended, the one before closed when asked."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages

from cases.models import Situation, YoungPerson
from partners.models import User
from tests.access.forms import fields_of
from tests.factories import SituationFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(malo: YoungPerson) -> Situation:
    situation: Situation = SituationFactory(person=malo, kind="mobilisation", starts_on=date(2026, 9, 1))
    return situation


def note(user: User, person: YoungPerson, **given: Any) -> Any:
    sent = {"kind": "cdd", "organisation_name": "Kerlann Bois", "starts_on": "2026-11-02", "number": uuid.uuid4()}
    sent |= given
    return signed_in(user).post(f"/jeunes/{person.code}/situations/noter/", sent)


def test_the_one_before_is_closed_on_the_eve_when_asked(course: Situation, malo: YoungPerson, referent: User) -> None:
    answer = note(referent, malo, closes_previous="on", previous_end="abandon")
    assert "est close au 1er novembre 2026\N{NO-BREAK SPACE}: Abandon." in str(*get_messages(answer.wsgi_request))
    course.refresh_from_db()
    assert (course.ends_on, course.end_reason) == (date(2026, 11, 1), "abandon")
    assert Situation.objects.get(kind="cdd").organisation_name == "Kerlann Bois"


def test_how_it_ended_is_asked_and_never_made_up(course: Situation, malo: YoungPerson, referent: User) -> None:
    refused = note(referent, malo, closes_previous="on")
    assert refused.status_code == 400
    assert "Dites comment elle s’est terminée" in refused.content.decode()
    assert Situation.objects.get() == course
    assert note(referent, malo, closes_previous="on", previous_end="inconnu").status_code == 302
    course.refresh_from_db()
    assert (course.ends_on, course.end_reason) == (date(2026, 11, 1), "")


def test_it_goes_on_when_not_asked(course: Situation, malo: YoungPerson, referent: User) -> None:
    assert note(referent, malo).status_code == 302
    course.refresh_from_db()
    assert course.ends_on is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"end_reason": "terme"}, "Donnez la date de fin"),
        ({"ends_on": "2026-11-01"}, "avant d’avoir commencé"),
        ({"organisation_name": "Bois " * 25}, "120 caractères"),
        ({"certification": "non_obtenue", "obtained": "CACES 1"}, "videz le titre"),
    ],
)
def test_what_does_not_fit_is_said(malo: YoungPerson, referent: User, given: dict[str, str], said: str) -> None:
    response = note(referent, malo, **given)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not Situation.objects.exists()


def test_how_it_ended_and_what_was_obtained(course: Situation, referent: User) -> None:
    browser, address = signed_in(referent), f"/situations/{course.code}/modifier/"
    seen = browser.get(address).context["form"].initial["seen"]
    sent = {
        "kind": "mobilisation",
        "starts_on": "2026-09-01",
        "ends_on": "2026-11-20",
        "end_reason": "terme",
        "certification": "obtenue",
        "obtained": "CACES R489",
        "seen": seen,
    }
    assert browser.post(address, sent).status_code == 302
    course.refresh_from_db()
    assert (course.ends_on, course.obtained) == (date(2026, 11, 20), "CACES R489")


def test_a_name_that_an_import_took_stays_and_the_rest_is_corrected(course: Situation, referent: User) -> None:
    """However long: the data package bounds no name."""
    long = "Atelier et chantier d’insertion " * 9
    Situation.objects.update(organisation_name=long)
    page = f"/situations/{course.code}/modifier/"
    shown = fields_of(signed_in(referent).get(page).content.decode())
    assert signed_in(referent).post(page, shown | {"kind": "cdd"}).status_code == 302
    kept = Situation.objects.get()
    assert (kept.kind, kept.organisation_name) == ("cdd", long.strip())
    shown = fields_of(signed_in(referent).get(page).content.decode())
    answer = signed_in(referent).post(page, shown | {"organisation_name": f"{long} suite"})
    assert answer.status_code == 400 and "120 caractères" in answer.content.decode()


def test_an_officer_has_no_such_page(course: Situation, malo: YoungPerson, cpip: User) -> None:
    assert note(cpip, malo).status_code == 404
    assert signed_in(cpip).get(f"/situations/{course.code}/modifier/").status_code == 404


def test_sent_twice_it_is_one(course: Situation, malo: YoungPerson, referent: User) -> None:
    number = uuid.uuid4()
    for _ in range(2):
        assert (
            note(referent, malo, number=number, closes_previous="on", previous_end="terme")["Location"]
            == malo.get_absolute_url()
        )
    kept = Situation.objects.exclude(pk=course.pk).get()
    corrected = note(referent, malo, number=number, organisation_name="Kerlann Métal")
    assert corrected["Location"] == f"/situations/{kept.code}/modifier/"


def test_what_shows_nothing_is_no_part_of_a_name(malo: YoungPerson, referent: User) -> None:
    note(referent, malo, organisation_name="Ker\u200blann\u202e Bois")
    assert Situation.objects.get().organisation_name == "Kerlann Bois"
