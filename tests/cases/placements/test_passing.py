"""A place that is open still when the person is handed over, or leaves: somebody always sees to its end."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from time_machine import travel

from cases.exits.leaving import leave
from cases.handovers.handing_over import accept
from cases.handovers.taking_back import take_back
from cases.models import (
    AccessedPerson,
    Enrolment,
    ExitReason,
    Handover,
    Placement,
    PlacementState,
    Restriction,
    RestrictionReason,
    YoungPerson,
)
from cases.restricted_files import restrict
from partners.models import Commitment, Organisation, OrganisationKind, User
from tests.cases.handovers.given import asked_of, followed_at
from tests.cases.placements.given import AT, ON, YEAR, flats, placed, step
from tests.factories import ProgrammeFactory, YoungPersonFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=31)


@pytest.fixture(autouse=True)
def on_that_day() -> object:
    with travel(AT, tick=False):
        yield


@pytest.fixture
def enrolment(referent: User) -> Enrolment:
    person = YoungPersonFactory(last_name="Kerdoncuff", first_name="Malo")
    return followed_at("ml-rennes", person=person, entered_on=YEAR)


@pytest.fixture
def flat() -> Commitment:
    return flats(1)


@pytest.fixture
def stay(enrolment: Enrolment, flat: Commitment) -> Placement:
    return placed(enrolment.person, flat, place=1, state="commencee", starts_on=YEAR)


@pytest.fixture
def waiting(flat: Commitment) -> Placement:
    """Somebody of another Mission Locale, for that flat."""
    elsewhere = Organisation.objects.get_or_create(code="ml-redon", kind=OrganisationKind.MISSION_LOCALE)[0]
    known = {"mission_locale": elsewhere, "state": "en_attente", "waiting_since": AT}
    return placed(YoungPersonFactory(), flat, **known)


@pytest.fixture
def accepted(stay: Placement, enrolment: Enrolment, referent: User, other_referent: User) -> Handover:
    handover = asked_of("ml-saint-malo", enrolment, referent, AT, ON)
    accept(handover, other_referent, AT, other_referent)
    return handover


def status(user: User, placement: Placement) -> int:
    return int(signed_in(user).get(placement.get_absolute_url()).status_code)


def left(person: YoungPerson, by: User) -> None:
    leave(Enrolment.objects.get(person=person), ON, ExitReason.EMPLOYMENT, {}, by, AT)


def test_handed_over_the_place_goes_with_the_person(
    accepted: Handover, stay: Placement, referent: User, other_referent: User
) -> None:
    shown = signed_in(other_referent).get(stay.get_absolute_url()).content.decode()
    assert "Reprise par relais" in shown
    assert f"{accepted.from_mission_locale}, le 26 novembre 2026" in shown
    assert status(referent, stay) == 404
    step(other_referent, stay, "partir", ends_on=ON, result="mene_a_terme")
    assert stay.state == PlacementState.ENDED


def test_asked_for_it_names_the_place_and_what_becomes_of_it(
    stay: Placement, enrolment: Enrolment, referent: User, other_referent: User
) -> None:
    known = f"{stay.agreement.organisation}\N{NO-BREAK SPACE}: commencée"
    form = signed_in(referent).get(reverse("cases:handover_create", args=[stay.person.code])).content.decode()
    address = asked_of("ml-saint-malo", enrolment, referent, AT, ON).get_absolute_url()
    page, there = (signed_in(user).get(address).content.decode() for user in (referent, other_referent))
    for shown in (form, page):
        assert known in unescape(shown)
        assert "elle passe à la Mission Locale d’accueil" in shown
    assert "Place chez un partenaire" not in there


def test_the_answer_taken_back_the_place_returns(
    accepted: Handover, stay: Placement, enrolment: Enrolment, referent: User, other_referent: User
) -> None:
    take_back(accepted, other_referent, AT)
    stay.refresh_from_db()
    assert (stay.mission_locale, stay.handovers.count()) == (enrolment.mission_locale, 0)
    assert (status(referent, stay), status(other_referent, stay)) == (200, 404)


def test_the_one_that_gives_and_goes_on_otherwise_keeps_the_place(
    stay: Placement, enrolment: Enrolment, referent: User, other_referent: User
) -> None:
    followed_at("ml-rennes", person=enrolment.person, programme=ProgrammeFactory(code="dedans-dehors"))
    accept(asked_of("ml-saint-malo", enrolment, referent, AT, ON), other_referent, AT, other_referent)
    stay.refresh_from_db()
    assert stay.mission_locale == enrolment.mission_locale


@pytest.mark.parametrize("persona", ["referent", "lead"])
def test_long_after_the_exit_the_stay_is_ended_and_the_list_goes_on(
    stay: Placement, waiting: Placement, referent: User, persona: str, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(persona)
    left(stay.person, referent)
    with travel(LATER, tick=False):
        browser = signed_in(user)
        assert browser.get(stay.person.get_absolute_url()).status_code == 404
        home = browser.get(reverse("home")).content.decode()
        assert stay.get_absolute_url() in home
        assert "place encore prise, départ à noter" in home
        shown = browser.get(stay.get_absolute_url()).content.decode()
        assert "Suivi terminé, place encore ouverte" in shown
        assert stay.person.get_absolute_url() not in shown
        answer = step(user, stay, "partir", ends_on=ON, result="autre")
        assert (answer.status_code, stay.state) == (200, PlacementState.ENDED)
        assert status(user, stay) == 404
    waiting.refresh_from_db()
    assert waiting.is_to_confirm


def test_it_is_in_the_journal(stay: Placement, referent: User) -> None:
    left(stay.person, referent)
    with travel(LATER, tick=False):
        signed_in(referent).get(stay.get_absolute_url())
    seen = AccessedPerson.objects.filter(person_key=stay.person.journal_key).values_list("entry__action", flat=True)
    assert list(seen) == ["cases:placement_detail"]


def test_of_a_restricted_file_those_named_alone_see_to_it(stay: Placement, referent: User, lead: User) -> None:
    restriction = Restriction(person=stay.person, reason=RestrictionReason.THREAT, marked_at=AT)
    restrict(restriction, [lead])
    left(stay.person, referent)
    with travel(LATER, tick=False):
        assert [status(user, stay) for user in (referent, lead)] == [404, 200]


def exit_page(user: User, enrolment: Enrolment, **given: Any) -> Any:
    address = reverse("cases:enrolment_exit", args=[enrolment.code])
    sent = {"left_on": ON.isoformat(), "exit_reason": "emploi"} | given
    return signed_in(user).post(address, sent)


def test_the_exit_asks_what_becomes_of_the_place(
    stay: Placement, waiting: Placement, enrolment: Enrolment, referent: User
) -> None:
    assert "Dites ce que devient sa place." in exit_page(referent, enrolment).content.decode()
    assert not Enrolment.objects.exclude(left_on=None).exists()
    answer = exit_page(referent, enrolment, places="rendue")
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told[1:] == ["La liste d’attente a avancé\N{NO-BREAK SPACE}: 1 place réservée, à confirmer."]
    for one in (stay, waiting):
        one.refresh_from_db()
    assert (stay.state, stay.ends_on, waiting.is_to_confirm) == (PlacementState.ENDED, ON, True)


def test_a_place_that_stays_taken_at_the_exit_is_kept(stay: Placement, enrolment: Enrolment, referent: User) -> None:
    assert exit_page(referent, enrolment, places="reste").status_code == 302
    stay.refresh_from_db()
    assert stay.state == PlacementState.STARTED


def test_a_stay_that_began_after_the_exit_is_said(stay: Placement, enrolment: Enrolment, referent: User) -> None:
    Placement.objects.filter(pk=stay.pk).update(starts_on=ON)
    answer = exit_page(referent, enrolment, places="rendue", left_on=(ON - timedelta(days=1)).isoformat())
    assert "Le séjour chez le partenaire a commencé après ce jour" in answer.content.decode()
    assert not Enrolment.objects.exclude(left_on=None).exists()
