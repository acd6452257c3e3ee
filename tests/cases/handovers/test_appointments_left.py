"""The appointments that a hand-over leaves where they are: told to both sides, so that one of them does something."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.handovers.handing_over import accept
from cases.models import Appointment, Enrolment, Handover, JusticeMeasure
from cases.release_plan.preparing import preparation_rows
from partners.french import day_words
from partners.models import User
from tests.factories import AppointmentFactory, JusticeMeasureFactory, PermanenceFactory, SiteFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

TOMORROW = timezone.localdate() + timedelta(days=1)
WORDS = f"{day_words(TOMORROW)}, Maurepas"


@pytest.fixture
def appointment(enrolment: Enrolment) -> Appointment:
    """Of Malo, with the Mission Locale that follows, outside."""
    site = SiteFactory(name="Maurepas", is_inside=False)
    there = PermanenceFactory(site=site, mission_locale=enrolment.mission_locale, planned_on=TOMORROW)
    made: Appointment = AppointmentFactory(permanence=there, person=enrolment.person)
    return made


def read(user: User, address: str) -> str:
    return signed_in(user).get(address).content.decode().replace("\xa0", " ")


def test_it_is_told_before_and_after(appointment: Appointment, enrolment: Enrolment, referent: User) -> None:
    assert WORDS in read(referent, reverse("cases:handover_create", args=[enrolment.person.code]))


def test_once_accepted_both_sides_read_it(
    appointment: Appointment, handover: Handover, referent: User, other_referent: User
) -> None:
    assert WORDS in read(referent, handover.get_absolute_url())
    assert WORDS not in read(other_referent, handover.get_absolute_url())
    accept(handover, other_referent, timezone.now(), other_referent)
    record = handover.person.get_absolute_url()
    assert "à garder ou à rendre" in read(referent, record)
    theirs = read(other_referent, record)
    assert f"Maurepas, {handover.from_mission_locale}, avant le relais" in theirs
    assert appointment.permanence.get_absolute_url() not in theirs
    for user in (referent, other_referent):
        assert WORDS in read(user, handover.get_absolute_url())


def test_the_radar_knows_of_it(appointment: Appointment, handover: Handover, other_referent: User) -> None:
    JusticeMeasureFactory(person=handover.person, planned_end_on=TOMORROW)
    accept(handover, other_referent, timezone.now(), other_referent)
    rows = preparation_rows(JusticeMeasure.objects.all(), [handover.person_id], other_referent, timezone.now())
    assert list(rows["release_outside"]) == [appointment]


def test_it_is_theirs_to_act_on(appointment: Appointment, handover: Handover, other_referent: User) -> None:
    accept(handover, other_referent, timezone.now(), other_referent)
    assert list(Appointment.objects.visible_to(other_referent, timezone.now())) == []
    address = reverse("cases:appointment_remove", args=[appointment.code])
    assert signed_in(other_referent).post(address).status_code == 404
