"""Group meetings: coming to one is a contact, which stays in step with it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from cases.case_files import refresh
from cases.models import (
    Contact,
    ContactNote,
    GroupAttendance,
    GroupMeeting,
    ImiloEntry,
    Snapshot,
    YoungPerson,
)
from partners.models import Organisation, User
from tests.factories import ReferralFactory, YoungPersonFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

WORKSHOP = {"kind": "atelier", "title": "Atelier CV", "held_on": "2026-11-20", "place": "hors_detention"}


@pytest.fixture
def workshop(malo: YoungPerson, referent: User) -> GroupMeeting:
    """A workshop on work at which Malo is expected."""
    browser = signed_in(referent)
    sent = WORKSHOP | {
        "number": str(uuid.uuid4()),
        "axis": "acces_emploi",
        "duration_minutes": "90",
        "referent_name": "Nolwenn Guivarc’h",
    }
    assert browser.post("/actions-collectives/ajouter/", sent).status_code == 302
    meeting = GroupMeeting.objects.get()
    browser.post(f"/actions-collectives/{meeting.code}/", {"ajouter": malo.code})
    return meeting


def shown(person: YoungPerson) -> str:
    return GroupAttendance.objects.get(person=person).presence


def say(user: User, meeting: GroupMeeting, person: YoungPerson, presence: str, seen: str | None = None) -> int:
    """On a page that shows what is stored, or `seen`."""
    sent = {f"presence-{person.code}": presence, f"shown-{person.code}": shown(person) if seen is None else seen}
    return signed_in(user).post(f"/actions-collectives/{meeting.code}/", sent).status_code


def test_who_came_has_a_contact_of_that_day(workshop: GroupMeeting, malo: YoungPerson, referent: User) -> None:
    assert GroupAttendance.objects.get().presence == ""
    assert say(referent, workshop, malo, "present") == 302
    contact = Contact.objects.get()
    assert (contact.person, contact.kind, contact.held_on) == (malo, "atelier", date(2026, 11, 20))
    assert (contact.duration_minutes, contact.referent_name) == (90, "Nolwenn Guivarc’h")
    assert [axis.axis for axis in contact.axes.all()] == ["acces_emploi"]
    assert say(referent, workshop, malo, "present") == 302
    assert Contact.objects.count() == 1


def test_all_the_others_came_in_one_click(workshop: GroupMeeting, malo: YoungPerson, referent: User) -> None:
    excused, added = (neighbour(name) for name in ("Lescop", "Riou"))
    GroupAttendance.objects.create(meeting=workshop, person=excused)
    page = f"/actions-collectives/{workshop.code}/"
    assert "Noter présents tous ceux qui restent" in signed_in(referent).get(page).text
    sent = {f"presence-{malo.code}": "", f"shown-{malo.code}": "", f"shown-{excused.code}": ""}
    sent |= {f"presence-{excused.code}": "excuse", "ajouter": added.code, "tous": "1"}
    assert signed_in(referent).post(page, sent).status_code == 302
    assert [shown(person) for person in (malo, excused, added)] == ["present", "excuse", "present"]
    assert set(Contact.objects.values_list("person", flat=True)) == {malo.pk, added.pk}
    assert "Noter présents tous ceux qui restent" not in signed_in(referent).get(page).text


def neighbour(name: str) -> YoungPerson:
    """Someone else whom the referent's Mission Locale follows."""
    person: YoungPerson = YoungPersonFactory(last_name=name)
    ReferralFactory(person=person, mission_locale=Organisation.objects.get(code="ml-rennes"))
    refresh([person.pk])
    return person


@pytest.mark.parametrize("presence", ["absent", "excuse", ""])
def test_who_did_not_come_after_all_has_none(
    workshop: GroupMeeting, malo: YoungPerson, referent: User, presence: str
) -> None:
    say(referent, workshop, malo, "present")
    assert say(referent, workshop, malo, presence) == 302
    assert not Contact.objects.exists()
    assert GroupAttendance.objects.get().presence == presence


def test_the_contact_that_is_taken_back_is_kept_and_may_come_again(
    workshop: GroupMeeting, malo: YoungPerson, referent: User
) -> None:
    refresh([malo.pk])
    say(referent, workshop, malo, "present")
    made = Contact.objects.get()
    ImiloEntry.objects.create(
        person=malo, mission_locale=made.mission_locale, contact=made, typed_on=made.held_on, typed_by=referent
    )
    say(referent, workshop, malo, "absent")
    snapshot = Snapshot.objects.get()
    assert (snapshot.person, snapshot.label, snapshot.taken_by) == (malo, "Atelier du 20 novembre 2026", referent)
    assert snapshot.label in signed_in(referent).get(malo.get_absolute_url()).content.decode()
    assert signed_in(referent).post(f"/suppressions/{snapshot.code}/annuler/").status_code == 302
    attendance = GroupAttendance.objects.get()
    assert (attendance.presence, attendance.contact) == ("present", made)
    assert [axis.axis for axis in made.axes.all()] == ["acces_emploi"]
    assert ImiloEntry.objects.get().contact == made


def test_a_word_that_is_not_in_the_list_changes_nothing(
    workshop: GroupMeeting, malo: YoungPerson, referent: User
) -> None:
    assert say(referent, workshop, malo, "là") == 302
    assert GroupAttendance.objects.get().presence == ""


def test_the_day_corrected_is_that_of_the_contacts_too(
    workshop: GroupMeeting, malo: YoungPerson, referent: User
) -> None:
    say(referent, workshop, malo, "present")
    browser, address = signed_in(referent), f"/actions-collectives/{workshop.code}/modifier/"
    seen = browser.get(address).context["form"].initial["seen"]
    sent = WORKSHOP | {"held_on": "2026-11-19", "axis": "logement", "seen": seen}
    assert browser.post(address, sent).status_code == 302
    contact = Contact.objects.get()
    assert contact.held_on == date(2026, 11, 19)
    assert [axis.axis for axis in contact.axes.all()] == ["logement"]


def test_searching_keeps_what_was_said(workshop: GroupMeeting, malo: YoungPerson, referent: User) -> None:
    sent = {f"presence-{malo.code}": "present", "q": "personne", "chercher": "1"}
    response = signed_in(referent).post(f"/actions-collectives/{workshop.code}/", sent)
    assert response.status_code == 200
    assert "Aucun autre jeune" in response.content.decode()
    assert GroupAttendance.objects.get().presence == "present"


def said_next(user: User, meeting: GroupMeeting) -> str:
    return signed_in(user).get(f"/actions-collectives/{meeting.code}/").content.decode()


def test_a_page_that_was_open_takes_no_presence_back(
    workshop: GroupMeeting, malo: YoungPerson, referent: User
) -> None:
    assert f'name="shown-{malo.code}" value=""' in said_next(referent, workshop)
    say(referent, workshop, malo, "present")
    say(referent, workshop, malo, "", seen="")
    assert (shown(malo), Contact.objects.count()) == ("present", 1)


def test_of_two_who_say_otherwise_the_second_is_told(
    workshop: GroupMeeting, malo: YoungPerson, referent: User
) -> None:
    say(referent, workshop, malo, "present")
    sent = {f"presence-{malo.code}": "absent", f"shown-{malo.code}": ""}
    page = signed_in(referent).post(f"/actions-collectives/{workshop.code}/", sent, follow=True).content.decode()
    assert "a été noté pendant que vous aviez la feuille sous les yeux" in page
    assert "C’est enregistré" not in page
    assert (shown(malo), Contact.objects.count()) == ("present", 1)


def test_a_contact_that_bears_a_note_stays(workshop: GroupMeeting, malo: YoungPerson, referent: User) -> None:
    say(referent, workshop, malo, "present")
    ContactNote.objects.create(contact=Contact.objects.get(), text="À revoir.", author=None, written_at=timezone.now())
    sent = {f"presence-{malo.code}": "absent", f"shown-{malo.code}": "present"}
    page = signed_in(referent).post(f"/actions-collectives/{workshop.code}/", sent, follow=True).content.decode()
    assert "son contact porte une note" in page
    assert (shown(malo), ContactNote.objects.count()) == ("present", 1)


def test_nobody_came_yet_to_what_is_to_come(workshop: GroupMeeting, malo: YoungPerson, referent: User) -> None:
    GroupMeeting.objects.update(held_on=localdate() + timedelta(days=1))
    assert '<option value="present"' not in said_next(referent, workshop)
    say(referent, workshop, malo, "present")
    assert (shown(malo), Contact.objects.exists()) == ("", False)
    say(referent, workshop, malo, "excuse")
    assert shown(malo) == "excuse"


def test_what_people_came_to_is_not_put_off(workshop: GroupMeeting, malo: YoungPerson, referent: User) -> None:
    say(referent, workshop, malo, "present")
    browser, address = signed_in(referent), f"/actions-collectives/{workshop.code}/modifier/"
    seen = browser.get(address).context["form"].initial["seen"]
    refused = browser.post(address, WORKSHOP | {"held_on": f"{localdate() + timedelta(days=1)}", "seen": seen})
    assert refused.status_code == 400
    assert Contact.objects.get().held_on == date(2026, 11, 20)


def test_a_meeting_sent_twice_is_one(referent: User) -> None:
    browser, sent = signed_in(referent), WORKSHOP | {"number": str(uuid.uuid4())}
    pages = [browser.post("/actions-collectives/ajouter/", sent)["Location"] for _ in range(2)]
    meeting = GroupMeeting.objects.get()
    assert set(pages) == {meeting.get_absolute_url()}
    corrected = browser.post("/actions-collectives/ajouter/", sent | {"title": "Atelier lettre"}, follow=True)
    assert corrected.redirect_chain == [(f"/actions-collectives/{meeting.code}/modifier/", 302)]
    assert "dit autre chose" in corrected.content.decode()


def test_another_mission_locale_has_no_such_meeting(
    workshop: GroupMeeting, malo: YoungPerson, other_referent: User
) -> None:
    assert say(other_referent, workshop, malo, "present") == 404
    page = signed_in(other_referent).get("/actions-collectives/").content.decode()
    assert "Atelier CV" not in page
