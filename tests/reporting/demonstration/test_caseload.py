"""The living caseload of the demonstration: around the day of loading, the same for the same day, beside the past."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, F

from cases.models import (
    Address,
    AlertSnooze,
    Appointment,
    AxisGoal,
    CaseRequest,
    Contact,
    ContactAttempt,
    DuplicateSuspicion,
    EligibilityLine,
    Enrolment,
    GroupAttendance,
    GroupMeeting,
    Handover,
    ImiloEntry,
    JusticeMeasure,
    NextStep,
    Permanence,
    PermanencePattern,
    PermanencePrinting,
    Placement,
    Programme,
    Referral,
    ReleaseNeed,
    Restriction,
    Situation,
    UnitReview,
    UnitTransfer,
    YoungPerson,
)
from partners.models import CommitmentKind, CommitmentUse
from reporting.demonstration.caseload import create_caseload
from reporting.report import annual_report
from tests.reporting.demonstration.conftest import ON

pytestmark = pytest.mark.django_db

# What no package of the demonstration holds.
PATHWAYS = (
    ReleaseNeed,
    GroupMeeting,
    ContactAttempt,
    UnitReview,
    NextStep,
    AxisGoal,
    Handover,
    AlertSnooze,
    ImiloEntry,
)
CAST = YoungPerson.objects.filter(code__contains="-")
# The package does not say who typed a contact.
TYPED = Contact.objects.filter(entered_at__isnull=False)
# Around holidays, on a week-end, at both ends of a year, on 29 February.
DAYS = [date(2027, 1, 1), date(2027, 1, 4), date(2027, 5, 9), date(2027, 8, 16), date(2028, 2, 29), date(2028, 6, 5)]


def forget() -> None:
    """Leave what the package alone says."""
    for model in (
        CaseRequest,
        DuplicateSuspicion,
        UnitTransfer,
        Restriction,
        Permanence,
        PermanencePattern,
        *PATHWAYS,
    ):
        model._default_manager.all().delete()
    Address.objects.dated().delete()
    Situation.objects.filter(code__regex="^[A-Z0-9]{12}$").delete()
    Enrolment.objects.filter(by_handover=True, entered_on__gt=ON - timedelta(days=28)).delete()
    left = {"left_on": None, "exit_reason": "", "exit_entered_at": None, "exit_entered_by": None}
    Enrolment.objects.filter(exit_entered_at__isnull=False).update(**left)
    TYPED.all().delete()
    CAST.all().delete()


def absences_before(request: CaseRequest) -> int:
    """How many appointments the person had missed, typed already, when the question was put."""
    missed = Appointment.objects.filter(person=request.person, permanence__entered_at__lt=request.asked_at)
    return missed.exclude(attendance__in=("", "present")).count()


def told() -> list[Any]:
    """Everything that the caseload consists of."""
    return [
        list(CAST.order_by("code").values("code", "last_name", "first_name", "birth_date", "sex", "housing")),
        list(Referral.objects.filter(person__in=CAST).order_by("code").values("code", "referred_on", "decision")),
        list(JusticeMeasure.objects.filter(person__in=CAST).order_by("code").values("code", "starts_on", "ends_on")),
        list(Enrolment.objects.filter(person__in=CAST).order_by("code").values("code", "entered_on")),
        list(TYPED.order_by("code", "axes__axis").values("code", "person__code", "held_on", "axes__axis")),
        list(Permanence.objects.order_by("code").values("code", "planned_on", "site", "referent", "entered_at")),
        list(Appointment.objects.order_by("code").values("code", "person__code", "position", "attendance")),
        list(CaseRequest.objects.order_by("code").values("code", "kind", "due_on")),
        list(ReleaseNeed.objects.order_by("code").values("code", "person__code", "state", "due_on", "settled_on")),
        list(Address.objects.dated().order_by("code").values("code", "person__code", "line", "starts_on", "qpv")),
        list(NextStep.objects.order_by("code").values("code", "person__code", "kind", "done_on")),
        list(GroupAttendance.objects.order_by("pk").values("meeting__code", "person__code", "presence")),
        list(Handover.objects.order_by("code").values("code", "person__code", "decision")),
        list(AxisGoal.objects.order_by("pk").values("enrolment__code", "axis", "result")),
    ]


def reports(years: range) -> list[str]:
    """The reports of Dedans-Dehors of these years."""
    programme = Programme.objects.get(code="dedans-dehors")
    return [json.dumps(annual_report(programmes=[programme], year=year, as_of=ON).as_data()) for year in years]


def test_the_same_day_gives_the_same_caseload() -> None:
    first = told()
    with transaction.atomic():
        forget()
        create_caseload(ON)
        assert told() == first
        transaction.set_rollback(True)


def test_the_reports_of_the_past_are_those_of_the_package_alone() -> None:
    past, this_year = reports(range(2018, ON.year)), reports(range(ON.year, ON.year + 1))
    with transaction.atomic():
        forget()
        assert reports(range(2018, ON.year)) == past
        assert reports(range(ON.year, ON.year + 1)) != this_year
        transaction.set_rollback(True)


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_it_holds_together_on_any_day(on: date) -> None:
    with transaction.atomic():
        forget()
        create_caseload(on)
        assert not Appointment.objects.filter(permanence__planned_on__lte=F("referral__referred_on")).exists()
        assert not Appointment.objects.filter(permanence__was_held=False).exists()
        assert not Appointment.objects.filter(permanence__entered_at__isnull=False, attendance="").exists()
        assert not Permanence.objects.with_places().filter(taken__gt=F("slots")).exists()
        assert not Permanence.objects.filter(planned_on__gte=on, entered_at__isnull=False).exists()
        assert not Enrolment.objects.filter(entered_on__lt=F("referral__referred_on")).exists()
        assert Permanence.objects.latest("planned_on").planned_on > on + timedelta(days=350)
        [question] = CaseRequest.objects.filter(kind="absences")
        assert absences_before(question) == 2
        assert question.asked_at.date() <= on <= question.due_on
        transaction.set_rollback(True)


def test_people_taken_in_are_those_of_the_placements() -> None:
    read = CommitmentUse.objects.filter(commitment__kind=CommitmentKind.PEOPLE_A_YEAR, read_on=ON)
    begun = Placement.objects.filter(starts_on__range=(date(ON.year, 1, 1), ON))
    counted = [(use.quantity, begun.filter(agreement=use.commitment.agreement).count()) for use in read]
    assert len(counted) >= 2
    assert all(quantity == count > 0 for quantity, count in counted)


def test_the_trial_took_in_whom_it_admitted() -> None:
    [use] = CommitmentUse.objects.filter(commitment__agreement__code="cef-2017")
    entered = Enrolment.objects.filter(programme__code="essai-cef", entered_on__year=use.read_on.year)
    assert use.quantity == entered.count() == 4


def test_a_permanence_of_the_last_days_was_printed_and_has_not_come_back() -> None:
    last = Permanence.objects.filter(site__code="cp-vezin", planned_on__lt=ON).latest("planned_on")
    assert (last.was_held, last.entered_at) == (None, None)
    assert {printing.kind for printing in last.printings.all()} == {"feuille", "mouvements", "convocations"}
    assert last.appointments.count() >= 6
    assert not last.appointments.exclude(attendance="").exists()
    late = PermanencePrinting.objects.filter(permanence__planned_on__lt=ON).order_by().values("permanence")
    assert late.distinct().count() == 2


def test_referrals_wait_in_every_way() -> None:
    waiting = Referral.objects.undecided().filter(person__in=CAST)
    assert waiting.filter(referred_on__lt=ON - timedelta(days=5), appointments__isnull=True).exists()
    assert waiting.filter(referred_on__gte=ON - timedelta(days=5)).exists()
    missed = waiting.annotate(missed=Count("appointments")).filter(missed=2, appointments__attendance="refus")
    assert CaseRequest.objects.waiting().filter(person__in=missed.values("person"), kind="absences").exists()
    released = JusticeMeasure.objects.custody().filter(ends_on__lt=ON)
    assert waiting.filter(person__in=released.values("person")).exists()
    assert EligibilityLine.objects.filter(referral__in=waiting).count() >= 3 * waiting.count()


@pytest.mark.parametrize(("first", "last"), [(0, 7), (8, 30), (31, 90)])
def test_releases_come(first: int, last: int) -> None:
    days = (ON + timedelta(days=first), ON + timedelta(days=last))
    assert JusticeMeasure.objects.running(ON).filter(person__in=CAST, planned_end_on__range=days).exists()
