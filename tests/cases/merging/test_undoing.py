"""A merge undone opens no file, overwrites no correction, and agrees to nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.case_files import refresh
from cases.merging.agreeing import agree, may_compare, missing_agreements
from cases.merging.merge import merge
from cases.merging.undoing import undo
from cases.models import (
    Address,
    DuplicateAgreement,
    DuplicateSuspicion,
    Restriction,
    RestrictionReason,
    Snapshot,
    YoungPerson,
)
from cases.restricted_files import restrict
from partners.models import Organisation, Role, User
from tests.cases.merging.given import NOON, suspicion_of, values_of
from tests.factories import AddressFactory, EnrolmentFactory, ProgrammeFactory, YoungPersonFactory
from tests.personas import member

pytestmark = pytest.mark.django_db

SINCE = NOON + timedelta(days=3)
LATER = NOON + timedelta(days=29)


def record(code: str, mission_locale: str = "ml-rennes") -> YoungPerson:
    person: YoungPerson = YoungPersonFactory(code=code, first_name="Malo", last_name="Kerdoncuff")
    body = Organisation.objects.get(code=mission_locale)
    EnrolmentFactory(person=person, mission_locale=body, programme=ProgrammeFactory(code=f"programme-{code[:4]}"))
    refresh([person.pk])
    return person


@pytest.fixture
def pair(referent: User, lead: User) -> list[YoungPerson]:
    return [record("7K3M-2P"), record("9QTX-4A")]


@pytest.fixture
def suspicion(pair: list[YoungPerson]) -> DuplicateSuspicion:
    return suspicion_of(*pair)


def merged(suspicion: DuplicateSuspicion, lead: User) -> YoungPerson:
    return merge(suspicion, "7K3M-2P", values_of(suspicion.first), lead, NOON)


def undone(lead: User) -> None:
    undo(Snapshot.objects.get(kind="fusion", restored_at=None), lead, LATER)


def reserve(person: YoungPerson, *readers: User) -> None:
    restriction = Restriction(person=person, reason=RestrictionReason.THREAT, marked_at=NOON)
    restrict(restriction, readers)


def restricted() -> dict[str, set[User]]:
    """Who reads each file that is restricted."""
    running = Restriction.objects.running().select_related("person")
    return {restriction.person.code: set(restriction.readers.all()) for restriction in running}


@pytest.mark.parametrize("side", [0, 1])
def test_restricted_before_on_one_side_both_are_after(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User, side: int
) -> None:
    reserve(pair[side], lead)
    merged(suspicion, lead)
    undone(lead)
    assert restricted() == {"7K3M-2P": {lead}, "9QTX-4A": {lead}}


def test_restricted_since_both_are(suspicion: DuplicateSuspicion, lead: User, referent: User) -> None:
    reserve(merged(suspicion, lead), lead, referent)
    undone(lead)
    assert restricted() == {"7K3M-2P": {lead, referent}, "9QTX-4A": {lead, referent}}


@pytest.mark.parametrize("sides", [(0,), (1,), (0, 1)])
def test_lifted_since_neither_is(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User, sides: tuple[int, ...]
) -> None:
    for side in sides:
        reserve(pair[side], lead)
    merged(suspicion, lead)
    Restriction.objects.running().get().lift(lead, SINCE)
    undone(lead)
    assert restricted() == {}


def test_whoever_is_named_no_more_reads_neither(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User, referent: User
) -> None:
    for person in pair:
        reserve(person, lead, referent)
    merged(suspicion, lead)
    restrict(Restriction.objects.running().get(), [lead])
    undone(lead)
    assert restricted() == {"7K3M-2P": {lead}, "9QTX-4A": {lead}}


def test_what_somebody_has_corrected_since_stays(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User
) -> None:
    known, former = (AddressFactory(person=person, line="Chez lui") for person in pair)
    merged(suspicion, lead)
    Address.objects.filter(pk=former.pk).update(line="12 rue de Brest", ends_on=date(2016, 5, 2))
    Address.objects.filter(pk=known.pk).update(line="Chez elle")
    undone(lead)
    former.refresh_from_db()
    assert (former.person, former.line, former.ends_on) == (pair[1], "12 rue de Brest", date(2016, 5, 2))
    known.refresh_from_db()
    assert (known.person, known.line, known.ends_on) == (pair[0], "Chez elle", None)


def test_what_the_merge_wrote_and_nobody_touched_is_as_it_was(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User
) -> None:
    _, former = (AddressFactory(person=person, line="Chez lui") for person in pair)
    merged(suspicion, lead)
    Address.objects.filter(pk=former.pk).update(line="12 rue de Brest")
    undone(lead)
    former.refresh_from_db()
    assert (former.line, former.ends_on) == ("12 rue de Brest", None)


def test_all_agree_again_before_the_next_merge(referent: User, lead: User, other_referent: User) -> None:
    suspicion = suspicion_of(record("7K3M-2P"), record("9QTX-4A", "ml-saint-malo"))
    for one in (lead, member(Role.READER, "ml-saint-malo", is_lead=True)):
        agree(suspicion, one, NOON)
    merged(suspicion, lead)
    undone(lead)
    again = DuplicateSuspicion.objects.open().get()
    assert not DuplicateAgreement.objects.exists() and not may_compare(again, lead, LATER)
    agree(again, lead, LATER)
    assert missing_agreements(again, lead, LATER) == {Organisation.objects.get(code="ml-saint-malo").pk}


def test_what_was_agreed_of_both_is_not_agreed_of_either(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User, other_referent: User
) -> None:
    """The lead of Saint-Malo saw one record where there are two again."""
    third = record("ZZZZ-22", "ml-saint-malo")
    before, _ = (suspicion_of(one, third) for one in pair)
    there = member(Role.READER, "ml-saint-malo", is_lead=True)
    agree(before, lead, NOON - timedelta(days=1))
    merged(suspicion, lead)
    agree(DuplicateSuspicion.objects.get(), there, SINCE)
    undone(lead)
    assert DuplicateAgreement.objects.get().agreed_by == lead
    assert not may_compare(DuplicateSuspicion.objects.get(pk=before.pk), lead, LATER)


def test_a_likeness_that_moved_and_was_agreed_since_is_asked_again(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User, other_referent: User
) -> None:
    moving = suspicion_of(pair[1], record("ZZZZ-22", "ml-saint-malo"))
    merged(suspicion, lead)
    agree(DuplicateSuspicion.objects.get(pk=moving.pk), member(Role.READER, "ml-saint-malo", is_lead=True), SINCE)
    undone(lead)
    moving.refresh_from_db()
    assert (moving.first, moving.agreements.count()) == (pair[1], 0)
