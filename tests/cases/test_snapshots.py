"""What was deleted comes back as it was, for 30 days, once; a merge keeps its rows in the same way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from cases.models import (
    Appointment,
    Contact,
    ContactNote,
    JusticeMeasure,
    PlannedEndChange,
    ServiceAxis,
    Snapshot,
    SnapshotKind,
    YoungPerson,
)
from cases.snapshots import delete_with_snapshot, restore, take_snapshot
from partners.models import Organisation, User
from tests.factories import AppointmentFactory, ContactFactory, JusticeMeasureFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TABLES: list[type[models.Model]] = [Contact, ContactNote, ServiceAxis, Appointment, JusticeMeasure, PlannedEndChange]


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of the tables that these tests touch."""
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in TABLES}


@pytest.fixture
def rennes(malo: YoungPerson) -> Organisation:
    return Organisation.objects.get(code="ml-rennes")


@pytest.fixture
def interview(malo: YoungPerson, rennes: Organisation, referent: User) -> Contact:
    """With its note, two axes, and the appointment that it came from."""
    contact: Contact = ContactFactory(person=malo, mission_locale=rennes, entered_at=NOW, entered_by=referent)
    ContactNote.objects.create(contact=contact, text="Veut passer le permis.", author=referent, written_at=NOW)
    ServiceAxis.objects.bulk_create([ServiceAxis(contact=contact, axis=axis) for axis in ("logement", "formation")])
    AppointmentFactory(person=malo, contact=contact)
    return contact


def delete(row: models.Model, person: YoungPerson, mission_locale: Organisation, by: User) -> Snapshot:
    known = {"person": person, "mission_locale": mission_locale.pk, "by": by, "at": NOW}
    return delete_with_snapshot(row, label=str(row), **known)


def test_an_interview_comes_back_with_all_that_hung_on_it(
    interview: Contact, malo: YoungPerson, rennes: Organisation, referent: User
) -> None:
    before = everything()
    snapshot = delete(interview, malo, rennes, referent)
    assert not Contact.objects.exists()
    assert not ContactNote.objects.exists()
    assert Appointment.objects.get().contact is None
    restore(snapshot, NOW + timedelta(days=29))
    assert everything() == before


def test_a_measure_comes_back_with_its_changes(malo: YoungPerson, rennes: Organisation, referent: User) -> None:
    measure = JusticeMeasureFactory(person=malo)
    PlannedEndChange.objects.create(measure=measure, after_on=NOW.date(), changed_at=NOW)
    before = everything()
    restore(delete(measure, malo, rennes, referent), NOW)
    assert everything() == before


def test_taken_back_twice_or_too_late_nothing_changes(
    interview: Contact, malo: YoungPerson, rennes: Organisation, referent: User
) -> None:
    snapshot = delete(interview, malo, rennes, referent)
    restore(snapshot, NOW + timedelta(days=30))
    assert not Contact.objects.exists()
    restore(snapshot, NOW)
    restore(snapshot, NOW)
    assert Contact.objects.count() == 1


def test_what_contradicts_the_file_by_now_stays_deleted(
    malo: YoungPerson, rennes: Organisation, referent: User
) -> None:
    snapshot = delete(JusticeMeasureFactory(person=malo), malo, rennes, referent)
    JusticeMeasureFactory(person=malo)
    with pytest.raises(ValidationError, match="a changé depuis"):
        restore(snapshot, NOW)
    assert Snapshot.objects.undoable(NOW).count() == 1
    assert JusticeMeasure.objects.count() == 1


def test_what_points_elsewhere_since_is_left_there(
    interview: Contact, malo: YoungPerson, rennes: Organisation, referent: User
) -> None:
    snapshot = delete(interview, malo, rennes, referent)
    other = ContactFactory(person=malo, mission_locale=rennes)
    Appointment.objects.update(contact=other)
    restore(snapshot, NOW)
    assert Appointment.objects.get().contact == other


def test_rows_are_kept_before_something_else_changes_them(
    interview: Contact, malo: YoungPerson, rennes: Organisation, referent: User
) -> None:
    take_snapshot(
        [interview],
        person=malo,
        mission_locale=rennes.pk,
        kind=SnapshotKind.MERGE,
        label="Fusion",
        by=referent,
        at=NOW,
    )
    assert Contact.objects.count() == 1
    assert next(row["model"] for row in Snapshot.objects.get().rows if "fields" in row) == "cases.contact"


def test_it_is_erased_with_its_person(
    interview: Contact, malo: YoungPerson, rennes: Organisation, referent: User
) -> None:
    delete(interview, malo, rennes, referent)
    malo.delete()
    assert not Snapshot.objects.exists()
