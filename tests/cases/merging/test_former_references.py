"""What is typed on the page of a reference that a merge removes meanwhile is kept with the record that stays."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import IntegrityError

from cases.merging.merge import merge
from cases.models import (
    Address,
    Contact,
    ContactAttempt,
    Draft,
    DuplicateSuspicion,
    GroupAttendance,
    GroupMeeting,
    JusticeMeasure,
    ReleasePermission,
    Situation,
    YoungPerson,
)
from cases.views import contacts
from partners.models import User
from tests.access.forms import Sent, fields_of
from tests.cases.merging.given import NOON, record, suspicion_of, values_of
from tests.factories import ProgrammeFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

CUSTODY = {"setting": "detention", "status": "condamne", "starts_on": "2016-06-01", "planned_end_on": "2016-09-01"}
TYPED: list[tuple[str, dict[str, str], type[Any]]] = [
    ("contacts/noter", {"kind": "telephone", "held_on": "2016-06-01", "note": "Rappellera."}, Contact),
    ("contacts/noter", {"kind": "telephone", "held_on": "2016-05-30", "is_unanswered": "on"}, ContactAttempt),
    ("situations/noter", {"kind": "cdd", "starts_on": "2016-06-01"}, Situation),
    ("adresses/ajouter", {"moment": "apres", "kind": "hebergement", "line": "Chez Nolwenn"}, Address),
    ("mesures/ajouter", CUSTODY, JusticeMeasure),
    ("permissions/noter", {"purpose": "famille", "starts_on": "2016-06-07"}, ReleasePermission),
]


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def pair(referent: User, lead: User) -> list[YoungPerson]:
    kept = record("7K3M-2P", "ml-rennes", referent, last_name="Kerdoncuff")
    gone = record("9QTX-4A", "ml-rennes", referent, last_name="Kerdoncuf")
    gone.enrolments.update(programme=ProgrammeFactory(code="dedans-dehors"))
    gone.requests.all().delete()
    return [kept, gone]


def opened(user: User, path: str) -> Sent:
    """The fields of that page of the record that will be gone."""
    return fields_of(signed_in(user).get(f"/jeunes/9QTX-4A/{path}/").content.decode())


def join(pair: list[YoungPerson], lead: User) -> None:
    suspicion: DuplicateSuspicion = suspicion_of(*pair)
    merge(suspicion, "7K3M-2P", values_of(pair[0]), lead, NOON)


@pytest.mark.parametrize(("path", "typed", "model"), TYPED)
def test_what_is_sent_is_kept(
    pair: list[YoungPerson], referent: User, lead: User, path: str, typed: dict[str, str], model: type[Any]
) -> None:
    shown = opened(referent, path)
    join(pair, lead)
    before = model.objects.count()
    answer = signed_in(referent).post(
        f"/jeunes/9QTX-4A/{path}/", shown | {name: [said] for name, said in typed.items()}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert model.objects.count() == before + 1
    assert model.objects.latest("pk").person == pair[0]


def test_nobody_writes_so_on_someone_whom_they_do_not_see(
    pair: list[YoungPerson], referent: User, other_referent: User, lead: User
) -> None:
    sent = opened(referent, "contacts/noter") | {name: [said] for name, said in TYPED[0][1].items()}
    del sent["brouillon"]
    join(pair, lead)
    before = Contact.objects.count()
    browser = signed_in(other_referent)
    for path in ("contacts/noter/", "mesures/ajouter/", "adresses/ajouter/"):
        assert browser.get(f"/jeunes/9QTX-4A/{path}").status_code == 404
        assert browser.post(f"/jeunes/9QTX-4A/{path}", sent).status_code == 404
    assert Contact.objects.count() == before


def test_merged_while_it_is_being_sent_it_is_kept_too(
    pair: list[YoungPerson], referent: User, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record goes after it was read, and before the contact is written."""
    sent = opened(referent, "contacts/noter") | {name: [said] for name, said in TYPED[0][1].items()}
    usual = contacts.record

    def late(people: list[YoungPerson], *given: Any) -> list[Contact]:
        if people[0].code == "9QTX-4A":
            join(pair, lead)
            raise IntegrityError
        return usual(people, *given)

    monkeypatch.setattr(contacts, "record", late)
    assert signed_in(referent).post("/jeunes/9QTX-4A/contacts/noter/", sent).status_code == 302
    assert Contact.objects.filter(person=pair[0], note__text="Rappellera.").exists()


def test_a_page_leads_to_that_of_the_record_that_was_kept(pair: list[YoungPerson], referent: User, lead: User) -> None:
    join(pair, lead)
    browser = signed_in(referent)
    for path in ("", "contacts/noter/", "mesures/ajouter/", "imprimer/?type=contact"):
        assert browser.get(f"/jeunes/9QTX-4A/{path}")["Location"] == f"/jeunes/7K3M-2P/{path}"


def test_a_draft_saved_after_the_merge_is_shown_with_the_record_that_was_kept(
    pair: list[YoungPerson], referent: User, lead: User
) -> None:
    bearing = opened(referent, "contacts/noter")["brouillon"]
    join(pair, lead)
    browser = signed_in(referent)
    browser.post("/brouillons/", {"brouillon": bearing, "note": "Commencé avant."})
    assert Draft.objects.get(author=referent).subject == "7K3M-2P"
    assert "Commencé avant." in browser.get("/jeunes/9QTX-4A/contacts/noter/", follow=True).content.decode()
    browser.post("/brouillons/", {"brouillon": bearing, "effacer": "1"})
    assert not Draft.objects.filter(author=referent).exists()


def test_a_contact_with_several_and_a_sheet_of_presence_know_both_references(
    pair: list[YoungPerson], referent: User, lead: User
) -> None:
    meeting = GroupMeeting.objects.earliest("pk")
    GroupAttendance.objects.filter(person=pair[1]).update(meeting=meeting, presence="")
    GroupAttendance.objects.filter(person=pair[0]).delete()
    shown = fields_of(signed_in(referent).get("/contacts/a-plusieurs/").content.decode())
    join(pair, lead)
    sent = shown | {name: [said] for name, said in TYPED[0][1].items()} | {"jeune": ["9QTX-4A", "7K3M-2P"]}
    assert signed_in(referent).post("/contacts/a-plusieurs/", sent).status_code == 302
    assert Contact.objects.filter(note__text="Rappellera.").get().person == pair[0]
    page = {"presence-9QTX-4A": "present", "shown-9QTX-4A": ""}
    assert signed_in(referent).post(f"/actions-collectives/{meeting.code}/", page).status_code == 302
    assert GroupAttendance.objects.get(meeting=meeting).presence == "present"
