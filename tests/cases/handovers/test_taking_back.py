"""An answer to a hand-over taken back on its day: what goes back, what stands in the way, who is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from cases.handovers.handing_over import accept, ask, refuse
from cases.handovers.taking_back import may_take_back, take_back
from cases.models import (
    Contact,
    Enrolment,
    ExitReason,
    Handover,
    HandoverRefusal,
    Restriction,
    RestrictionReason,
    YoungPerson,
)
from cases.restricted_files import restrict
from partners.models import Organisation, OrganisationKind, Role, User
from tests.factories import ContactFactory, ReferralFactory
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db

NOON = datetime(2016, 6, 1, 12, tzinfo=UTC)
TODAY = NOON.date()


def fresh(user: User) -> User:
    """The same account at its next request."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def accepted(handover: Handover, other_referent: User) -> Handover:
    accept(handover, other_referent, NOON, other_referent)
    return handover


def test_all_is_as_before_the_answer(accepted: Handover, enrolment: Enrolment, other_referent: User) -> None:
    take_back(accepted, other_referent, NOON + timedelta(hours=1))
    assert (accepted.is_pending, accepted.decided_on, accepted.decided_by) == (True, None, None)
    assert Enrolment.objects.get() == enrolment
    enrolment.refresh_from_db()
    assert (enrolment.left_on, enrolment.exit_reason, enrolment.exit_entered_at) == (None, "", None)
    assert not YoungPerson.objects.visible_to(fresh(other_referent), NOON).exists()
    assert accept(accepted, other_referent, NOON + timedelta(hours=2), other_referent)


def test_a_refusal_is_taken_back_too(handover: Handover, other_referent: User) -> None:
    refuse(handover, other_referent, NOON, HandoverRefusal.NO_REFERENT)
    take_back(handover, other_referent, NOON)
    assert (handover.is_pending, handover.refusal) == (True, "")


def test_taken_back_twice_is_taken_back_once(accepted: Handover, other_referent: User) -> None:
    take_back(accepted, other_referent, NOON)
    take_back(accepted, other_referent, NOON)
    assert accepted.is_pending


@pytest.mark.parametrize("later", [0, 1])
def test_on_the_same_day_alone(accepted: Handover, other_referent: User, later: int) -> None:
    at = NOON + timedelta(days=later)
    assert may_take_back(accepted, other_referent, at.date()) is (later == 0)
    if later:
        with pytest.raises(PermissionDenied):
            take_back(accepted, other_referent, at)


def test_by_its_author_alone(accepted: Handover, referent: User) -> None:
    for user in (referent, member(Role.REFERENT, "ml-saint-malo")):
        with pytest.raises(PermissionDenied):
            take_back(accepted, user, NOON)


def test_what_the_first_one_wrote_is_no_hindrance(
    accepted: Handover, enrolment: Enrolment, other_referent: User
) -> None:
    contact = ContactFactory(person=enrolment.person, mission_locale=enrolment.mission_locale, held_on=TODAY)
    take_back(accepted, other_referent, NOON)
    assert Contact.objects.get() == contact


def test_where_nobody_answers_here_whoever_typed_the_answer_takes_it_back(
    enrolment: Enrolment, referent: User, other_referent: User
) -> None:
    outside = Organisation.objects.create(code="ml-redon", name="Redon", kind=OrganisationKind.MISSION_LOCALE)
    handover = ask(enrolment, outside, TODAY, referent, NOON)
    accept(handover, referent, NOON + timedelta(days=2), on=TODAY + timedelta(days=1))
    enrolment.refresh_from_db()
    assert enrolment.exit_reason == ExitReason.HANDOVER
    take_back(handover, referent, NOON + timedelta(days=2))
    enrolment.refresh_from_db()
    assert enrolment.left_on is None


def test_of_a_restricted_file_those_named_by_the_acceptance_are_so_no_longer(
    handover: Handover, enrolment: Enrolment, referent: User, other_referent: User
) -> None:
    restriction = Restriction(person=enrolment.person, reason=RestrictionReason.THREAT, marked_at=NOON)
    restrict(restriction, [referent])
    accept(handover, other_referent, NOON, other_referent)
    take_back(handover, other_referent, NOON)
    assert list(restriction.readers.all()) == [referent]


def test_of_a_restricted_file_whoever_was_named_before_stays_so(
    handover: Handover, enrolment: Enrolment, referent: User, other_referent: User
) -> None:
    restriction = Restriction(person=enrolment.person, reason=RestrictionReason.THREAT, marked_at=NOON)
    colleague = member(Role.REFERENT, "ml-saint-malo")
    restrict(restriction, [referent, colleague])
    accept(handover, colleague, NOON, other_referent)
    assert restriction.readers.count() == 3
    take_back(handover, colleague, NOON)
    assert set(restriction.readers.all()) == {referent, colleague}


def test_on_the_page_with_a_mail_to_those_who_were_told(
    enrolment: Enrolment, referent: User, other_referent: User, cpip: User
) -> None:
    ReferralFactory(person=enrolment.person, referred_by=cpip.memberships.get().organisation)
    at = timezone.now()
    handover = ask(enrolment, Organisation.objects.get(code="ml-saint-malo"), at.date(), referent, at)
    accept(handover, other_referent, at, other_referent)
    browser, address = signed_in(other_referent), reverse("cases:handover_return", args=[handover.code])
    assert address in browser.get(handover.get_absolute_url()).content.decode()
    for _ in range(2):  # a double click
        page = browser.post(address, follow=True).content.decode()
    assert "En attente" in page
    told = sorted((message.to[0], message.subject) for message in mail.outbox)
    assert told == sorted(
        [
            (cpip.email, "Un jeune n’a pas changé de Mission Locale"),
            (referent.email, "Un relais attend de nouveau sa réponse"),
        ]
    )
    assert not any(enrolment.person.last_name in message.body for message in mail.outbox)
    assert signed_in(referent).post(address).status_code == 403
