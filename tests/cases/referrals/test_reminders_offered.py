"""The neutral reminder of an appointment outside is offered wherever one reads of that appointment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model

from cases.case_files import refresh
from cases.models import Appointment, Permanence, Site, YoungPerson
from partners.models import User
from tests.cases.referrals.conftest import TODAY
from tests.factories import AppointmentFactory, PermanenceFactory, SiteFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(malo: YoungPerson) -> Appointment:
    """Of someone whose referral waits, next week."""
    refresh([malo.pk])
    referral = malo.referrals.get()
    permanence = PermanenceFactory(
        mission_locale=referral.mission_locale,
        site=SiteFactory(is_inside=False, name="Antenne de Maurepas"),
        planned_on=TODAY + timedelta(days=7),
    )
    expected: Appointment = AppointmentFactory(permanence=permanence, person=malo, referral=referral)
    return expected


def places(appointment: Appointment) -> list[str]:
    """The permanence, the referral, the record."""
    assert appointment.referral is not None
    people = appointment.permanence, appointment.referral, appointment.person
    return [shown.get_absolute_url() for shown in people]


def offered(user: User, appointment: Appointment) -> list[bool]:
    link = f'href="/rendez-vous/{appointment.code}/rappel/"'
    return [link in signed_in(user).get(address).content.decode() for address in places(appointment)]


def test_wherever_one_reads_of_it(outside: Appointment, referent: User, cpip: User) -> None:
    assert offered(referent, outside) == [True, True, True]
    assert offered(cpip, outside) == [False, False, False]


@pytest.mark.parametrize(
    ("what", "facts"),
    [
        (Site, {"is_inside": True}),
        (Permanence, {"cancelled_at": "2026-11-26T08:00Z"}),
        (Permanence, {"was_held": False}),
        (Permanence, {"planned_on": TODAY - timedelta(days=1)}),
        (Appointment, {"attendance": "refus"}),
    ],
)
def test_not_of_one_inside_nor_of_one_that_is_over(
    outside: Appointment, referent: User, what: type[Model], facts: dict[str, Any]
) -> None:
    what._default_manager.update(**facts)
    assert offered(referent, outside) == [False, False, False]
