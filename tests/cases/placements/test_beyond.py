"""A stay beyond its expected end: told to those who note the departure, counted to those who lead or coordinate."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from time_machine import travel

from cases.models import Placement, YoungPerson
from cases.placements.steps import is_beyond, limits
from partners.models import User
from tests.cases.placements.given import AT, ON, YEAR, flats, placed
from tests.factories import YoungPersonFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

END, LATER = date(2026, 11, 2), date(2026, 11, 27)


@pytest.fixture(autouse=True)
def on_that_day() -> object:
    with travel(AT, tick=False):
        yield


@pytest.fixture
def stay(malo: YoungPerson) -> Placement:
    """Malo's, beyond its end; another one's is not."""
    studios, there = flats(2), {"state": "commencee", "starts_on": YEAR}
    placed(YoungPersonFactory(), studios, place=2, expected_end_on=LATER, **there)
    return placed(malo, studios, place=1, expected_end_on=END, **there)


def home(user: User) -> str:
    return str(signed_in(user).get(reverse("home")).content.decode())


def test_it_is_told_to_the_referent_at_home_and_on_the_record(referent: User, stay: Placement) -> None:
    assert [*Placement.objects.beyond(ON)] == [one for one in Placement.objects.all() if is_beyond(one, ON)] == [stay]
    assert "Fin prévue passée" in home(referent)
    record = signed_in(referent).get(stay.person.get_absolute_url()).content.decode()
    assert "Fin de séjour" in record


def test_it_is_counted_to_leads_and_coordinators(lead: User, coordinator: User, stay: Placement) -> None:
    for user in (lead, coordinator):
        assert "Séjours au-delà de la fin prévue" in home(user)
    Placement.objects.filter(pk=stay.pk).update(expected_end_on=LATER)
    assert "Séjours au-delà de la fin prévue" not in home(lead)


def test_a_stay_prolonged_beyond_the_agreement_says_so(malo: YoungPerson) -> None:
    stay = placed(malo, flats(1, ends_on=LATER), place=1, state="commencee", starts_on=YEAR, expected_end_on=LATER)
    assert limits(stay) == ""
    stay.expected_end_on = date(2026, 12, 31)
    assert "prévu le 31 décembre 2026, au-delà du 27 novembre 2026" in limits(stay)
