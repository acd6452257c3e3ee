"""A hand-over from its request to its answer: who may, what changes, on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.handovers.handing_over import accept, ask, refuse, withdraw
from cases.models import (
    CaseFile,
    Contact,
    Enrolment,
    ExitReason,
    Handover,
    HandoverDecision,
    HandoverRefusal,
    Restriction,
    RestrictionReason,
    YoungPerson,
)
from cases.restricted_files import restrict
from partners.models import Membership, Organisation, OrganisationKind, Role, User
from tests.cases.handovers.given import followed_at
from tests.factories import ContactFactory, MembershipFactory, OrganisationFactory, ProgrammeFactory
from tests.personas import member

pytestmark = pytest.mark.django_db

NOON = datetime(2016, 6, 1, 12, tzinfo=UTC)
TODAY = NOON.date()
IN_A_WEEK = NOON + timedelta(days=7)


def fresh(user: User) -> User:
    """The same account at its next request."""
    return User.objects.get(pk=user.pk)


def test_until_the_answer_nothing_changes(handover: Handover, enrolment: Enrolment, other_referent: User) -> None:
    enrolment.refresh_from_db()
    assert (enrolment.left_on, handover.is_pending, handover.asked_on) == (None, True, TODAY)
    assert not YoungPerson.objects.visible_to(other_referent, NOON).exists()
    assert not Handover.objects.visible_to(other_referent, NOON).exists()
    assert Handover.objects.asked_of(other_referent, TODAY).get() == handover


def test_accepted_one_ends_and_one_begins_the_same_day(
    handover: Handover, enrolment: Enrolment, other_referent: User
) -> None:
    new = accept(handover, other_referent, IN_A_WEEK, other_referent)
    enrolment.refresh_from_db()
    assert (enrolment.left_on, enrolment.exit_reason) == (date(2016, 6, 8), ExitReason.HANDOVER)
    assert new is not None
    assert (new.entered_on, new.left_on, new.by_handover) == (date(2016, 6, 8), None, True)
    assert (new.mission_locale.code, new.referent_name) == ("ml-saint-malo", str(other_referent))
    assert (new.programme, new.consented_on) == (enrolment.programme, TODAY)
    assert (handover.decision, handover.decided_by) == (HandoverDecision.ACCEPTED, other_referent)
    assert (handover.former_enrolment, handover.new_enrolment) == (enrolment, new)


def test_accepted_the_files_follow(
    handover: Handover, enrolment: Enrolment, referent: User, other_referent: User
) -> None:
    contact = ContactFactory(person=enrolment.person, mission_locale=enrolment.mission_locale)
    accept(handover, other_referent, IN_A_WEEK, other_referent)
    assert YoungPerson.objects.visible_to(fresh(other_referent), IN_A_WEEK).get() == enrolment.person
    assert Contact.objects.visible_to(fresh(other_referent), IN_A_WEEK).get() == contact
    closes = CaseFile.objects.get(organisation=enrolment.mission_locale).closes_on
    assert closes == date(2016, 6, 8) + timedelta(days=30)


def test_refused_nothing_changes(handover: Handover, enrolment: Enrolment, other_referent: User) -> None:
    refuse(handover, other_referent, IN_A_WEEK, HandoverRefusal.NO_REFERENT)
    enrolment.refresh_from_db()
    assert enrolment.left_on is None
    assert (handover.decision, handover.refusal) == (HandoverDecision.REFUSED, HandoverRefusal.NO_REFERENT)
    assert not YoungPerson.objects.visible_to(fresh(other_referent), IN_A_WEEK).exists()


def test_withdrawn_twice_is_withdrawn_once(handover: Handover, referent: User) -> None:
    for _ in range(2):
        withdraw(handover, referent, NOON)
    assert (handover.state_words, handover.decided_by) == ("Retiré", referent)


def test_the_second_answer_is_told(handover: Handover, referent: User, other_referent: User) -> None:
    stale = Handover.objects.get(pk=handover.pk)
    refuse(handover, other_referent, NOON, HandoverRefusal.NO_REFERENT)
    with pytest.raises(ValidationError, match="déjà sa réponse"):
        accept(stale, other_referent, NOON, other_referent)
    with pytest.raises(ValidationError, match="déjà sa réponse"):
        withdraw(stale, referent, NOON)
    assert Enrolment.objects.count() == 1


def test_asked_twice_it_is_asked_once(handover: Handover, enrolment: Enrolment, referent: User) -> None:
    with pytest.raises(ValidationError, match="attend sa réponse"):
        ask(enrolment, OrganisationFactory(code="ml-redon"), TODAY, referent, NOON)


def test_not_with_an_agreement_to_come_nor_to_oneself(enrolment: Enrolment, referent: User) -> None:
    with pytest.raises(ValidationError) as of_tomorrow:
        ask(enrolment, OrganisationFactory(code="ml-redon"), TODAY + timedelta(days=1), referent, NOON)
    with pytest.raises(ValidationError) as to_oneself:
        ask(enrolment, enrolment.mission_locale, TODAY, referent, NOON)
    assert list(of_tomorrow.value.error_dict) == ["consented_on"]
    assert list(to_oneself.value.error_dict) == ["to_mission_locale"]


def test_someone_who_left_meanwhile_is_not_handed_over(
    handover: Handover, enrolment: Enrolment, other_referent: User
) -> None:
    Enrolment.objects.update(left_on=TODAY)
    with pytest.raises(ValidationError, match="a pris fin"):
        accept(handover, other_referent, NOON, other_referent)
    assert Handover.objects.get().is_pending


def test_someone_whom_they_follow_already_is_not_taken_twice(
    handover: Handover, enrolment: Enrolment, other_referent: User
) -> None:
    followed_at("ml-saint-malo", person=enrolment.person)
    with pytest.raises(ValidationError, match="suit déjà ce jeune"):
        accept(handover, other_referent, NOON, other_referent)
    enrolment.refresh_from_db()
    assert (enrolment.left_on, Handover.objects.get().is_pending) == (None, True)


@pytest.mark.parametrize("persona", ["referent", "lead", "cpip", "coordinator", "administrator", "stranger"])
def test_nobody_else_answers(handover: Handover, persona: str, request: pytest.FixtureRequest) -> None:
    for answer in (
        lambda user: accept(handover, user, NOON, user),
        lambda user: refuse(handover, user, NOON, HandoverRefusal.NO_REFERENT),
    ):
        with pytest.raises(PermissionDenied):
            answer(request.getfixturevalue(persona))


def test_a_trainee_neither_asks_nor_answers(handover: Handover, enrolment: Enrolment, other_referent: User) -> None:
    Membership.objects.update(is_trainee=True, ends_on=TODAY + timedelta(days=90))
    trainee = fresh(other_referent)
    MembershipFactory(organisation=handover.to_mission_locale)
    with pytest.raises(PermissionDenied):
        accept(handover, trainee, NOON, trainee)
    with pytest.raises(PermissionDenied):
        ask(enrolment, handover.to_mission_locale, TODAY, fresh(handover.asked_by), NOON)  # type: ignore[arg-type]


def test_without_an_answer_for_ten_days_the_coordinator_may(handover: Handover, coordinator: User) -> None:
    on_the_tenth, after = NOON + timedelta(days=10), NOON + timedelta(days=11)
    with pytest.raises(PermissionDenied):
        accept(handover, coordinator, on_the_tenth)
    assert not Handover.objects.coordinated_by(coordinator, on_the_tenth.date()).exists()
    assert Handover.objects.coordinated_by(coordinator, after.date()).get() == handover
    new = accept(handover, coordinator, after)
    assert new is not None
    assert (new.referent_name, handover.decided_by) == ("", coordinator)
    assert not YoungPerson.objects.visible_to(coordinator, after).exists()


def test_a_coordinator_of_another_programme_may_not(handover: Handover, coordinator: User) -> None:
    ProgrammeFactory(code="dedans-dehors").members.set(Membership.objects.filter(user=coordinator))
    with pytest.raises(PermissionDenied):
        refuse(handover, fresh(coordinator), NOON + timedelta(days=30), HandoverRefusal.NO_REFERENT)


def test_nothing_is_accepted_by_default(handover: Handover, enrolment: Enrolment, referent: User) -> None:
    later = NOON + timedelta(days=400)
    assert Handover.objects.late(later.date()).get() == handover
    assert YoungPerson.objects.visible_to(fresh(referent), later).get() == enrolment.person


def test_where_nobody_uses_the_application_the_asker_types_the_answer(enrolment: Enrolment, referent: User) -> None:
    redon: Organisation = OrganisationFactory(code="ml-redon", kind=OrganisationKind.MISSION_LOCALE)
    handover = ask(enrolment, redon, TODAY, referent, NOON)
    assert accept(handover, referent, IN_A_WEEK, on=date(2016, 6, 6)) is None
    enrolment.refresh_from_db()
    assert (enrolment.left_on, enrolment.exit_reason) == (date(2016, 6, 6), ExitReason.HANDOVER)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("day", [date(2016, 5, 31), date(2016, 6, 9)])
def test_not_before_the_request_nor_to_come(enrolment: Enrolment, referent: User, day: date) -> None:
    handover = ask(enrolment, OrganisationFactory(code="ml-redon"), TODAY, referent, NOON)
    with pytest.raises(ValidationError) as refused:
        accept(handover, referent, IN_A_WEEK, on=day)
    assert list(refused.value.error_dict) == ["decided_on"]


def test_a_restricted_file_stays_so_for_those_who_take_it_over(
    handover: Handover, enrolment: Enrolment, referent: User, other_referent: User
) -> None:
    restriction = Restriction(person=enrolment.person, reason=RestrictionReason.THREAT, marked_at=NOON)
    restrict(restriction, [referent])
    colleague = member(Role.REFERENT, "ml-saint-malo")
    accept(handover, other_referent, NOON, other_referent)
    assert set(restriction.readers.all()) == {referent, other_referent}
    assert YoungPerson.objects.visible_to(fresh(other_referent), NOON).exists()
    assert not YoungPerson.objects.visible_to(colleague, NOON).exists()
