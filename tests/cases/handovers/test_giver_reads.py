"""The Mission Locale that handed someone over reads for 30 days more, and writes nothing any longer."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.case_files import refresh
from cases.handovers.handing_over import accept, ask
from cases.homes.steps import OF_MISSION_LOCALE, step_lines
from cases.models import Contact, Enrolment, NeedSide, NextStep, StepKind, UnitReview, YoungPerson
from cases.record.reading import read_person
from partners.models import Organisation, User
from tests.factories import ContactFactory, EnrolmentFactory, ProgrammeFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

WRITTEN_FROM_THE_RECORD = (
    "contact_create",
    "situation_create",
    "youngperson_edit",
    "address_create",
    "justicemeasure_create",
    "sentenceadjustment_create",
    "releasepermission_create",
    "supportcertificate_create",
    "releasecard_detail",
    "appointment_outside",
)


@pytest.fixture
def passed_on(enrolment: Enrolment, referent: User, other_referent: User) -> YoungPerson:
    """Malo, whom Rennes handed over to Saint-Malo today."""
    at = timezone.now()
    handover = ask(enrolment, Organisation.objects.get(code="ml-saint-malo"), at.date(), referent, at)
    accept(handover, other_referent, at, other_referent)
    return enrolment.person


def answers(user: User, person: YoungPerson) -> set[int]:
    browser = signed_in(user)
    return {browser.get(reverse(f"cases:{page}", args=[person.code])).status_code for page in WRITTEN_FROM_THE_RECORD}


def test_each_form_is_open_to_the_one_that_follows_alone(
    passed_on: YoungPerson, referent: User, other_referent: User
) -> None:
    assert answers(other_referent, passed_on) == {200}
    assert answers(referent, passed_on) <= {403, 404}
    assert signed_in(referent).get(passed_on.get_absolute_url()).status_code == 200


def test_its_lead_reserves_the_file_no_longer(passed_on: YoungPerson, lead: User) -> None:
    address = reverse("cases:restriction_update", args=[passed_on.code])
    assert signed_in(lead).get(address).status_code == 404


def test_the_record_offers_nothing_to_write(passed_on: YoungPerson, referent: User) -> None:
    page = signed_in(referent).get(passed_on.get_absolute_url()).content.decode()
    offered = [verb for verb in WRITTEN_FROM_THE_RECORD if reverse(f"cases:{verb}", args=[passed_on.code]) in page]
    assert offered == []


def test_an_own_contact_of_before_is_read_and_not_rewritten(
    enrolment: Enrolment, passed_on: YoungPerson, referent: User
) -> None:
    contact: Contact = ContactFactory(person=passed_on, mission_locale=enrolment.mission_locale)
    assert signed_in(referent).get(reverse("cases:contact_edit", args=[contact.code])).status_code == 404


def test_in_another_programme_that_goes_on_there_it_writes_still(
    enrolment: Enrolment, passed_on: YoungPerson, referent: User
) -> None:
    EnrolmentFactory(
        person=passed_on, mission_locale=enrolment.mission_locale, programme=ProgrammeFactory(code="dedans-dehors")
    )
    refresh([passed_on.pk])
    assert read_person(referent, passed_on.code, timezone.now()).deciding == {enrolment.mission_locale_id}


def test_the_steps_go_with_the_person(
    enrolment: Enrolment, passed_on: YoungPerson, cpip: User, referent: User, other_referent: User
) -> None:
    at = timezone.now()
    review = UnitReview.objects.create(
        unit=cpip.memberships.get().organisation, mission_locale=enrolment.mission_locale, held_on=at, opened_at=at
    )
    decided = {"side": NeedSide.MISSION_LOCALE, "kind": StepKind.HOUSING, "review": review, "decided_at": at}
    NextStep.objects.create(person=passed_on, **decided)
    told = {user: [line.person for line in step_lines(user, at, OF_MISSION_LOCALE, may_act=True)]
            for user in (referent, other_referent)}  # fmt: skip
    assert told == {referent: [], other_referent: [passed_on]}
