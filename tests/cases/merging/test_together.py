"""Two leads on one pair at the same moment, each with a connection of their own: one merge, the other lead told; and a
contact noted meanwhile is there, or its author is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from cases.case_files import refresh
from cases.contacts.recording import Recorded, record
from cases.merging.agreeing import agree
from cases.merging.merge import DONE_ALREADY, merge
from cases.merging.undoing import CHANGED_SINCE, undo
from cases.models import (
    CaseFile,
    Contact,
    DuplicateSuspicion,
    Enrolment,
    PersonAlias,
    Programme,
    Snapshot,
    YoungPerson,
)
from partners.models import Membership, Organisation, Role, User
from tests.cases.merging.given import NOON, suspicion_of, values_of
from tests.cases.permanences.together import at_once
from tests.factories import EnrolmentFactory, YoungPersonFactory
from tests.personas import member

BODIES = ("ml-rennes", "ml-saint-malo")
CODES = ("7K3M-2P", "9QTX-4A")


@pytest.fixture
def suspicion(shared: None) -> Iterator[DuplicateSuspicion]:
    """Malo at Rennes and at Saint-Malo, of which a lead each agrees; seen by every connection."""
    [found] = at_once(two_records)
    yield found
    at_once(clear)


def two_records() -> DuplicateSuspicion:
    people = []
    for code, body in zip(CODES, BODIES, strict=True):
        member(Role.READER, body, is_lead=True)
        person = YoungPersonFactory(code=code)
        EnrolmentFactory(person=person, mission_locale=Organisation.objects.get(code=body), programme__code=body)
        people.append(person)
    member(Role.REFERENT, "ml-saint-malo")
    refresh([person.pk for person in people])
    suspicion = suspicion_of(*people)
    for lead in leads():
        agree(suspicion, lead, NOON)
    return suspicion


def leads() -> list[User]:
    return list(User.objects.filter(memberships__is_lead=True, memberships__organisation__code__in=BODIES))


def clear() -> None:
    """Everything that was written."""
    for model in (Contact, Snapshot, DuplicateSuspicion, PersonAlias, Enrolment, CaseFile, YoungPerson, Programme):
        model.objects.all().delete()
    pks = list(User.objects.filter(memberships__organisation__code__in=BODIES).values_list("pk", flat=True))
    Membership.objects.filter(user__in=pks).delete()
    User.objects.filter(pk__in=pks).delete()
    Organisation.objects.filter(code__in=BODIES).delete()


def join(suspicion: DuplicateSuspicion, code: str, lead: User) -> str:
    """What was said to that lead, who keeps the record of that reference."""
    try:
        merge(suspicion, code, values_of(suspicion.first), lead, NOON)
    except ValidationError as error:
        return error.messages[0]
    return "done"


def take_apart(lead: User) -> str:
    """What was said to that lead."""
    try:
        undo(Snapshot.objects.get(kind="fusion"), lead, NOON)
    except ValidationError as error:
        return error.messages[0]
    except PermissionDenied:
        return CHANGED_SINCE
    return "done"


def note(author: User) -> str:
    """Whether a contact was noted on the record of Saint-Malo."""
    [person] = YoungPerson.objects.filter(code=CODES[1]) or [None]
    try:
        return (
            "gone" if person is None else f"{len(record([person], Recorded('telephone', NOON.date()), author, NOON))}"
        )
    except (IntegrityError, KeyError):
        return "gone"


@pytest.fixture
def abreast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the two has checked the same things before the other one writes."""
    module, both = import_module("cases.merging.merge"), threading.Barrier(2)
    usual = module.may_compare
    monkeypatch.setattr(module, "may_compare", lambda *given: (usual(*given), both.wait())[0])


def test_two_leads_who_merge(suspicion: DuplicateSuspicion, abreast: None) -> None:
    [(first, second)] = at_once(leads)
    answers = at_once(partial(join, suspicion, CODES[0], first), partial(join, suspicion, CODES[1], second))
    assert sorted(answers) == sorted(["done", DONE_ALREADY])
    [[kept]] = at_once(lambda: list(YoungPerson.objects.values_list("code", flat=True)))
    assert kept == CODES[answers.index("done")]
    assert at_once(Enrolment.objects.count, Snapshot.objects.count, PersonAlias.objects.count) == [2, 1, 1]


def test_two_leads_who_undo(suspicion: DuplicateSuspicion) -> None:
    [(first, second)] = at_once(leads)
    assert at_once(partial(join, suspicion, CODES[0], first)) == ["done"]
    answers = at_once(partial(take_apart, first), partial(take_apart, second))
    assert sorted(answers) == sorted(["done", CHANGED_SINCE])
    assert at_once(YoungPerson.objects.count, Enrolment.objects.count) == [2, 2]


def test_a_contact_noted_while_they_are_merged_is_there_or_told(suspicion: DuplicateSuspicion) -> None:
    [(first, _)] = at_once(leads)
    [author] = at_once(lambda: User.objects.get(memberships__role=Role.REFERENT))
    said = at_once(partial(join, suspicion, CODES[0], first), partial(note, author))
    assert said[0] == "done"
    [contacts] = at_once(lambda: [contact.person.code for contact in Contact.objects.select_related("person")])
    assert contacts == ([CODES[0]] if said[1] == "1" else [])
