"""Contacts: recorded once, with defaults from context; a note is its author's for seven days."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from cases.case_files import refresh
from cases.models import Contact, ContactAttempt, ContactNote, Draft, YoungPerson
from partners.models import Membership, Organisation, User
from tests.factories import (
    ContactFactory,
    JusticeMeasureFactory,
    ReferralFactory,
    SentenceAdjustmentFactory,
    YoungPersonFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def note(user: User, person: YoungPerson, **given: Any) -> int:
    sent = {"kind": "telephone", "held_on": "2026-11-23", "number": str(uuid.uuid4())} | given
    return signed_in(user).post(f"/jeunes/{person.code}/contacts/noter/", sent).status_code


def neighbour(name: str) -> YoungPerson:
    """Someone else whom the referent's Mission Locale follows."""
    person: YoungPerson = YoungPersonFactory(last_name=name)
    ReferralFactory(person=person, mission_locale=Organisation.objects.get(code="ml-rennes"))
    refresh([person.pk])
    return person


def test_a_call_is_recorded_with_what_the_context_says(malo: YoungPerson, referent: User) -> None:
    assert note(referent, malo, axes=["logement", "acces_emploi"], note="Rappellera lundi.") == 302
    contact = Contact.objects.get()
    assert (contact.person, contact.held_on, contact.place) == (malo, date(2026, 11, 23), "a_distance")
    assert (contact.mission_locale.code, contact.referent_name) == ("ml-rennes", str(referent))
    assert (contact.entered_at, contact.entered_by) == (NOON, referent)
    assert {axis.axis for axis in contact.axes.all()} == {"logement", "acces_emploi"}
    assert (contact.note.text, contact.note.author) == ("Rappellera lundi.", referent)


def test_inside_one_meets_people_outside_one_calls_them(malo: YoungPerson, referent: User) -> None:
    page = signed_in(referent).get(f"/jeunes/{malo.code}/contacts/noter/").content.decode()
    assert '<option value="telephone" selected>' in page
    JusticeMeasureFactory(person=malo, starts_on=date(2026, 10, 1))
    page = signed_in(referent).get(f"/jeunes/{malo.code}/contacts/noter/").content.decode()
    assert '<option value="entretien" selected>' in page
    assert note(referent, malo, kind="entretien") == 302
    assert Contact.objects.get().place == "intra_muros"


@pytest.mark.parametrize(("is_inside", "shown"), [(True, 30), (False, None)])
def test_the_half_hour_of_an_interview_is_shown_and_emptied_it_is_not_known(
    malo: YoungPerson, referent: User, is_inside: bool, shown: int | None
) -> None:
    if is_inside:
        JusticeMeasureFactory(person=malo, starts_on=date(2026, 10, 1))
    form = signed_in(referent).get(f"/jeunes/{malo.code}/contacts/noter/").context["form"]
    assert form["minutes"].value() == shown
    assert note(referent, malo, kind="entretien", minutes="") == 302
    assert Contact.objects.get().duration_minutes is None


def test_the_half_hour_that_was_shown_is_left_by_another_kind(malo: YoungPerson, referent: User) -> None:
    assert note(referent, malo, kind="telephone", minutes="30", minutes_of="entretien") == 302
    assert Contact.objects.get().duration_minutes is None


def test_a_length_that_was_typed_stays(malo: YoungPerson, referent: User) -> None:
    assert note(referent, malo, kind="telephone", minutes="30", minutes_of="telephone") == 302
    assert Contact.objects.get().duration_minutes == 30


def test_more_words_than_a_name_has_find_nobody(malo: YoungPerson, referent: User) -> None:
    assert signed_in(referent).get("/contacts/noter/", {"q": "zz " * 1_100}).status_code == 200


@pytest.mark.parametrize(
    ("measure", "adjustment"),
    [
        ({}, {"kind": "ddse", "starts_on": date(2026, 11, 18)}),
        ({}, {"kind": "placement_exterieur", "starts_on": date(2026, 11, 23)}),
        ({"ends_on": date(2026, 11, 23)}, None),
        ({"planned_end_on": date(2026, 11, 23)}, None),
    ],
)
def test_whoever_is_out_or_comes_out_today_is_met_outside(
    malo: YoungPerson, referent: User, measure: dict[str, Any], adjustment: dict[str, Any] | None
) -> None:
    JusticeMeasureFactory(person=malo, starts_on=date(2026, 10, 1), **measure)
    if adjustment:
        SentenceAdjustmentFactory(person=malo, **adjustment)
    page = signed_in(referent).get(f"/jeunes/{malo.code}/contacts/noter/").content.decode()
    assert '<option value="telephone" selected>' in page
    assert note(referent, malo, kind="entretien") == 302
    assert Contact.objects.get().place == "hors_detention"


def test_whoever_came_back_from_an_adjustment_is_met_inside(malo: YoungPerson, referent: User) -> None:
    JusticeMeasureFactory(person=malo, starts_on=date(2026, 10, 1))
    came_back = {"outcome": "retour_detention", "withdrawn_on": date(2026, 11, 20)}
    SentenceAdjustmentFactory(person=malo, kind="ddse", starts_on=date(2026, 11, 2), **came_back)
    assert note(referent, malo, kind="entretien") == 302
    assert Contact.objects.get().place == "intra_muros"


def test_a_form_sent_twice_makes_one_contact(malo: YoungPerson, referent: User) -> None:
    number = str(uuid.uuid4())
    assert [note(referent, malo, number=number, note="Vu.") for _ in range(2)] == [302, 302]
    assert Contact.objects.count() == ContactNote.objects.count() == 1


def test_corrected_and_sent_again_is_not_thrown_away(malo: YoungPerson, referent: User) -> None:
    sent = {"kind": "telephone", "held_on": "2026-11-23", "number": str(uuid.uuid4()), "note": "Vu."}
    browser, address = signed_in(referent), f"/jeunes/{malo.code}/contacts/noter/"
    browser.post(address, sent)
    again = browser.post(address, sent | {"note": "Vu, et rappelé."})
    assert again.status_code == 400
    assert f'<a href="/contacts/{Contact.objects.get().code}/modifier/">' in again.content.decode()
    assert "Vu, et rappelé." in again.content.decode()
    second = sent | {"note": "Vu, et rappelé.", "number": again.context["form"]["number"].value()}
    assert browser.post(address, second).status_code == 302
    assert set(ContactNote.objects.values_list("text", flat=True)) == {"Vu.", "Vu, et rappelé."}


def test_nobody_answered_is_no_contact(malo: YoungPerson, referent: User) -> None:
    assert note(referent, malo, is_unanswered="on") == 302
    assert not Contact.objects.exists()
    assert ContactAttempt.objects.get().tried_by == referent
    assert note(referent, malo, is_unanswered="on", note="Message laissé.") == 400
    assert ContactAttempt.objects.count() == 1


def test_a_day_to_come_is_refused_and_nothing_typed_is_lost(malo: YoungPerson, referent: User) -> None:
    sent = {"kind": "telephone", "held_on": "2026-11-24", "number": str(uuid.uuid4()), "note": "À garder."}
    response = signed_in(referent).post(f"/jeunes/{malo.code}/contacts/noter/", sent)
    assert response.status_code == 400
    assert "pas encore arrivé" in response.content.decode()
    assert "À garder." in response.content.decode()


def test_one_call_to_several(malo: YoungPerson, referent: User) -> None:
    other = neighbour("Lagadec")
    browser = signed_in(referent)
    searched = browser.post(
        "/contacts/a-plusieurs/", {"jeune": malo.code, "q": "lagadec", "chercher": "1", "note": "Groupe."}
    )
    page = searched.content.decode()
    assert searched.status_code == 200
    assert other.code in page
    assert malo.code in page
    assert "Groupe." in page
    number = str(uuid.uuid4())
    sent = {"jeune": [malo.code, other.code], "kind": "sms", "held_on": "2026-11-23", "number": number}
    for _ in range(2):
        assert browser.post("/contacts/a-plusieurs/", sent).status_code == 302
    assert set(Contact.objects.values_list("person", "kind")) == {(malo.pk, "sms"), (other.pk, "sms")}
    assert Contact.objects.count() == 2


def test_nobody_ticked_is_said(malo: YoungPerson, referent: User) -> None:
    sent = {"kind": "sms", "held_on": "2026-11-23", "number": str(uuid.uuid4())}
    response = signed_in(referent).post("/contacts/a-plusieurs/", sent)
    assert response.status_code == 400
    assert "Cochez au moins un jeune" in response.content.decode()


def test_someone_of_another_mission_locale_is_left_out(
    malo: YoungPerson, referent: User, other_referent: User
) -> None:
    sent = {"jeune": malo.code, "kind": "sms", "held_on": "2026-11-23", "number": str(uuid.uuid4())}
    assert signed_in(other_referent).post("/contacts/a-plusieurs/", sent).status_code == 400
    assert note(other_referent, malo) == 404
    assert not Contact.objects.exists()


def correct(user: User, contact: Contact, **given: Any) -> Any:
    browser, address = signed_in(user), f"/contacts/{contact.code}/modifier/"
    form = browser.get(address).context["form"]
    sent = {
        "kind": contact.kind,
        "held_on": f"{contact.held_on}",
        "place": contact.place,
        "seen": form.initial["seen"],
        "note": form.initial["note"],
    }
    return browser.post(address, sent | given)


@pytest.fixture
def interview(malo: YoungPerson, referent: User) -> Contact:
    contact: Contact = ContactFactory(
        person=malo, mission_locale=Organisation.objects.get(code="ml-rennes"), held_on=date(2026, 11, 20)
    )
    ContactNote.objects.create(contact=contact, text="Premier jet.", author=referent, written_at=NOON)
    return contact


def test_its_author_rewrites_a_note_for_seven_days_then_adds_to_it(interview: Contact, referent: User) -> None:
    assert correct(referent, interview, note="Au propre.").status_code == 302
    assert ContactNote.objects.get().text == "Au propre."
    with time_machine.travel(NOON + timedelta(days=7), tick=False):
        assert correct(referent, interview, note="").status_code == 302
        assert ContactNote.objects.get().text == "Au propre."
        assert correct(referent, interview, note="Vu sa mère.").status_code == 302
        assert correct(referent, interview, note="Vu sa mère.").status_code == 302
    text = ContactNote.objects.get().text
    assert text.startswith("Au propre.\n\nAjouté par")
    assert text.count("Vu sa mère.") == 1
    assert text.endswith("30 novembre 2026\nVu sa mère.")


def test_a_colleague_adds_and_does_not_rewrite(interview: Contact, referent: User) -> None:
    colleague = Membership.objects.get(user=referent)
    colleague.pk, colleague.user = None, User.objects.create_user("collegue@exemple.invalid")
    colleague.save()
    assert correct(colleague.user, interview, note="Complément.").status_code == 302
    assert ContactNote.objects.get().text.startswith("Premier jet.")
    assert ContactNote.objects.get().author == referent


def test_two_who_correct_one_contact_are_both_shown(interview: Contact, referent: User) -> None:
    browser, address = signed_in(referent), f"/contacts/{interview.code}/modifier/"
    seen = browser.get(address).context["form"].initial["seen"]
    Contact.objects.update(kind="visite")
    sent = {"kind": "telephone", "held_on": "2026-11-20", "place": interview.place, "seen": seen, "note": "Mienne."}
    response = browser.post(address, sent)
    assert response.status_code == 400
    assert "Visite" in response.content.decode()
    assert Contact.objects.get().kind == "visite"
    assert ContactNote.objects.get().text == "Premier jet."


def test_a_draft_from_before_a_correction_is_told(interview: Contact, referent: User) -> None:
    browser, address = signed_in(referent), f"/contacts/{interview.code}/modifier/"
    typed = {"kind": "telephone", "held_on": "2026-11-20", "place": interview.place, "note": "Mienne."}
    seen = browser.get(address).context["form"].initial["seen"]
    kept = {name: [value] for name, value in {**typed, "seen": seen}.items()}
    Draft.objects.keep(referent, "cases:contact_edit", interview.code, kept, timezone.now())
    Contact.objects.update(kind="visite")
    found_again = browser.get(address).context["form"].initial
    assert browser.post(address, typed | {"seen": found_again["seen"]}).status_code == 400
    assert Contact.objects.get().kind == "visite"


def test_what_is_typed_is_found_again(malo: YoungPerson, referent: User) -> None:
    data = {"kind": ["visite"], "note": ["Interrompu."], "axes": ["sante"]}
    Draft.objects.keep(referent, "cases:contact_create", malo.code, data, timezone.now())
    page = signed_in(referent).get(f"/jeunes/{malo.code}/contacts/noter/").content.decode()
    assert "Interrompu." in page
    assert '<option value="visite" selected>' in page
    assert note(referent, malo) == 302
