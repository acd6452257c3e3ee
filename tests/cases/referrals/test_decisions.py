"""The decision: admit with the young person's agreement, once; refuse, close, take back on the same day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cases.models import (
    Answer,
    Appointment,
    CaseFile,
    ClosingReason,
    Criterion,
    EligibilityLine,
    Enrolment,
    Referral,
    ReferralDecision,
    RefusalReason,
    YoungPerson,
)
from cases.referrals import decisions
from cases.referrals.decisions import (
    Admission,
    admit,
    close_referral,
    may_decide,
    refuse,
    reopen_referral,
    take_back_withdrawal,
    withdraw,
)
from partners.models import Membership, Role, User
from tests.factories import (
    AppointmentFactory,
    EnrolmentFactory,
    OrganisationFactory,
    PermanenceFactory,
    ProgrammeFactory,
)
from tests.personas import member

pytestmark = pytest.mark.django_db

AT = datetime(2016, 3, 20, 17, 30, tzinfo=UTC)
ON = date(2016, 3, 18)


@pytest.fixture
def referral(malo: YoungPerson) -> Referral:
    return malo.referrals.get()


def admission(**changes: Any) -> Admission:
    given: dict[str, Any] = {"programme": ProgrammeFactory(), "consented_on": ON, "referent": "Annick Lescop"}
    return Admission(**given | changes)


def test_admission_makes_the_enrolment_with_the_agreement(referral: Referral, referent: User) -> None:
    enrolment = admit(referral, referent, AT, admission(plie_proposed=True), ON)
    assert (enrolment.entered_on, enrolment.consented_on, enrolment.referent_name) == (ON, ON, "Annick Lescop")
    assert (enrolment.plie_proposed, enrolment.plie_entered_on, enrolment.by_handover) == (True, None, False)
    stored = Referral.objects.get()
    assert (stored.decision, stored.decided_on) == (ReferralDecision.ADMITTED, ON)
    assert (stored.decided_by, stored.decided_at) == (referent, AT)
    assert CaseFile.objects.get(person=referral.person).closes_on is None


def test_admitted_once(referral: Referral, referent: User) -> None:
    twice = Referral.objects.get()
    admit(referral, referent, AT, admission(), ON)
    with pytest.raises(ValidationError, match="déjà sa réponse"):
        admit(twice, referent, AT, admission(), ON)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"consented_on": None}, "consented_on", "Sans l’accord du jeune"),
        ({"consented_on": date(2016, 3, 21)}, "consented_on", "pas encore arrivée"),
    ],
)
def test_no_admission_without_agreement(
    referral: Referral, referent: User, changes: dict[str, Any], field: str, message: str
) -> None:
    with pytest.raises(ValidationError, match=message) as refusal:
        admit(referral, referent, AT, admission(**changes), ON)
    assert list(refusal.value.message_dict) == [field]
    assert Referral.objects.get().decision == ReferralDecision.PENDING


def test_against_a_criterion_a_reason_is_written(referral: Referral, referent: User) -> None:
    EligibilityLine.objects.create(
        referral=referral, criterion=Criterion.AGE, answer=Answer.NOT_MET, words="26 ans le 1er mars 2016."
    )
    for reason in ("", "   "):
        with pytest.raises(ValidationError, match="dérogation"):
            admit(referral, referent, AT, admission(exception_reason=reason), ON)
    enrolment = admit(referral, referent, AT, admission(exception_reason="Suivi commencé à 25 ans. "), ON)
    assert enrolment.exception_reason == "Suivi commencé à 25 ans."


def test_what_is_to_be_checked_wants_no_reason(referral: Referral, referent: User) -> None:
    EligibilityLine.objects.create(
        referral=referral, criterion=Criterion.RESIDENCE, answer=Answer.TO_CHECK, words="Adresse inconnue."
    )
    assert admit(referral, referent, AT, admission(), ON).pk


def test_an_enrolment_that_overlaps_is_refused_whole(referral: Referral, referent: User) -> None:
    EnrolmentFactory(
        person=referral.person, mission_locale=referral.mission_locale, entered_on=date(2016, 3, 2), left_on=None
    )
    with pytest.raises(ValidationError, match="déjà dans ce dispositif"):
        admit(referral, referent, AT, admission(), ON)
    assert Referral.objects.get().decision == ReferralDecision.PENDING


@pytest.mark.parametrize(("on", "message"), [(date(2016, 2, 29), "précéder"), (date(2016, 3, 21), "pas encore")])
def test_the_day_of_a_decision(referral: Referral, referent: User, on: date, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        refuse(referral, referent, AT, RefusalReason.DECLINED, on)


def test_refusal_keeps_the_reason_and_gives_places_back(referral: Referral, referent: User) -> None:
    kept = AppointmentFactory(person=referral.person, referral=referral, attendance="present")
    AppointmentFactory(person=referral.person, referral=referral, permanence__planned_on=date(2016, 3, 21))
    refuse(referral, referent, AT, RefusalReason.PARTNER, ON)
    assert (referral.decision, referral.reason) == (ReferralDecision.NOT_ADMITTED, "Réorienté vers un partenaire")
    assert list(Appointment.objects.all()) == [kept]
    assert CaseFile.objects.get(person=referral.person).closes_on == ON + timedelta(days=30)


@pytest.mark.parametrize(
    ("planned_on", "given", "is_kept"),
    [
        (date(2016, 3, 10), {}, True),
        (date(2016, 3, 20), {}, True),
        (date(2016, 3, 21), {}, False),
        (date(2016, 3, 21), {"cancelled_at": AT}, False),
        (date(2016, 3, 21), {"was_held": False}, True),
    ],
)
@pytest.mark.parametrize("end", ["refuse", "close", "withdraw"])
def test_only_places_to_come_are_given_back(
    referral: Referral, referent: User, planned_on: date, given: dict[str, Any], is_kept: bool, end: str
) -> None:
    """What was never typed of a day that is over, or of the day itself, is still to be typed."""
    permanence = PermanenceFactory(mission_locale=referral.mission_locale, planned_on=planned_on, **given)
    AppointmentFactory(person=referral.person, referral=referral, permanence=permanence)
    ways: dict[str, Callable[[], None]] = {
        "refuse": lambda: refuse(referral, referent, AT, RefusalReason.DECLINED, ON),
        "close": lambda: close_referral(referral, referent, AT, ClosingReason.LOST, ON),
        "withdraw": lambda: withdraw(referral, referent, AT),
    }
    ways[end]()
    assert Appointment.objects.exists() is is_kept


def test_withdrawn_and_taken_back_with_its_moment(referral: Referral, cpip: User) -> None:
    other = Referral.objects.get()
    withdraw(referral, cpip, AT)
    withdraw(other, cpip, AT + timedelta(hours=1))
    stored = Referral.objects.get()
    assert (stored.is_withdrawn, stored.decided_at, stored.decided_by) == (True, AT, cpip)
    assert [take_back_withdrawal(one) for one in (referral, other)] == [True, False]
    stored.refresh_from_db()
    assert (stored.decision, stored.decided_at, stored.reason) == (ReferralDecision.PENDING, None, "")


def test_what_was_answered_otherwise_is_not_withdrawn(referral: Referral, referent: User, cpip: User) -> None:
    late = Referral.objects.get()
    admit(referral, referent, AT, admission(), ON)
    with pytest.raises(ValidationError, match="déjà sa réponse"):
        withdraw(late, cpip, AT)
    assert not take_back_withdrawal(late)
    assert Referral.objects.get().decision == ReferralDecision.ADMITTED


def test_closed_without_a_decision(referral: Referral, referent: User) -> None:
    close_referral(referral, referent, AT, ClosingReason.LOST, ON)
    assert (referral.decision, referral.reason) == (ReferralDecision.CLOSED, "Perdu avant un premier rendez-vous")


def test_taken_back_on_the_same_day_by_its_author(referral: Referral, referent: User) -> None:
    admit(referral, referent, AT, admission(), ON)
    reopen_referral(referral, referent, AT + timedelta(hours=3))
    assert (referral.decision, referral.decided_on, referral.decided_by) == (ReferralDecision.PENDING, None, None)
    assert not Enrolment.objects.exists()
    reopen_referral(referral, referent, AT + timedelta(hours=3))
    assert admit(referral, referent, AT, admission(), ON).pk


def leave(referral: Referral) -> None:
    Enrolment.objects.update(left_on=date(2016, 3, 20))


@pytest.mark.parametrize(
    ("later", "by_author", "act", "message"),
    [
        (timedelta(days=1), True, lambda referral: None, "le jour même"),
        (timedelta(), False, lambda referral: None, "le jour même"),
        (timedelta(), True, leave, "sorti du dispositif"),
    ],
)
def test_not_taken_back_later_nor_by_others(
    referral: Referral,
    referent: User,
    later: timedelta,
    by_author: bool,
    act: Callable[[Referral], None],
    message: str,
) -> None:
    admit(referral, referent, AT, admission(), ON)
    act(referral)
    author = referent if by_author else member(Role.REFERENT, "ml-rennes")
    with pytest.raises(ValidationError, match=message):
        reopen_referral(referral, author, AT + later)
    assert Referral.objects.get().decision == ReferralDecision.ADMITTED


def test_who_decides(
    referral: Referral, referent: User, other_referent: User, lead: User, cpip: User, coordinator: User
) -> None:
    deciding = [
        may_decide(user, referral, date(2016, 3, 18)) for user in (referent, other_referent, lead, cpip, coordinator)
    ]
    assert deciding == [True, False, False, False, False]


def test_a_trainee_does_not_decide(referral: Referral) -> None:
    trainee = Membership.objects.create(
        user=User.objects.create_user("stagiaire@exemple.invalid"),
        organisation=referral.mission_locale,
        role=Role.REFERENT,
        is_trainee=True,
        starts_on=date(2016, 3, 1),
        ends_on=date(2016, 6, 1),
    )
    assert not may_decide(trainee.user, referral, ON)


def test_a_membership_limited_to_another_programme_does_not_decide(referral: Referral, referent: User) -> None:
    referent.memberships.get().programmes.add(ProgrammeFactory(code="dedans-dehors"))
    assert not may_decide(referent, referral, ON)


def test_criteria_not_met_are_those_of_that_day(referral: Referral) -> None:
    lines = [
        EligibilityLine.objects.create(referral=referral, criterion=criterion, answer=answer, words="…")
        for criterion, answer in ((Criterion.AGE, Answer.MET), (Criterion.STATUS, Answer.NOT_MET))
    ]
    assert decisions.criteria_not_met(referral, referral.programme, ON) == lines[1:]


def test_of_another_mission_locale_nothing_is_touched(referral: Referral, referent: User) -> None:
    elsewhere = EnrolmentFactory(
        person=referral.person, mission_locale=OrganisationFactory(code="ml-saint-malo"), entered_on=date(2016, 3, 2)
    )
    assert admit(referral, referent, AT, admission(), ON).pk != elsewhere.pk
