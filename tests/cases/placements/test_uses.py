"""Young people placed under an agreement in a year, read every morning beside what it promises."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.placements.uses import read_uses
from partners.agreements.alarms import AlarmKind, alarms
from partners.agreements.reading import agreements_whole
from partners.models import Commitment, CommitmentKind
from tests.cases.placements.given import ON, YEAR, flats, placed
from tests.factories import CommitmentFactory, YoungPersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def promised() -> Commitment:
    """Two young people a year, beside nine flats of which three were taken: one of them last year."""
    stock = flats(9)
    for place, starts_on in enumerate((YEAR - timedelta(days=1), YEAR, ON), 1):
        placed(YoungPersonFactory(), stock, place=place, state="commencee", accepted_on=YEAR, starts_on=starts_on)
    placed(YoungPersonFactory(), stock, place=4, state="acceptee", accepted_on=YEAR)  # not there yet
    made: Commitment = CommitmentFactory(
        agreement=stock.agreement, kind=CommitmentKind.PEOPLE_A_YEAR, label="Jeunes logés", quantity=1, starts_on=YEAR
    )
    return made


def readings(commitment: Commitment) -> list[tuple[date, int]]:
    return [(use.read_on, int(use.quantity)) for use in commitment.uses.all()]


def test_those_who_came_in_the_year_are_read_when_their_number_changes(promised: Commitment) -> None:
    before = ON - timedelta(days=1)
    assert [read_uses(day) for day in (before, ON, ON, ON + timedelta(days=1))] == [1, 1, 0, 0]
    assert readings(promised) == [(before, 1), (ON, 2)]
    raised = [alarm.kind for alarm in alarms(agreements_whole().get(), ON)]
    assert raised == [AlarmKind.EXCEEDED]


def test_what_the_coordinator_read_stands(promised: Commitment) -> None:
    promised.uses.create(read_on=ON - timedelta(days=30), quantity=1)
    assert read_uses(ON) == 0


def test_of_two_promises_none_is_read(promised: Commitment) -> None:
    CommitmentFactory(
        agreement=promised.agreement, kind=CommitmentKind.PEOPLE_A_YEAR, label="Visites", quantity=5, starts_on=YEAR
    )
    assert read_uses(ON) == 0
