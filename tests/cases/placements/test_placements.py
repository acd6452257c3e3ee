"""A place with a partner, from the request to the departure, on its page and on the record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.signals import template_rendered
from django.urls import reverse
from time_machine import travel

from cases.models import Placement, PlacementState, YoungPerson
from partners.models import User
from tests.cases.placements.given import AT, ON, YEAR, flats, placed, send, step
from tests.factories import OrganisationFactory, PartnerAgreementFactory, SituationFactory, YoungPersonFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day() -> object:
    with travel(AT, tick=False):
        yield


def ask_for(user: User, person: YoungPerson, wanted: str, on: date = ON) -> str:
    address = reverse("cases:placement_create", args=[person.code])
    return str(send(user, address, {"wanted": wanted, "reserved_from": on}).content.decode())


def answer_of(user: User, placement: Placement) -> str:
    return str(signed_in(user).get(placement.get_absolute_url()).content.decode())


def test_a_place_is_asked_for_and_the_next_one_waits(referent: User, malo: YoungPerson) -> None:
    studio = flats(1)
    assert "La place n°\N{NO-BREAK SPACE}1 est réservée, à partir du 26/11/2026." in ask_for(
        referent, malo, f"places-{studio.code}"
    )
    placed_now = Placement.objects.get()
    assert (placed_now.place, placed_now.asked_on, placed_now.person) == (1, ON, malo)
    placed_now.person = YoungPersonFactory()
    placed_now.save()
    answer = ask_for(referent, malo, f"places-{studio.code}")
    assert "liste d’attente, en position 1" in answer
    assert Placement.objects.waiting().get().person == malo


def test_an_agreement_without_places_is_asked_too(referent: User, malo: YoungPerson) -> None:
    agreement = PartnerAgreementFactory(starts_on=date(2026, 1, 1))
    assert "La demande est notée." in ask_for(referent, malo, f"convention-{agreement.code}")
    assert Placement.objects.get().commitment is None


def test_a_day_on_which_nothing_is_given_is_said(referent: User, malo: YoungPerson) -> None:
    studio = flats(1, ends_on=ON)
    after, long_before = ON + timedelta(days=1), date(2026, 3, 1)
    assert "La convention ne donne pas de place ce jour-là" in ask_for(referent, malo, f"places-{studio.code}", after)
    assert "précède la demande de plus d’un mois" in ask_for(referent, malo, f"places-{studio.code}", long_before)
    assert not Placement.objects.exists()


def test_all_the_way_of_a_stay(referent: User, malo: YoungPerson) -> None:
    stay = placed(malo, flats(1), place=1)
    step(referent, stay, "accepter", accepted_on=date(2026, 2, 1))
    assert "Pas avant le" in step(referent, stay, "arriver", starts_on=date(2026, 3, 1)).content.decode()
    assert (stay.state, stay.expected_end_on) == (PlacementState.STARTED, date(2026, 9, 1))
    step(referent, stay, "prolonger", expected_end_on=date(2027, 1, 31))
    job = SituationFactory(person=malo)
    step(referent, stay, "partir", ends_on=ON, result="mene_a_terme", situation=job.pk)
    assert (stay.state, stay.ends_on, stay.situation) == (PlacementState.ENDED, ON, job)


def test_a_stay_shorter_than_its_minimum_says_why(referent: User, malo: YoungPerson) -> None:
    stay = placed(malo, flats(1), place=1, state="commencee", starts_on=date(2026, 9, 1))
    answer = step(referent, stay, "partir", ends_on=ON, result="mene_a_terme")
    assert (answer.status_code, stay.ends_on) == (400, None)
    assert "6 mois au moins, jusqu’au 1er mars 2027" in answer.content.decode()
    answer = step(referent, stay, "partir", ends_on=ON, result="vers_solution", early_end="autre_solution")
    assert stay.ends_on == ON
    assert "Le séjour a fini avant le 1er mars 2027" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("accepter", {"accepted_on": ON + timedelta(days=1)}, "Ce jour n’est pas encore arrivé."),
        ("accepter", {"accepted_on": date(2025, 12, 1)}, "L’accord précède la demande."),
        ("refuser", {"refused_on": ON, "refusal": ""}, "Ce champ est obligatoire."),
    ],
)
def test_what_cannot_be_is_said(referent: User, malo: YoungPerson, name: str, given: dict, words: str) -> None:
    stay = placed(malo, flats(1), place=1)
    answer = step(referent, stay, name, **given)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert stay.state == PlacementState.ASKED


@pytest.mark.parametrize(
    ("noted", "words"),
    [
        ({"asked_on": YEAR}, "L’arrivée précède la demande."),
        ({"asked_on": None}, "La convention ne donne ces places que depuis le 1er janvier 2026."),
    ],
)
def test_nobody_arrives_before_the_request_nor_before_the_agreement(
    referent: User, malo: YoungPerson, noted: dict, words: str
) -> None:
    stay = placed(malo, flats(1), place=1, state="acceptee", **noted)
    answer = step(referent, stay, "arriver", starts_on=YEAR - timedelta(days=1))
    assert words in answer.content.decode()
    assert stay.state == PlacementState.ACCEPTED


def test_the_day_that_is_wanted_is_corrected_without_losing_the_rank(referent: User, malo: YoungPerson) -> None:
    studios, later = flats(2, ends_on=date(2027, 12, 31)), ON + timedelta(days=30)
    placed(YoungPersonFactory(), studios, place=1, state="terminee", reserved_from=YEAR, ends_on=later)
    kept = placed(malo, studios, place=1, reserved_from=later, asked_on=ON)
    send(referent, reverse("cases:placement_edit", args=[kept.code]), {"reserved_from": ON})
    kept.refresh_from_db()
    assert (kept.place, kept.reserved_from) == (2, ON)

    placed(YoungPersonFactory(), studios, place=1, reserved_from=later)
    waiting = placed(malo, studios, state="en_attente", waiting_since=AT, asked_on=ON)
    placed(YoungPersonFactory(), studios, state="en_attente", waiting_since=AT + timedelta(hours=1))
    address = reverse("cases:placement_edit", args=[waiting.code])
    send(referent, address, {"reserved_from": ON + timedelta(days=60)})
    assert Placement.objects.waiting().first() == waiting
    refused = send(referent, address, {"reserved_from": date(2028, 1, 1)})
    assert "La convention ne donne pas de place ce jour-là" in refused.content.decode()


def test_a_stay_that_would_outlast_the_agreement_is_said(referent: User, malo: YoungPerson) -> None:
    studio = flats(1, ends_on=date(2027, 3, 31))
    answer = ask_for(referent, malo, f"places-{studio.code}")
    assert "Le séjour dure au moins jusqu’au 26 mai 2027, au-delà du 31 mars 2027" in answer


def test_who_waits_gets_the_place_and_says_if_it_is_still_wanted(referent: User, malo: YoungPerson) -> None:
    studio = flats(1)
    stay = placed(YoungPersonFactory(), studio, place=1, state="commencee", starts_on=date(2026, 1, 1))
    waiting = placed(malo, studio, state="en_attente", waiting_since=AT)
    stay.person = malo
    stay.save()
    answer = step(referent, stay, "partir", ends_on=ON, result="mene_a_terme")
    assert "La liste d’attente a avancé" in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.is_to_confirm
    assert waiting.state == PlacementState.ASKED
    assert "Rendre la place" in answer_of(referent, waiting)
    step(referent, waiting, "confirmer")
    assert (waiting.is_to_confirm, waiting.confirmed_on) == (False, ON)
    step(referent, waiting, "refuser", refused_on=ON, refusal="renonce")
    assert (waiting.place, waiting.state) == (None, PlacementState.REFUSED)


def test_the_last_step_is_taken_back_unless_the_place_is_gone(referent: User, malo: YoungPerson) -> None:
    studio = flats(1)
    stay = placed(malo, studio, place=1, state="terminee", starts_on=date(2026, 1, 1), ends_on=ON, result="autre")
    step(referent, stay, "revenir")
    assert (stay.state, stay.ends_on, stay.result) == (PlacementState.STARTED, None, "")
    step(referent, stay, "partir", ends_on=ON, result="autre")
    placed(YoungPersonFactory(), studio, place=1, reserved_from=ON)
    assert "Sa place a été donnée depuis" in step(referent, stay, "revenir").content.decode()
    assert stay.state == PlacementState.ENDED


def test_a_refused_step_is_shown_once_nothing_is_held(referent: User, malo: YoungPerson) -> None:
    """As deep in transactions as the test itself is, a view is in none."""
    coming, own, drawn = placed(malo, flats(1), place=1), len(connection.savepoint_ids), []

    def draw(**kwargs: object) -> None:
        drawn.append(len(connection.savepoint_ids))

    template_rendered.connect(draw)
    answer = signed_in(referent).post(f"{coming.get_absolute_url()}etape/", {"etape": "accepter"})
    template_rendered.disconnect(draw)
    assert (answer.status_code, {*drawn}) == (400, {own})


def test_a_step_that_was_taken_already_changes_nothing(referent: User, malo: YoungPerson) -> None:
    stay = placed(malo, flats(1), place=1, state="commencee", starts_on=date(2026, 1, 1))
    assert "Cette étape est déjà notée" in step(referent, stay, "accepter", accepted_on=ON).content.decode()
    assert stay.accepted_on is None


def test_what_is_noted_is_corrected(referent: User, malo: YoungPerson) -> None:
    stay = placed(malo, flats(1), place=1, state="commencee", starts_on=date(2026, 2, 1))
    address = reverse("cases:placement_edit", args=[stay.code])
    send(referent, address, {"starts_on": date(2026, 1, 15), "asked_on": date(2026, 1, 2)})
    stay.refresh_from_db()
    assert (stay.starts_on, stay.asked_on, stay.state) == (date(2026, 1, 15), date(2026, 1, 2), "commencee")


def test_the_situation_that_follows_is_noted_from_the_place(referent: User, malo: YoungPerson) -> None:
    stay = placed(malo, flats(1), place=1, state="terminee", starts_on=date(2026, 1, 1), ends_on=ON)
    address = f"{reverse('cases:situation_create', args=[malo.code])}?place={stay.code}"
    send(referent, address, {"kind": "cdi", "organisation_name": "Les Halles"})
    stay.refresh_from_db()
    assert stay.situation
    assert (stay.situation.kind, stay.situation.starts_on) == ("cdi", ON)


def test_the_record_says_where_each_place_stands(referent: User, malo: YoungPerson) -> None:
    placed(malo, flats(1), state="en_attente", waiting_since=AT)
    shown = signed_in(referent).get(malo.get_absolute_url()).content.decode()
    assert "Places chez les partenaires" in shown
    assert "La première place qui se libère lui sera proposée" in shown


def test_the_place_of_another_mission_locale_is_not_there(
    referent: User, other_referent: User, malo: YoungPerson
) -> None:
    stay = placed(malo, flats(1), place=1, mission_locale=OrganisationFactory(code="ml-saint-malo"))
    for user in (referent, other_referent):
        assert signed_in(user).get(stay.get_absolute_url()).status_code == 404
