"""Who sees what: `visible_to` of every model that holds personal data."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps

from cases import models as cases
from cases.case_files import refresh
from partners.models import Membership, Organisation, Role, User
from tests.factories import (
    AddressFactory,
    AppointmentFactory,
    ContactFactory,
    EnrolmentFactory,
    HandoverFactory,
    JusticeMeasureFactory,
    MembershipFactory,
    OrganisationFactory,
    PermanenceFactory,
    PlacementFactory,
    ProgrammeFactory,
    ReferralFactory,
    ReleaseNeedFactory,
    SentenceAdjustmentFactory,
    SituationFactory,
    YoungPersonFactory,
)
from tests.pathways import walk_a_path

pytestmark = pytest.mark.django_db

TODAY = date(2016, 6, 1)
NOON = datetime(2016, 6, 1, 12, tzinfo=UTC)
# What an officer of the own unit reads, of all that is held on a person.
OPEN_TO_OFFICERS = {
    "YoungPerson",
    "Address",
    "JusticeMeasure",
    "SentenceAdjustment",
    "Referral",
    "EligibilityLine",
    "CaseRequest",
    "Appointment",
    "ReleaseNeed",
    "PlannedEndChange",
    "AdjustmentSupply",
    "ReleasePermission",
    "SupportCertificate",
    "ReviewLine",
    "NextStep",
}
# What its author alone sees; what a body holds, whoever was spoken of there.
OF_NOBODY = {cases.Draft, cases.UnitReview, cases.GroupMeeting}
OF_LEADS = {"BreakGlass", "DuplicateSuspicion"}


def personal_models() -> list[type[Any]]:
    """Every model with `visible_to` that is about a person."""
    return [
        model
        for model in apps.get_app_config("cases").get_models()
        if hasattr(model._default_manager, "visible_to") and model not in OF_NOBODY
    ]


@pytest.fixture
def person(referent: User, cpip: User) -> cases.YoungPerson:
    """A young person whom the referent's Mission Locale follows and the officer's unit referred, with a bit of all."""
    mission_locale = Organisation.objects.get(code="ml-rennes")
    person = YoungPersonFactory()
    unit = Organisation.objects.get(code="spip-35-vezin")
    referral = ReferralFactory(person=person, mission_locale=mission_locale, referred_by=unit)
    cases.EligibilityLine.objects.create(referral=referral, criterion="age", answer="rempli", words="20 ans.")
    cases.CaseRequest.objects.create(
        person=person, unit=unit, mission_locale=mission_locale, kind="rappel", asked_at=NOON, due_on=TODAY
    )
    EnrolmentFactory(person=person, mission_locale=mission_locale)
    for moment, start in ((cases.AddressMoment.BEFORE, date(2015, 1, 1)), (cases.AddressMoment.INSIDE, TODAY)):
        AddressFactory(person=person, moment=moment, starts_on=start)
    contact = ContactFactory(person=person, mission_locale=mission_locale)
    cases.ContactNote.objects.create(contact=contact, text="Vu.", author=referent, written_at="2016-03-02T09:00Z")
    for factory in (JusticeMeasureFactory, SentenceAdjustmentFactory, SituationFactory, ReleaseNeedFactory):
        factory(person=person)
    PlacementFactory(person=person, mission_locale=mission_locale)
    HandoverFactory(person=person, from_mission_locale=mission_locale)
    AppointmentFactory(person=person, permanence=PermanenceFactory(mission_locale=mission_locale))
    walk_a_path(person, mission_locale, unit, referent, NOON)
    refresh([person.pk])
    return person


def seen_by(user: User) -> set[str]:
    """The names of the models of which the user sees a row."""
    return {model.__name__ for model in personal_models() if model.objects.visible_to(user, NOON).exists()}


def test_the_referent_sees_all_of_the_own_mission_locale(person: cases.YoungPerson, referent: User) -> None:
    assert seen_by(referent) == {model.__name__ for model in personal_models()} - OF_LEADS
    assert len(personal_models()) == 31


def test_the_officer_sees_what_the_table_opens_to_the_own_unit(person: cases.YoungPerson, cpip: User) -> None:
    assert seen_by(cpip) == OPEN_TO_OFFICERS


def test_the_officer_reads_the_addresses_before_custody_and_at_release(person: cases.YoungPerson, cpip: User) -> None:
    moments = cases.Address.objects.visible_to(cpip, NOON).values_list("moment", flat=True)
    assert list(moments) == [cases.AddressMoment.BEFORE]


@pytest.mark.parametrize("persona", ["other_referent", "coordinator", "funder", "administrator", "stranger"])
def test_nobody_else_sees_anyone(person: cases.YoungPerson, persona: str, request: pytest.FixtureRequest) -> None:
    assert seen_by(request.getfixturevalue(persona)) == set()


def test_a_superuser_sees_no_more(person: cases.YoungPerson) -> None:
    assert seen_by(User.objects.create_superuser("racine@exemple.invalid")) == set()


def test_a_disabled_account_sees_nobody(person: cases.YoungPerson, referent: User) -> None:
    referent.is_active = False
    referent.save(update_fields=["is_active"])
    assert seen_by(User.objects.get(pk=referent.pk)) == set()


def test_an_ended_membership_gives_nothing(person: cases.YoungPerson, referent: User) -> None:
    Membership.objects.filter(user=referent).update(ends_on=TODAY - timedelta(days=1))
    assert seen_by(referent) == set()


def test_a_disabled_organisation_gives_nothing(person: cases.YoungPerson, referent: User) -> None:
    Organisation.objects.filter(code="ml-rennes").update(is_active=False)
    assert seen_by(referent) == set()


def test_a_membership_of_another_programme_gives_nothing(person: cases.YoungPerson, referent: User) -> None:
    ProgrammeFactory(code="dedans-dehors").members.set(Membership.objects.filter(user=referent))
    assert seen_by(referent) == set()


def test_the_file_closes_thirty_days_after_the_last_enrolment(person: cases.YoungPerson, referent: User) -> None:
    person.referrals.update(decision=cases.ReferralDecision.ADMITTED, decided_on=date(2016, 3, 1))
    person.enrolments.update(left_on=TODAY)
    person.placements.update(state=cases.PlacementState.ENDED)  # an open one is seen to its end
    refresh([person.pk])
    people = cases.YoungPerson.objects
    assert people.visible_to(referent, NOON + timedelta(days=30)).exists()
    referent = User.objects.get(pk=referent.pk)
    assert not people.visible_to(referent, NOON + timedelta(days=31)).exists()
    for model in personal_models():
        assert not model.objects.visible_to(referent, NOON + timedelta(days=31)).exists(), model


def test_the_unit_of_the_prison_where_the_measure_runs_sees_the_person(cpip: User) -> None:
    unit = Organisation.objects.get(code="spip-35-vezin")
    prison = OrganisationFactory(code="cp-rennes-vezin", prison=True, parent=unit)
    measure = JusticeMeasureFactory(organisation=prison, ends_on=TODAY)
    people = cases.YoungPerson.objects.visible_to(cpip, NOON)
    assert [person.pk for person in people] == [measure.person_id]
    assert not cases.YoungPerson.objects.visible_to(cpip, NOON + timedelta(days=1)).exists()


def test_a_decided_referral_opens_nobody_to_the_unit(person: cases.YoungPerson, cpip: User) -> None:
    person.referrals.update(decision=cases.ReferralDecision.ADMITTED, decided_on=TODAY)
    assert not cases.YoungPerson.objects.visible_to(cpip, NOON).exists()


def test_the_mission_locale_that_is_asked_sees_a_handover_once_accepted(other_referent: User) -> None:
    handover = HandoverFactory(to_mission_locale=Organisation.objects.get(code="ml-saint-malo"))
    EnrolmentFactory(person=handover.person, mission_locale=handover.to_mission_locale)
    refresh([handover.person_id])
    assert not cases.Handover.objects.visible_to(other_referent, NOON).exists()
    cases.Handover.objects.update(decision=cases.HandoverDecision.ACCEPTED, decided_on=TODAY)
    assert cases.Handover.objects.visible_to(other_referent, NOON).get() == handover


def test_two_memberships_do_not_mix(referent: User) -> None:
    """For Dedans-Dehors at Rennes, for everything at Saint-Malo: not Rennes' contacts on Saint-Malo's people."""
    rennes, saint_malo = Organisation.objects.get(code="ml-rennes"), OrganisationFactory(code="ml-saint-malo")
    ProgrammeFactory(code="dedans-dehors").members.set(Membership.objects.filter(user=referent))
    MembershipFactory(user=referent, organisation=saint_malo)
    person = YoungPersonFactory()
    for mission_locale in (rennes, saint_malo):
        EnrolmentFactory(person=person, mission_locale=mission_locale)
        ContactFactory(person=person, mission_locale=mission_locale)
    refresh([person.pk])
    assert cases.Contact.objects.visible_to(referent, NOON).get().mission_locale == saint_malo
    assert cases.CaseFile.objects.visible_to(referent, NOON).get().organisation == saint_malo


def test_a_lead_sees_the_units_below() -> None:
    antenne = OrganisationFactory(code="spip-35-rennes", spip=True)
    unit = OrganisationFactory(code="spip-35-vezin", spip=True, parent=antenne)
    referral = ReferralFactory(referred_by=unit)
    measured = JusticeMeasureFactory(organisation=unit).person
    officer = MembershipFactory(organisation=antenne, role=Role.OFFICER).user
    lead = MembershipFactory(organisation=antenne, role=Role.OFFICER, is_lead=True).user
    assert not cases.Referral.objects.visible_to(officer, NOON).exists()
    assert not cases.YoungPerson.objects.visible_to(officer, NOON).exists()
    assert cases.Referral.objects.visible_to(lead, NOON).get() == referral
    assert set(cases.YoungPerson.objects.visible_to(lead, NOON)) == {referral.person, measured}


def test_a_draft_is_its_author_s_alone_for_seven_days(referent: User, other_referent: User) -> None:
    drafts = cases.Draft.objects
    for last_name in ("Kerdon", "Kerdoncuff"):
        drafts.keep(referent, "cases:referral_create", "", {"last_name": last_name}, NOON)
    assert drafts.visible_to(referent, NOON).get().data == {"last_name": "Kerdoncuff"}
    assert not drafts.visible_to(other_referent, NOON).exists()
    assert drafts.visible_to(referent, NOON + timedelta(days=6)).exists()
    assert not drafts.visible_to(referent, NOON + timedelta(days=7)).exists()
    assert drafts.expired(NOON + timedelta(days=7)).exists()
