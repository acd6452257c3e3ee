"""Entering a permanence: present or why not, the interview that it makes, closing, correcting, opening again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import (
    Appointment,
    Attendance,
    Axis,
    Contact,
    ContactKind,
    ContactNote,
    ContactPlace,
    Draft,
    Permanence,
)
from partners.models import Role, User
from tests.cases.entry.sheets import appointments, as_shown, later, line, page, permanence_of, send
from tests.factories import SiteFactory
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def permanence(referent: User) -> Permanence:
    return permanence_of(2)


@pytest.fixture
def client(referent: User) -> Client:
    return signed_in(referent)


@pytest.fixture
def first(permanence: Permanence) -> Appointment:
    return appointments(permanence)[0]


PRESENT: dict[str, Any] = {
    "attendance": "present",
    "axes": [Axis.HOUSING, Axis.TRAINING],
    "note": "Veut passer le permis.",
}


def test_present_makes_the_interview(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    colleague = member(Role.REFERENT, "ml-rennes")
    send(client, permanence, referent, line(first, **PRESENT), held_by=str(colleague.pk))
    contact = Contact.objects.get()
    assert (contact.kind, contact.place, contact.person) == (ContactKind.INTERVIEW, ContactPlace.INSIDE, first.person)
    assert (contact.held_on, contact.referent_name) == (permanence.planned_on, str(colleague))
    assert (contact.entered_by, timezone.localdate(contact.entered_at)) == (referent, timezone.localdate())
    assert contact.duration_minutes == 30
    assert sorted(contact.axes.values_list("axis", flat=True)) == [Axis.TRAINING, Axis.HOUSING]
    assert (contact.note.text, contact.note.author) == ("Veut passer le permis.", referent)
    first.refresh_from_db()
    assert (first.attendance, first.contact, first.entered_by) == (Attendance.PRESENT, contact, referent)
    permanence.refresh_from_db()
    assert (permanence.was_held, permanence.referent, permanence.entered_at) == (True, colleague, None)


def test_outside_the_interview_is_outside(client: Client, referent: User) -> None:
    outside = permanence_of(1, site=SiteFactory(is_inside=False))
    send(client, outside, referent, line(appointments(outside)[0], "present", minutes="45"))
    assert (Contact.objects.get().place, Contact.objects.get().duration_minutes) == (ContactPlace.OUTSIDE, 45)


@pytest.mark.parametrize("cause", Attendance.missed_reasons())
def test_absent_makes_nothing_but_the_cause(
    permanence: Permanence, client: Client, referent: User, first: Appointment, cause: str
) -> None:
    send(client, permanence, referent, line(first, cause))
    first.refresh_from_db()
    assert (first.attendance, first.contact) == (cause, None)
    assert not Contact.objects.exists()


def test_every_cause_is_in_its_group() -> None:
    grouped = [value for _, choices in Attendance.grouped() for value, _ in choices]
    assert sorted(grouped) == sorted(Attendance.values)


def test_it_closes_once_every_line_is_settled(permanence: Permanence, client: Client, referent: User) -> None:
    one, other = appointments(permanence)
    refused = send(client, permanence, referent, line(one, "present"), close="1")
    assert refused.status_code == 400
    assert "une fois toutes les lignes réglées" in refused.content.decode()
    permanence.refresh_from_db()
    assert permanence.entered_at is None
    assert Contact.objects.count() == 1
    assert send(client, permanence, referent, line(other, "parloir"), close="1").status_code == 302
    permanence.refresh_from_db()
    assert permanence.entered_by == referent
    assert "Saisie close" in client.get(page(permanence)).content.decode()


def test_it_does_not_close_before_one_says_that_it_was_held(
    permanence: Permanence, client: Client, referent: User
) -> None:
    typed = [line(one, "parloir") for one in appointments(permanence)]
    refused = send(client, permanence, referent, *typed, close="1", was_held="")
    assert "Dites d’abord si la permanence a eu lieu" in refused.content.decode()


def test_not_held_everyone_is_to_be_invited_again(permanence: Permanence, client: Client, referent: User) -> None:
    target = later(permanence, slots=1)
    response = send(client, permanence, referent, was_held="non", cause="mouvements_bloques", postpone_to=target.code)
    assert response.status_code == 302
    permanence.refresh_from_db()
    assert (permanence.was_held, permanence.not_held_cause) == (False, "mouvements_bloques")
    assert permanence.entered_by == referent
    assert [one.attendance for one in appointments(permanence)] == ["", ""]
    assert len(appointments(target)) == 1
    assert (
        "Jeunes réinvités\N{NO-BREAK SPACE}: 1, à réinviter\N{NO-BREAK SPACE}: 1."
        in client.get(page(permanence)).content.decode()
    )


def test_not_held_wants_a_cause_and_nobody_noted(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    assert "Choisissez pourquoi" in send(client, permanence, referent, was_held="non").content.decode()
    typed = send(client, permanence, referent, line(first, "present"), was_held="non", cause="autre")
    assert "Des jeunes sont notés" in typed.content.decode()
    send(client, permanence, referent, line(first, "present"))
    assert send(client, permanence, referent, was_held="non", cause="autre").status_code == 400
    permanence.refresh_from_db()
    assert permanence.was_held is True


def test_corrected_to_absent_the_interview_goes_and_its_note_stays_with_its_author(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    send(client, permanence, referent, line(first, **PRESENT))
    send(client, permanence, referent, line(first, "refus", note="Veut passer le permis."))
    assert not Contact.objects.exists()
    assert Draft.objects.get().author == referent
    assert "Veut passer le permis." in client.get(page(permanence)).content.decode()
    send(client, permanence, referent, line(first, **PRESENT))
    assert ContactNote.objects.get().text == "Veut passer le permis."
    assert not Draft.objects.exists()


def test_a_colleague_s_note_keeps_its_interview(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    send(client, permanence, referent, line(first, **PRESENT))
    colleague = member(Role.REFERENT, "ml-rennes")
    refused = send(signed_in(colleague), permanence, colleague, line(first, "refus"))
    assert "n’est plus à vous" in refused.content.decode()
    assert ContactNote.objects.count() == 1


def test_one_s_own_note_is_not_said_to_be_added_to(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    send(client, permanence, referent, line(first, **PRESENT))
    assert "Ajouter à la note" not in client.get(page(permanence)).content.decode()
    colleague = signed_in(member(Role.REFERENT, "ml-rennes"))
    assert "Ajouter à la note" in colleague.get(page(permanence)).content.decode()


def test_a_colleague_adds_to_a_note(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    send(client, permanence, referent, line(first, **PRESENT))
    colleague = member(Role.REFERENT, "ml-rennes")
    browser, opened = signed_in(colleague), as_shown(permanence, colleague)
    typed = opened | line(first, **PRESENT | {"note": "A déposé son dossier."}) | {"held_by": str(referent.pk)}
    answers = [browser.post(page(permanence), typed | {"was_held": "oui"}).status_code for _ in range(2)]
    note = ContactNote.objects.get()
    assert answers == [302, 302]
    assert note.text.count("A déposé son dossier.") == 1
    assert note.author == referent
    assert note.text.startswith("Veut passer le permis.\n\nAjout de")
    assert note.text.endswith("A déposé son dossier.")


def test_the_next_appointment(permanence: Permanence, client: Client, referent: User, first: Appointment) -> None:
    soon, other = later(permanence), later(permanence, days=14)
    send(client, permanence, referent, line(first, "non_appele", following=soon.code))
    assert [one.person for one in appointments(soon)] == [first.person]
    assert appointments(soon)[0].referral == first.referral
    send(client, permanence, referent, line(first, "non_appele", following=other.code))
    assert (len(appointments(soon)), len(appointments(other))) == (0, 1)
    send(client, permanence, referent, line(first, "non_appele", following=""))
    assert (len(appointments(soon)), len(appointments(other))) == (0, 0)


def test_opened_again(permanence: Permanence, client: Client, referent: User) -> None:
    send(client, permanence, referent, *[line(one, "parloir") for one in appointments(permanence)], close="1")
    assert 'name="close"' not in client.get(page(permanence)).content.decode()
    assert client.post(f"{page(permanence)}rouvrir/").status_code == 302
    permanence.refresh_from_db()
    assert (permanence.entered_at, permanence.was_held) == (None, True)
    assert [one.attendance for one in appointments(permanence)] == ["parloir", "parloir"]


def test_not_before_its_day(client: Client, referent: User) -> None:
    tomorrow = permanence_of(1, planned_on=timezone.localdate() + timedelta(days=1))
    assert "n’a pas encore eu lieu" in client.get(page(tomorrow)).content.decode()
    send(client, tomorrow, referent, line(appointments(tomorrow)[0], "present"))
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"attendance": "", "axes": [Axis.HEALTH]}, "Dites d’abord si ce jeune est venu."),
        ({"attendance": "present", "minutes": "9999"}, "inférieure ou égale à 480"),
        ({"attendance": "vacances"}, "choix valide"),
    ],
)
def test_invalid_lines_alone_are_not_written(
    permanence: Permanence, client: Client, referent: User, given: dict[str, Any], message: str
) -> None:
    one, other = appointments(permanence)
    response = send(client, permanence, referent, line(one, **given), line(other, "parloir"))
    assert response.status_code == 400
    assert message in response.content.decode()
    assert [one.attendance for one in appointments(permanence)] == ["", "parloir"]


@pytest.mark.parametrize(
    ("persona", "status"), [("referent", 200), ("other_referent", 404), ("cpip", 404), ("lead", 403), ("funder", 404)]
)
def test_who_enters(permanence: Permanence, request: pytest.FixtureRequest, persona: str, status: int) -> None:
    browser = signed_in(request.getfixturevalue(persona))
    assert browser.get(page(permanence)).status_code == status
    assert browser.post(f"{page(permanence)}rouvrir/").status_code == (302 if status == 200 else status)


@pytest.mark.parametrize("name", ["l{}-base", "l{}-note", "l{}-axes", "d{}-referral", "d{}-closing", "l{}-\0"])
def test_a_null_character_is_refused_and_not_kept(
    permanence: Permanence, client: Client, referent: User, first: Appointment, name: str
) -> None:
    spoilt = {f"d{first.code}-answer": "clore", f"d{first.code}-closing": "", name.format(first.code): "a\0b"}
    answered = send(client, permanence, referent, line(first, "present", axes=["inconnu"]) | spoilt)
    assert answered.status_code in {400, 409}
    assert "\\u0000" not in json.dumps([draft.data for draft in Draft.objects.all()])
    assert client.post(page(permanence), {"was_held": "oui", "held_by": referent.pk, "add": "a\0"}).status_code == 404
