"""Two records made one, and taken apart again: everything is kept, everything comes back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import PermissionDenied, ValidationError

from cases.case_files import refresh
from cases.merging.merge import merge
from cases.merging.rows import models_of_a_person, rows_of
from cases.merging.undoing import undo, undoable_merges
from cases.models import (
    Address,
    Appointment,
    CaseFile,
    Draft,
    DuplicateSuspicion,
    Enrolment,
    GroupAttendance,
    PersonAlias,
    Restriction,
    RestrictionReason,
    ReviewLine,
    Setting,
    Snapshot,
    UnitTransfer,
    YoungPerson,
)
from cases.restricted_files import restrict
from partners.models import Organisation, User
from tests.cases.merging.given import NOON, record, suspicion_of, values_of
from tests.factories import (
    AddressFactory,
    AppointmentFactory,
    ContactFactory,
    EnrolmentFactory,
    JusticeMeasureFactory,
    OrganisationFactory,
    PermanenceFactory,
    ProgrammeFactory,
    YoungPersonFactory,
)

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=29)


@pytest.fixture
def pair(referent: User, lead: User) -> list[YoungPerson]:
    """Both held at Rennes; of two programmes, for two enrolments in one would overlap."""
    first = record("7K3M-2P", "ml-rennes", referent, last_name="Kerdoncuff", phone="")
    second = record("9QTX-4A", "ml-rennes", referent, last_name="Kerdoncuf", phone="06 00 00 00 00")
    other = ProgrammeFactory(code="dedans-dehors")
    second.enrolments.update(programme=other)
    second.requests.all().delete()
    # Both are expected at one workshop, and were spoken of at one meeting.
    GroupAttendance.objects.update(meeting=GroupAttendance.objects.earliest("pk").meeting)
    ReviewLine.objects.update(review=ReviewLine.objects.earliest("pk").review)
    return [first, second]


@pytest.fixture
def suspicion(pair: list[YoungPerson]) -> DuplicateSuspicion:
    return suspicion_of(*pair)


def everything() -> dict[str, Any]:
    """All rows about young people, but for what a merge writes of itself."""
    models: list[Any] = [*models_of_a_person(), YoungPerson, CaseFile, DuplicateSuspicion]
    kept = {}
    for model in models:
        rows = model.objects.order_by("pk")
        rows = rows.exclude(kind="fusion") if model is Snapshot else rows
        kept[model.__name__] = json.loads(serializers.serialize("json", rows))
        if model is CaseFile:
            kept["CaseFile"] = sorted(str(row["fields"]) for row in kept["CaseFile"])
    return kept


def merged(suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User) -> YoungPerson:
    return merge(suspicion, pair[0].code, values_of(pair[0]) | {"phone": pair[1].phone}, lead, NOON)


def test_everything_of_both_is_kept_under_one_reference(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User
) -> None:
    before = {model: model._default_manager.count() for model in models_of_a_person()}
    kept = merged(suspicion, pair, lead)
    assert YoungPerson.objects.get() == kept
    assert (kept.last_name, kept.phone) == ("Kerdoncuff", "06 00 00 00 00")
    for model, count in before.items():
        grown = {PersonAlias: 1, Snapshot: 1}.get(model, 0)  # type: ignore[call-overload]
        gone = 1 if model.__name__ in {"GroupAttendance", "ReviewLine"} else 0  # one workshop, one meeting: once
        assert rows_of(model, kept.pk).count() == count + grown - gone, model
    alias = PersonAlias.objects.get(code="9QTX-4A")
    assert (alias.person, alias.journal_key) == (kept, pair[1].journal_key)
    assert not DuplicateSuspicion.objects.exists()
    assert CaseFile.objects.get().person == kept


def test_undone_all_is_as_it_was(suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User) -> None:
    before = everything()
    merged(suspicion, pair, lead)
    undo(Snapshot.objects.get(kind="fusion"), lead, LATER)
    after = everything()
    suspicions = [before.pop("DuplicateSuspicion"), after.pop("DuplicateSuspicion")]
    assert after == before
    assert suspicions[0] == suspicions[1]


def test_what_came_since_and_what_was_corrected_stays(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User
) -> None:
    kept = merged(suspicion, pair, lead)
    since = ContactFactory(person=kept, mission_locale=Organisation.objects.get(code="ml-rennes"))
    YoungPerson.objects.filter(pk=kept.pk).update(phone="07 11 11 11 11")
    undo(Snapshot.objects.get(kind="fusion"), lead, LATER)
    since.refresh_from_db()
    assert since.person == kept
    assert YoungPerson.objects.get(pk=kept.pk).phone == "07 11 11 11 11"
    assert YoungPerson.objects.get(code="9QTX-4A").phone == "06 00 00 00 00"


def test_not_after_thirty_days_nor_twice_nor_by_another(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User, referent: User
) -> None:
    merged(suspicion, pair, lead)
    snapshot = Snapshot.objects.get(kind="fusion")
    for user, at in ((lead, NOON + timedelta(days=31)), (referent, LATER)):
        with pytest.raises(PermissionDenied):
            undo(snapshot, user, at)
    undo(snapshot, lead, LATER)
    with pytest.raises(PermissionDenied):
        undo(snapshot, lead, LATER)


def test_the_last_merge_is_undone_first(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User, referent: User
) -> None:
    merged(suspicion, pair, lead)
    third = YoungPersonFactory(code="ZZZZ-22")
    EnrolmentFactory(person=third, mission_locale=Organisation.objects.get(code="ml-rennes"), programme__code="essai")
    refresh([third.pk])
    again = suspicion_of(pair[0], third)
    merge(again, third.code, values_of(third), lead, NOON + timedelta(hours=1))
    first, second = undoable_merges(lead, LATER).order_by("taken_at")
    with pytest.raises(ValidationError, match="défaites d’abord"):
        undo(first, lead, LATER)
    undo(second, lead, LATER)
    undo(Snapshot.objects.get(pk=first.pk), lead, LATER)
    assert YoungPerson.objects.count() == 3


@pytest.mark.parametrize("what", ["custody", "enrolment"])
def test_what_does_not_fit_together_is_told_with_what_to_do_first(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User, what: str
) -> None:
    if what == "custody":
        for person in pair:
            JusticeMeasureFactory(person=person, setting=Setting.CUSTODY)
    else:
        Enrolment.objects.update(programme=ProgrammeFactory())
    with pytest.raises(ValidationError) as refused:
        merged(suspicion, pair, lead)
    [message] = refused.value.messages
    assert ("Corrigez ses dates" if what == "custody" else "Faites sortir le jeune") in message
    assert YoungPerson.objects.count() == 2


def test_the_restricted_state_wins_and_both_readers_are_named(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User, referent: User
) -> None:
    for person, reader in zip(pair, (lead, referent), strict=True):
        restrict(Restriction(person=person, reason=RestrictionReason.THREAT, marked_at=NOON), [reader, lead])
    kept = merged(suspicion, pair, lead)
    running = Restriction.objects.running().get()
    assert (running.person, set(running.readers.all())) == (kept, {lead, referent})
    undo(Snapshot.objects.get(kind="fusion"), lead, LATER)
    readers = {restriction.person_id: set(restriction.readers.all()) for restriction in Restriction.objects.running()}
    assert readers == {pair[0].pk: {lead}, pair[1].pk: {lead, referent}}


def test_a_file_restricted_to_others_is_not_compared(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User, referent: User
) -> None:
    restrict(Restriction(person=pair[1], reason=RestrictionReason.THREAT, marked_at=NOON), [referent])
    with pytest.raises(PermissionDenied):
        merged(suspicion, pair, lead)


def test_two_of_what_there_is_one_of(suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User) -> None:
    """Two stated addresses, two places in one permanence, two last units."""
    permanence = PermanenceFactory()
    for person, attendance in zip(pair, ("", "present"), strict=True):
        AddressFactory(person=person, line=f"Chez {person.code}")
        AppointmentFactory(person=person, permanence=permanence, attendance=attendance)
        units = {
            "from_unit": OrganisationFactory(code="a", spip=True),
            "to_unit": OrganisationFactory(code="b", spip=True),
        }
        UnitTransfer.objects.create(person=person, passed_on=NOON.date(), **units)
    kept = merged(suspicion, pair, lead)
    assert Address.objects.stated().get(person=kept).line == "Chez 7K3M-2P"
    assert Address.objects.get(line="Chez 9QTX-4A").ends_on == NOON.date()
    assert Appointment.objects.get().attendance == "present"
    assert UnitTransfer.objects.current().count() == 1
    undo(Snapshot.objects.get(kind="fusion"), lead, LATER)
    assert (Address.objects.stated().count(), Appointment.objects.count()) == (2, 2)
    assert UnitTransfer.objects.current().count() == 2


def test_a_draft_goes_on_on_the_record_that_is_kept(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User, referent: User
) -> None:
    Draft.objects.keep(referent, "cases:contact_create", "9QTX-4A", {"text": "Vu."}, NOON)
    merged(suspicion, pair, lead)
    assert Draft.objects.get(author=referent).subject == "7K3M-2P"


def test_a_likeness_with_a_third_record_is_still_told(
    suspicion: DuplicateSuspicion, pair: list[YoungPerson], lead: User
) -> None:
    third = YoungPersonFactory()
    suspicion_of(pair[1], third)
    kept = merged(suspicion, pair, lead)
    left = DuplicateSuspicion.objects.get()
    assert (left.first, left.second) == (kept, third)
