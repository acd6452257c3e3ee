"""What the meeting told of a job or a course: typed on the line, corrected there, taken off."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from cases.models import Appointment, Permanence, Situation, SituationKind
from partners.models import User
from tests.cases.entry.sheets import appointments, line, page, permanence_of, send
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def permanence(referent: User) -> Permanence:
    return permanence_of(2)


@pytest.fixture
def first(permanence: Permanence) -> Appointment:
    return appointments(permanence)[0]


@pytest.fixture
def client(referent: User) -> Client:
    return signed_in(referent)


def stored() -> list[tuple[str, date]]:
    return list(Situation.objects.values_list("kind", "starts_on"))


def test_one_key_and_it_is_from_that_day(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    for _ in range(2):
        send(client, permanence, referent, line(first, "present", situation="cdd", situation_on=""))
    assert stored() == [(SituationKind.FIXED_TERM_JOB, permanence.planned_on)]
    first.refresh_from_db()
    assert first.situation is not None and first.situation.person == first.person
    assert "CDD depuis le" in client.get(page(permanence)).content.decode()


def test_corrected_it_is_the_same_one(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    send(client, permanence, referent, line(first, "present", situation="cdd"))
    send(client, permanence, referent, line(first, "present", situation="interim", situation_on="2026-09-01"))
    assert stored() == [(SituationKind.TEMPORARY_JOB, date(2026, 9, 1))]


@pytest.mark.parametrize(("attendance", "situation"), [("present", ""), ("refus", "cdd")])
def test_taken_off(
    permanence: Permanence, client: Client, referent: User, first: Appointment, attendance: str, situation: str
) -> None:
    send(client, permanence, referent, line(first, "present", situation="cdd"))
    send(client, permanence, referent, line(first, attendance, situation=situation))
    assert stored() == []


def test_what_was_said_of_it_since_is_not_lost(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    send(client, permanence, referent, line(first, "present", situation="cdd"))
    Situation.objects.update(organisation_name="Boulangerie")
    send(client, permanence, referent, line(first, "present", situation=""))
    first.refresh_from_db()
    assert (len(stored()), first.situation) == (1, None)


def test_custody_is_no_situation_that_one_types(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    assert send(client, permanence, referent, line(first, "present", situation="incarceration")).status_code == 400
    assert send(client, permanence, referent, line(first, "", situation="cdd")).status_code == 400
    assert stored() == []
