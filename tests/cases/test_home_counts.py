"""What a home page counts is what the list behind it holds; two roles at once have the day of both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from cases.case_files import refresh
from cases.models import Attendance, Permanence, Referral, ReferralDecision
from partners.models import Organisation, Role, User
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    OrganisationFactory,
    PermanenceFactory,
    ReferralFactory,
    SiteFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 26, 9, tzinfo=timezone.get_default_timezone()), tick=False):
        yield


def refer(days: int, **facts: Any) -> Referral:
    """A referral of so many days ago, from the unit of Vezin to Rennes."""
    referral: Referral = ReferralFactory(
        mission_locale=OrganisationFactory(code="ml-rennes"),
        referred_by=OrganisationFactory(code="spip-35-vezin", spip=True),
        referred_on=ON - timedelta(days=days),
        officer_name="Annick Lescop",
        **facts,
    )
    refresh([referral.person_id])
    return referral


def meet(referral: Referral, days: int, attendance: str = "") -> Permanence:
    """An appointment in so many days, with what became of it."""
    held: Permanence = PermanenceFactory(
        site=SiteFactory(name="Maurepas", is_inside=False),
        mission_locale=referral.mission_locale,
        planned_on=ON + timedelta(days=days),
        starts_at=time(9),
    )
    AppointmentFactory(permanence=held, person=referral.person, referral=referral, attendance=attendance)
    return held


@pytest.fixture
def every_state(referent: User, cpip: User) -> None:
    """Two received; one invited, one whose sheet is not typed; one missed; one seen; answers of a month and older."""
    refer(3)
    refer(9)
    meet(refer(8), 1)
    meet(refer(8), -1)
    meet(refer(20), -2, Attendance.RELEASED)
    meet(refer(21), -3, Attendance.PRESENT)
    for days in (30, 31):
        for decision in (ReferralDecision.ADMITTED, ReferralDecision.NOT_ADMITTED):
            refer(60, decision=decision, decided_on=ON - timedelta(days=days))


def listed(user: User, address: str) -> int:
    """How many rows that list has."""
    response = signed_in(user).get(address)
    assert response.status_code == 200
    return int(response.context["page_obj"].paginator.count)


@pytest.mark.usefixtures("every_state")
def test_each_count_is_that_of_its_list(cpip: User) -> None:
    figures = {figure["label"]: figure for figure in signed_in(cpip).get("/").context["figures"]}
    assert {label: figure["value"] for label, figure in figures.items()} == {
        "Reçues": 2,
        "Invités": 2,
        "Absents": 1,
        "Vus": 1,
        "Admis": 1,
        "Non admis": 1,
    }
    for figure in figures.values():
        assert listed(cpip, figure["url"]) == figure["value"], figure["label"]


@pytest.mark.usefixtures("every_state")
@pytest.mark.parametrize("persona", ["referent", "cpip"])
def test_who_waits_is_said_as_the_list_says_it(persona: str, request: pytest.FixtureRequest) -> None:
    user: User = request.getfixturevalue(persona)
    page = signed_in(user).get("/").context
    [block] = [block for block in page["blocks"] if block.id == "attente"]
    assert block.count == listed(user, block.more[1]) == 6
    assert sorted(line.words.rpartition(", ")[0] for line in block.lines) == [
        "Absent le 24/11/2026\N{NO-BREAK SPACE}: libéré",
        "Attendu demain",
        "Invité le 25/11/2026, résultat pas encore saisi",
        "Sans rendez-vous",
        "Sans rendez-vous",
        "Vu le 23/11/2026",
    ]


@pytest.mark.usefixtures("every_state")
def test_a_unit_s_line_leads_to_its_list(lead: User) -> None:
    refer(2)
    elsewhere = ReferralFactory(mission_locale=OrganisationFactory(code="ml-rennes"), referred_on=ON)
    refresh([elsewhere.person_id])
    line, _ = next(block.lines for block in signed_in(lead).get("/").context["blocks"] if block.id == "unites")
    assert line.words.startswith("7 en attente")
    assert listed(lead, line.url) == 7


def test_an_officer_who_is_a_referent_too_has_both_days(cpip: User, referent: User) -> None:
    body = Organisation.objects.get(code="ml-rennes")
    MembershipFactory(user=cpip, organisation=body, role=Role.REFERENT)
    refer(9)
    page = signed_in(cpip).get("/").context
    ids = [block.id for block in page["blocks"]]
    assert {"permanences", "attente", "places"} <= set(ids)
    assert len(ids) == len(set(ids))
    assert len(page["people"]) == 1
