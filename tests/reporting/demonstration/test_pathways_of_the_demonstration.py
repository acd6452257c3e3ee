"""The pathways of the demonstration: each page of a release, a meeting, a hand-over has something to show."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.handovers.forms import receivers
from cases.merging.agreeing import missing_agreements
from cases.merging.hindrances import hindrances
from cases.models import (
    Address,
    AddressMoment,
    AlertSnooze,
    Appointment,
    AxisGoal,
    Contact,
    ContactAttempt,
    DuplicateSuspicion,
    Enrolment,
    GroupMeeting,
    Handover,
    HandoverDecision,
    NeedState,
    NextStep,
    ReleaseNeed,
    Site,
    UnitReview,
)
from partners.models import Organisation, User
from reporting.demonstration.followed import LAST_WEEKS, Followed, followed_people
from reporting.demonstration.timetable import moment
from tests.reporting.demonstration.conftest import ON

pytestmark = pytest.mark.django_db


def within(first: int, last: int) -> list[Followed]:
    """Those followed whose release is so many days away."""
    return [one for one in followed_people(ON) if (left := one.days_left(ON)) is not None and first <= left <= last]


def test_needs_are_in_every_state_of_three_sides() -> None:
    assert set(ReleaseNeed.objects.values_list("state", flat=True)) == set(NeedState.values)
    assert set(ReleaseNeed.objects.values_list("side", flat=True)) == {"mission_locale", "spip", "partenaire"}
    assert not ReleaseNeed.objects.filter(opened_on__lt=ON - LAST_WEEKS - timedelta(days=5)).exists()
    assert not ReleaseNeed.objects.filter(settled_on__gt=ON).exists()


@pytest.mark.parametrize(("first", "last"), [(-45, -1), (0, 7), (8, 30), (31, 90)])
def test_releases_of_each_stretch_are_prepared(first: int, last: int) -> None:
    people = [one.person for one in within(first, last)]
    assert len(people) >= 2
    assert ReleaseNeed.objects.filter(person__in=people, state=NeedState.SETTLED).exists()
    assert ReleaseNeed.objects.filter(person__in=people).exclude(state=NeedState.SETTLED).exists()


def test_who_comes_out_soon_is_expected_outside_at_a_place_with_an_address() -> None:
    outside = Appointment.objects.filter(permanence__site__is_inside=False, permanence__planned_on__gt=ON)
    soon = [one.person for one in within(0, 30)]
    assert outside.filter(person__in=soon).count() >= 2
    site = Site.objects.get(code="ml-maurepas")
    assert site.address
    assert site.phone
    assert Organisation.objects.get(code="ml-rennes").phone


def test_after_a_release_some_are_met_and_some_are_not() -> None:
    out = [one.person for one in within(-45, 0)]
    met = Contact.objects.filter(person__in=out, kind="entretien", place="hors_detention", held_on__lt=ON)
    assert 0 < met.values("person").distinct().count() < len(out)
    assert ContactAttempt.objects.filter(person__in=out).exists()


def test_addresses_are_before_inside_and_after() -> None:
    dated = Address.objects.dated()
    assert set(dated.values_list("moment", flat=True)) == set(AddressMoment.values)
    assert dated.filter(moment=AddressMoment.AFTER, starts_on__gt=ON).exists()


def test_workshops_have_who_came_and_one_is_to_come() -> None:
    held = GroupMeeting.objects.filter(held_on__lt=ON)
    assert set(held.values_list("attendances__presence", flat=True)) == {"present", "absent", "excuse"}
    assert not held.filter(attendances__presence="present", attendances__contact=None).exists()
    assert GroupMeeting.objects.filter(held_on__gt=ON, attendances__presence="").exists()


def test_meetings_of_units_leave_steps_done_late_and_to_come() -> None:
    assert UnitReview.objects.filter(closed_at=None, held_on=ON, lines__isnull=False).exists()
    closed = NextStep.objects.filter(review__closed_at__isnull=False)
    assert closed.filter(done_on__isnull=False).exists()
    assert closed.filter(dropped_on__isnull=False).exists()
    assert closed.open().filter(due_on__lt=ON).exists()
    assert closed.open().filter(due_on__gt=ON).exists()


def test_one_hand_over_is_under_way_one_late_one_refused_one_accepted() -> None:
    assert Handover.objects.late(ON).count() == 1
    assert Handover.objects.pending().count() == 2
    assert Handover.objects.filter(decision=HandoverDecision.REFUSED).exclude(refusal="").count() == 1
    for handover in Handover.objects.pending():
        own = handover.person.enrolments.get(mission_locale=handover.from_mission_locale, left_on=None)
        assert own.entered_on < handover.asked_on
    [accepted] = Handover.objects.filter(decision=HandoverDecision.ACCEPTED)
    followed = accepted.person.enrolments.get(left_on=None)
    assert (followed.mission_locale, followed.entered_on) == (accepted.to_mission_locale, accepted.decided_on)


def test_one_may_hand_over_to_a_mission_locale_outside_of_the_application() -> None:
    outside = [name for label, named in receivers(set(), ON)[1:] if label.startswith("Hors") for _, name in named]
    assert outside == ["Mission Locale du Pays de Redon et de Vilaine"]


def test_everyone_followed_has_goals_and_who_left_has_results() -> None:
    assert not Enrolment.objects.open().filter(goals=None).exists()
    [left] = Enrolment.objects.filter(exit_entered_at__isnull=False).exclude(exit_reason="relais")
    assert not AxisGoal.objects.filter(enrolment=left, axis="acces_emploi").exclude(result="atteint").exists()
    assert AlertSnooze.objects.running(ON).exists()


def test_the_lead_of_rennes_may_merge_the_two_who_are_alike() -> None:
    lead = User.objects.get(email__startswith="lead@")
    suspicion = DuplicateSuspicion.objects.get()
    missing = missing_agreements(suspicion, lead, moment(ON, 12))
    assert missing == {Organisation.objects.get(code="ml-rennes").pk}
    assert hindrances(suspicion.first, suspicion.second) == []
