"""What a Mission Locale reads of the one that handed a person over to it, and nothing more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from cases import models as cases
from cases.case_files import refresh
from partners.models import Membership, Organisation, User
from tests.factories import (
    ContactFactory,
    EnrolmentFactory,
    HandoverFactory,
    OrganisationFactory,
    PlacementFactory,
    ProgrammeFactory,
    ReferralFactory,
    YoungPersonFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2016, 6, 1)
NOON = datetime(2016, 6, 1, 12, tzinfo=UTC)
READ_AFTERWARDS = (
    cases.Contact,
    cases.ContactNote,
    cases.ContactAttempt,
    cases.Placement,
    cases.Referral,
    cases.Enrolment,
    cases.AxisGoal,
)


def worked(person: cases.YoungPerson, mission_locale: Organisation) -> None:
    """A row of each table that the next Mission Locale is to read; the enrolment has ended."""
    known = {"person": person, "mission_locale": mission_locale}
    contact = ContactFactory(**known)
    cases.ContactNote.objects.create(contact=contact, text="Vu.", written_at=NOON)
    cases.ContactAttempt.objects.create(**known, tried_on=TODAY, kind=cases.ContactKind.PHONE)
    PlacementFactory(**known)
    ReferralFactory(**known, admitted=True)
    enrolment = EnrolmentFactory(**known, left_on=TODAY, exit_reason=cases.ExitReason.HANDOVER)
    cases.AxisGoal.objects.create(enrolment=enrolment, axis=cases.Axis.HOUSING, set_on=TODAY)
    cases.AlertSnooze.objects.create(**known, alert="sans_contact", snoozed_on=TODAY, until=TODAY, reason="Vu.")
    cases.ImiloEntry.objects.create(**known, contact=contact, typed_on=TODAY)


def pass_on(person: cases.YoungPerson, giver: Organisation, receiver: Organisation, **fields: Any) -> None:
    """An accepted hand-over, unless said otherwise; the receiver follows from that day on."""
    accepted = {"decision": cases.HandoverDecision.ACCEPTED, "decided_on": TODAY}
    HandoverFactory(person=person, from_mission_locale=giver, to_mission_locale=receiver, **(accepted | fields))
    EnrolmentFactory(person=person, mission_locale=receiver, entered_on=TODAY)
    refresh([person.pk])


def seen(user: User, person: cases.YoungPerson) -> set[str]:
    """The tables of which this user reads a row that the giver made."""
    user = User.objects.get(pk=user.pk)
    models: tuple[Any, ...] = (*READ_AFTERWARDS, cases.AlertSnooze, cases.ImiloEntry)
    return {model.__name__ for model in models if model.objects.visible_to(user, NOON).exclude(**received(model))}


def received(model: Any) -> dict[str, Any]:
    """What tells the receiver's own row, its new enrolment, from the giver's."""
    return {"entered_on": TODAY} if model is cases.Enrolment else {"pk": 0}


@pytest.fixture
def rennes(referent: User) -> Organisation:
    return Organisation.objects.get(code="ml-rennes")


@pytest.fixture
def saint_malo(other_referent: User) -> Organisation:
    return Organisation.objects.get(code="ml-saint-malo")


@pytest.fixture
def person(rennes: Organisation) -> cases.YoungPerson:
    person: cases.YoungPerson = YoungPersonFactory()
    worked(person, rennes)
    return person


def test_once_accepted_the_former_files_are_read(
    person: cases.YoungPerson, rennes: Organisation, saint_malo: Organisation, other_referent: User
) -> None:
    pass_on(person, rennes, saint_malo)
    assert seen(other_referent, person) == {model.__name__ for model in READ_AFTERWARDS}


@pytest.mark.parametrize("decision", [cases.HandoverDecision.PENDING, cases.HandoverDecision.REFUSED])
def test_not_before_and_not_without(
    person: cases.YoungPerson, rennes: Organisation, saint_malo: Organisation, other_referent: User, decision: str
) -> None:
    pass_on(person, rennes, saint_malo, decision=decision)
    assert seen(other_referent, person) == set()


def test_not_of_someone_else_and_not_of_a_third(
    person: cases.YoungPerson, rennes: Organisation, saint_malo: Organisation, other_referent: User
) -> None:
    somebody = YoungPersonFactory()
    worked(somebody, rennes)
    EnrolmentFactory(person=somebody, mission_locale=saint_malo)
    third = OrganisationFactory(code="ml-redon")
    worked(person, third)
    pass_on(person, rennes, saint_malo)
    refresh([somebody.pk])
    user = User.objects.get(pk=other_referent.pk)
    read = cases.Contact.objects.visible_to(user, NOON).values_list("person", "mission_locale")
    assert list(read) == [(person.pk, rennes.pk)]


def test_not_a_referral_that_the_giver_has_still_to_answer(
    person: cases.YoungPerson, rennes: Organisation, saint_malo: Organisation, other_referent: User
) -> None:
    waiting = ReferralFactory(person=person, mission_locale=rennes)
    pass_on(person, rennes, saint_malo)
    user = User.objects.get(pk=other_referent.pk)
    assert waiting not in cases.Referral.objects.visible_to(user, NOON)


def test_the_giver_does_not_read_what_comes_after(
    person: cases.YoungPerson, rennes: Organisation, saint_malo: Organisation, referent: User
) -> None:
    pass_on(person, rennes, saint_malo)
    later = ContactFactory(person=person, mission_locale=saint_malo)
    user = User.objects.get(pk=referent.pk)
    assert cases.YoungPerson.objects.visible_to(user, NOON + timedelta(days=30)).get() == person
    assert later not in cases.Contact.objects.visible_to(user, NOON)
    assert not cases.YoungPerson.objects.visible_to(User.objects.get(pk=user.pk), NOON + timedelta(days=31)).exists()


def test_handed_over_twice_all_of_it_is_read(
    person: cases.YoungPerson, rennes: Organisation, saint_malo: Organisation, other_referent: User
) -> None:
    redon = OrganisationFactory(code="ml-redon")
    pass_on(person, rennes, redon, decided_on=TODAY - timedelta(days=60))
    ContactFactory(person=person, mission_locale=redon)
    pass_on(person, redon, saint_malo)
    user = User.objects.get(pk=other_referent.pk)
    makers = cases.Contact.objects.visible_to(user, NOON).values_list("mission_locale__code", flat=True)
    assert sorted(makers) == ["ml-redon", "ml-rennes"]


def test_what_the_giver_was_given_later_is_not_passed_on(
    person: cases.YoungPerson, rennes: Organisation, saint_malo: Organisation, other_referent: User
) -> None:
    redon = OrganisationFactory(code="ml-redon")
    pass_on(person, redon, saint_malo, decided_on=TODAY - timedelta(days=60))
    pass_on(person, rennes, redon)
    assert seen(other_referent, person) == set()


def test_there_and_back_is_read_once(
    person: cases.YoungPerson, rennes: Organisation, saint_malo: Organisation, referent: User
) -> None:
    ContactFactory(person=person, mission_locale=saint_malo)
    pass_on(person, rennes, saint_malo)
    pass_on(person, saint_malo, rennes)
    assert cases.Contact.objects.visible_to(User.objects.get(pk=referent.pk), NOON).count() == 2


def test_the_programmes_of_the_membership_hold(
    person: cases.YoungPerson, rennes: Organisation, saint_malo: Organisation, other_referent: User
) -> None:
    pass_on(person, rennes, saint_malo)
    other = EnrolmentFactory(person=person, mission_locale=rennes, programme=ProgrammeFactory(code="autre"))
    ProgrammeFactory().members.set(Membership.objects.filter(user=other_referent))
    user = User.objects.get(pk=other_referent.pk)
    assert other not in cases.Enrolment.objects.visible_to(user, NOON)


def test_as_many_queries_whoever_was_handed_over(
    rennes: Organisation,
    saint_malo: Organisation,
    other_referent: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        person = YoungPersonFactory()
        worked(person, rennes)
        pass_on(person, rennes, saint_malo)
    user = User.objects.get(pk=other_referent.pk)
    with django_assert_num_queries(3):  # the memberships… once for a user
        assert len(cases.Contact.objects.visible_to(user, NOON)) == 3
    with django_assert_num_queries(1):
        assert len(cases.Placement.objects.visible_to(user, NOON)) == 3
