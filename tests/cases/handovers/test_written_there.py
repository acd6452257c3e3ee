"""A hand-over is not taken back over what the Mission Locale that accepted has written since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from cases import models as cases
from cases.handovers.handing_over import accept
from cases.handovers.taking_back import take_back, written_since
from partners.models import User
from tests.factories import (
    AppointmentFactory,
    ContactFactory,
    OrganisationFactory,
    PermanenceFactory,
    PlacementFactory,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2016, 6, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)
TODAY = NOON.date()
# Nothing is lost of these: the officer or the giver reads them still, they bar the way by themselves, or they keep the
# receiver's file open.
READ_STILL = {cases.Referral, cases.Enrolment}


@pytest.fixture
def new(handover: cases.Handover, other_referent: User) -> cases.Enrolment:
    """That of Saint-Malo, which has just accepted."""
    new = accept(handover, other_referent, NOON, other_referent)
    assert new is not None
    return new


def review(new: cases.Enrolment) -> cases.UnitReview:
    unit = OrganisationFactory(code="spip-35")
    known = {"unit": unit, "mission_locale": new.mission_locale}
    return cases.UnitReview.objects.create(**known, held_on=TODAY, opened_at=NOON)


def meeting(new: cases.Enrolment) -> cases.GroupMeeting:
    known = {"kind": cases.GroupMeetingKind.values[0], "place": cases.ContactPlace.values[0], "title": "CV"}
    return cases.GroupMeeting.objects.create(
        **known, mission_locale=new.mission_locale, held_on=TODAY, entered_at=LATER
    )


def write(written: str, new: cases.Enrolment, by: User) -> None:
    """One row of that sort, of Saint-Malo's."""
    there: Any = {"person": new.person, "mission_locale": new.mission_locale}
    person = {"person": new.person}
    match written:
        case "a contact":
            ContactFactory(**there, held_on=TODAY)
        case "a contact of the day before":
            ContactFactory(**there, held_on=TODAY - timedelta(days=1), entered_at=LATER)
        case "an attempt":
            cases.ContactAttempt.objects.create(**there, tried_on=TODAY, kind=cases.ContactKind.PHONE)
        case "an appointment":
            planned = {"mission_locale": new.mission_locale, "planned_on": TODAY + timedelta(days=2), "referent": by}
            AppointmentFactory(**person, permanence=PermanenceFactory(**planned))
        case "a certificate":
            cases.SupportCertificate.objects.create(**there, facts=[], made_at=NOON, signed_by_name="Mona")
        case "a goal":
            new.goals.create(axis=cases.Axis.HOUSING, set_on=TODAY)
        case "a place":
            PlacementFactory(**there, starts_on=TODAY)
        case "a request":
            asked = {"unit": OrganisationFactory(code="spip-35"), "kind": "absences", "due_on": TODAY}
            cases.CaseRequest.objects.create(**there, **asked, asked_at=LATER)
        case "a line of the meeting":
            cases.ReviewLine.objects.create(**person, review=review(new), subject="besoin", ticked_at=LATER)
        case "a step of the meeting":
            step = {"side": cases.NeedSide.values[0], "kind": cases.StepKind.CALL, "decided_at": LATER}
            cases.NextStep.objects.create(**person, **step, review=review(new))
        case "an attendance":
            cases.GroupAttendance.objects.create(**person, meeting=meeting(new))
        case "an alert put off":
            put_off = {"alert": "sans_contact", "snoozed_on": TODAY, "until": TODAY + timedelta(days=3)}
            cases.AlertSnooze.objects.create(**there, **put_off, reason="Vu.")
        case "something deleted":
            gone = {"kind": cases.SnapshotKind.DELETION, "label": "Appel", "rows": []}
            cases.Snapshot.objects.create(**there, **gone, taken_at=LATER)


@pytest.mark.parametrize(
    "written",
    [
        "a contact",
        "a contact of the day before",
        "an attempt",
        "an appointment",
        "a certificate",
        "a goal",
        "a place",
        "a request",
        "a line of the meeting",
        "a step of the meeting",
        "an attendance",
        "an alert put off",
        "something deleted",
    ],
)
def test_not_once_something_was_written_there(
    handover: cases.Handover, new: cases.Enrolment, other_referent: User, written: str
) -> None:
    write(written, new, other_referent)
    with pytest.raises(ValidationError, match="sens inverse"):
        take_back(handover, other_referent, LATER)
    handover.refresh_from_db()
    assert handover.new_enrolment == new


def test_not_once_the_former_enrolment_is_gone(
    handover: cases.Handover, new: cases.Enrolment, other_referent: User
) -> None:
    handover.refresh_from_db()
    assert handover.former_enrolment is not None
    handover.former_enrolment.delete()
    with pytest.raises(ValidationError, match="de nouveau"):
        take_back(handover, other_referent, LATER)


def test_every_model_that_a_mission_locale_writes_is_looked_at() -> None:
    """On a person, and of a Mission Locale at once or by what it is part of."""
    through = {"mission_locale", "permanence", "meeting", "review"}
    fields = {
        model: {field.name for field in model._meta.fields} for model in apps.get_app_config("cases").get_models()
    }
    held = {model for model, names in fields.items() if "person" in names and names & through}
    assert held - READ_STILL == set(written_since(TODAY, NOON))
