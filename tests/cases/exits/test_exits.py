"""The exit of an enrolment: its day, its reason, what was reached; taken back on the same day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from cases.exits.goals import change_goals
from cases.exits.leaving import leave, take_back
from cases.exits.remaining import remaining
from cases.handovers.handing_over import ask
from cases.models import Axis, AxisGoal, CaseFile, Enrolment, ExitReason, GoalResult, Placement, PlacementState
from partners.models import User
from tests.cases.handovers.given import malo_at_rennes
from tests.factories import (
    AppointmentFactory,
    OrganisationFactory,
    PermanenceFactory,
    PlacementFactory,
    ReleaseNeedFactory,
    SentenceAdjustmentFactory,
    SituationFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

NOON = datetime(2016, 6, 1, 12, tzinfo=UTC)
TODAY = NOON.date()
RESULTS = {Axis.HOUSING: GoalResult.REACHED, Axis.EMPLOYMENT: GoalResult.PARTLY}


@pytest.fixture
def enrolment(referent: User) -> Enrolment:
    """Malo's, with two axes."""
    enrolment = malo_at_rennes()
    change_goals(enrolment, RESULTS, (), enrolment.entered_on)
    return enrolment


def results(enrolment: Enrolment) -> dict[str, tuple[str, date | None]]:
    return {goal.axis: (goal.result, goal.assessed_on) for goal in AxisGoal.objects.filter(enrolment=enrolment)}


def test_the_exit_is_kept_with_what_was_reached(enrolment: Enrolment, referent: User) -> None:
    yesterday = TODAY - timedelta(days=1)
    leave(enrolment, yesterday, ExitReason.EMPLOYMENT, RESULTS, referent, NOON)
    stored = Enrolment.objects.get()
    assert (stored.left_on, stored.exit_reason) == (yesterday, ExitReason.EMPLOYMENT)
    assert (stored.exit_entered_at, stored.exit_entered_by) == (NOON, referent)
    assert results(enrolment) == {
        "logement": (GoalResult.REACHED, yesterday),
        "acces_emploi": (GoalResult.PARTLY, yesterday),
    }
    assert CaseFile.objects.get().closes_on == yesterday + timedelta(days=30)


def test_taken_back_on_the_same_day_it_is_as_before(enrolment: Enrolment, referent: User) -> None:
    leave(enrolment, TODAY, ExitReason.EMPLOYMENT, RESULTS, referent, NOON)
    for _ in range(2):
        take_back(enrolment, referent, NOON + timedelta(hours=2))
    stored = Enrolment.objects.get()
    assert (stored.left_on, stored.exit_reason, stored.exit_entered_by) == (None, "", None)
    assert set(results(enrolment).values()) == {("", None)}
    assert CaseFile.objects.get().closes_on is None


def test_not_the_day_after_nor_by_a_colleague(enrolment: Enrolment, referent: User, lead: User) -> None:
    leave(enrolment, TODAY, ExitReason.EMPLOYMENT, RESULTS, referent, NOON)
    with pytest.raises(ValidationError, match="le jour même"):
        take_back(enrolment, referent, NOON + timedelta(days=1))
    with pytest.raises(PermissionDenied):
        take_back(enrolment, lead, NOON)


def test_not_once_the_person_has_entered_again(enrolment: Enrolment, referent: User) -> None:
    leave(enrolment, TODAY, ExitReason.EMPLOYMENT, RESULTS, referent, NOON)
    Enrolment.objects.create(
        person=enrolment.person,
        programme=enrolment.programme,
        mission_locale=enrolment.mission_locale,
        entered_on=TODAY,
    )
    with pytest.raises(ValidationError, match="entré de nouveau"):
        take_back(enrolment, referent, NOON)


@pytest.mark.parametrize(
    ("day", "reason", "field"),
    [
        (TODAY + timedelta(days=1), ExitReason.EMPLOYMENT, "left_on"),
        (date(2016, 2, 29), ExitReason.EMPLOYMENT, "left_on"),
        (TODAY, ExitReason.HANDOVER, "exit_reason"),
    ],
)
def test_an_exit_that_cannot_be(
    enrolment: Enrolment, referent: User, day: date, reason: ExitReason, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        leave(enrolment, day, reason, RESULTS, referent, NOON)
    assert list(refused.value.error_dict) == [field]
    assert Enrolment.objects.get().left_on is None


def test_not_twice_and_not_while_a_hand_over_waits(enrolment: Enrolment, referent: User) -> None:
    ask(enrolment, OrganisationFactory(code="ml-redon"), TODAY, referent, NOON)
    with pytest.raises(ValidationError, match="relais est demandé"):
        leave(enrolment, TODAY, ExitReason.EMPLOYMENT, RESULTS, referent, NOON)
    enrolment.person.handovers.all().delete()
    leave(enrolment, TODAY, ExitReason.EMPLOYMENT, RESULTS, referent, NOON)
    with pytest.raises(ValidationError, match="déjà sorti"):
        leave(enrolment, TODAY, ExitReason.DEATH, RESULTS, referent, NOON)


def test_what_is_open_is_told(enrolment: Enrolment, referent: User) -> None:
    assert remaining(enrolment, referent, NOON) == []
    person, mission_locale = enrolment.person, enrolment.mission_locale
    known: dict[str, Any] = {"person": person}
    AppointmentFactory(**known, permanence=PermanenceFactory(mission_locale=mission_locale, planned_on=TODAY))
    ReleaseNeedFactory(**known)
    SituationFactory(**known)
    SentenceAdjustmentFactory(**known, ends_on=TODAY + timedelta(days=9))
    PlacementFactory(**known, mission_locale=mission_locale)
    assert [sentence.partition("\N{NO-BREAK SPACE}:")[0] for sentence in remaining(enrolment, referent, NOON)] == [
        "Rendez-vous à venir",
        "Besoins à la sortie",
        "Situations sans fin",
        "Aménagements en cours",
        "Places chez un partenaire",
    ]
    Placement.objects.update(state=PlacementState.ENDED)
    person.situations.update(ends_on=TODAY)
    assert len(remaining(enrolment, referent, NOON)) == 3


def page(enrolment: Enrolment, verb: str) -> str:
    return reverse(f"cases:enrolment_{verb}", args=[enrolment.code])


def test_on_the_page_each_axis_is_assessed_and_a_double_click_is_one(enrolment: Enrolment, referent: User) -> None:
    browser, today = signed_in(referent), timezone.localdate().isoformat()
    sent = {"left_on": today, "exit_reason": "emploi", "goal_logement": "atteint"}
    refused = browser.post(page(enrolment, "exit"), sent)
    assert refused.status_code == 400
    assert "Dites ce qui a été atteint" in refused.content.decode()
    sent["goal_acces_emploi"] = "non_atteint"
    assert [browser.post(page(enrolment, "exit"), sent)["Location"] for _ in range(2)] == [
        enrolment.person.get_absolute_url()
    ] * 2
    record = browser.get(enrolment.person.get_absolute_url()).content.decode()
    assert "Reprendre la sortie" in record
    browser.post(page(enrolment, "return"))
    assert Enrolment.objects.get().left_on is None


def test_two_who_change_the_axes_both_keep_theirs(enrolment: Enrolment, referent: User) -> None:
    browser, today = signed_in(referent), timezone.localdate().isoformat()
    seen = "acces_emploi,logement"
    for axes in (["acces_emploi", "logement", "sante"], ["logement"]):
        browser.post(page(enrolment, "goals"), {"axes": axes, "set_on": today, "seen": seen})
    assert sorted(results(enrolment)) == ["logement", "sante"]


def test_once_out_the_axes_stay(enrolment: Enrolment, referent: User) -> None:
    leave(enrolment, timezone.localdate(), ExitReason.EMPLOYMENT, RESULTS, referent, timezone.now())
    assert signed_in(referent).get(page(enrolment, "goals")).status_code == 403
