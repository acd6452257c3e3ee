"""The pages of patterns, closures and replacements."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import AccessedPerson, Closure, Permanence, PermanencePattern
from cases.permanences.calendar import make_permanences
from partners.models import Organisation, User
from tests.cases.permanences.given import THURSDAY, filled, tuesday
from tests.factories import PermanencePatternFactory, SiteFactory
from tests.personas import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]
PATTERNS, CLOSURES = "/permanences/rythmes/", "/permanences/fermetures/"
HOURS = {"starts_at": "09:00", "ends_at": "12:00", "slots": "6", "starts_on": "2026-12-01", "referent": ""}


@pytest.fixture
def thursday() -> Any:
    with time_machine.travel(THURSDAY, tick=False):
        yield


def weekly(**changes: str) -> dict[str, str]:
    weekday = {"rhythm": "hebdomadaire", "weekday": "1", "week_of_month": "", "ends_on": ""}
    return {"site": str(SiteFactory().pk), **HOURS, **weekday, **changes}


def own_pattern(**values: Any) -> PermanencePattern:
    """A pattern of the referent's Mission Locale."""
    return PermanencePatternFactory(mission_locale=Organisation.objects.get(code="ml-rennes"), **values)


def test_a_new_pattern_makes_its_permanences_at_once(referent: User) -> None:
    response = signed_in(referent).post(f"{PATTERNS}ajouter/", weekly())
    assert response.status_code == 302
    assert Permanence.objects.count() == 52
    assert "Chaque mardi" in signed_in(referent).get(PATTERNS).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rhythm": "mensuel"}, "__all__"),
        ({"week_of_month": "2"}, "__all__"),
        ({"weekday": "6"}, "weekday"),
        ({"slots": "0"}, "__all__"),
        ({"ends_at": "08:00"}, "__all__"),
        ({"ends_on": "2026-11-30"}, "__all__"),
        ({"starts_on": "9999-12-31", "ends_on": "9999-12-31"}, "starts_on"),
    ],
)
def test_a_pattern_that_cannot_be(referent: User, changes: dict[str, str], field: str) -> None:
    response = signed_in(referent).post(f"{PATTERNS}ajouter/", weekly(**changes))
    assert response.status_code == 400
    assert field in response.context["form"].errors
    assert not PermanencePattern.objects.exists()


def test_a_changed_pattern_says_what_is_to_be_decided(referent: User) -> None:
    pattern = own_pattern()
    make_permanences([pattern], date(2026, 11, 26))
    filled(pattern.permanences.first(), 1)
    address = f"{PATTERNS}{pattern.pk}/modifier/"
    client = signed_in(referent)
    seen = client.get(address).context["form"].initial["seen"]
    later = weekly(site=str(pattern.site_id), starts_at="10:00", starts_on="2026-01-01", seen=seen)
    response = client.post(address, later, follow=True)
    assert "décidez" in response.content.decode()
    assert Permanence.objects.filter(needs_decision=True).count() == 1


def test_an_administrator_keeps_the_patterns_of_all(administrator: User) -> None:
    pattern = PermanencePatternFactory()
    client = signed_in(administrator)
    assert str(pattern.mission_locale) in client.get(PATTERNS).content.decode()
    created = client.post(f"{PATTERNS}ajouter/", weekly(mission_locale=str(pattern.mission_locale_id)))
    assert created.status_code == 302
    assert client.get(f"{PATTERNS}{pattern.pk}/modifier/").status_code == 200


def test_another_mission_locale_s_patterns_are_not_there(other_referent: User, referent: User) -> None:
    pattern = own_pattern()
    client = signed_in(other_referent)
    assert "Chaque mardi" not in client.get(PATTERNS).content.decode()
    assert client.get(f"{PATTERNS}{pattern.pk}/modifier/").status_code == 404


def test_a_closure_of_days_with_nobody_is_kept_at_once(referent: User) -> None:
    make_permanences([own_pattern()], date(2026, 11, 26))
    closure = {"site": "", "starts_on": "2026-12-21", "ends_on": "2026-12-31", "reason": "conges"}
    response = signed_in(referent).post(f"{CLOSURES}ajouter/", closure)
    assert response.status_code == 302
    assert Permanence.objects.filter(cancelled_at__isnull=False).count() == 2
    assert Closure.objects.get().cancelled.count() == 2


def test_a_closure_of_booked_days_asks_first_then_moves_and_is_undone(referent: User) -> None:
    pattern = own_pattern()
    make_permanences([pattern], date(2026, 11, 26))
    first, second = pattern.permanences.all()[:2]
    [person] = filled(first, 1)
    client = signed_in(referent)
    closure = {"site": "", "starts_on": "2026-12-01", "ends_on": "2026-12-01", "reason": "lieu"}
    asked = client.post(f"{CLOSURES}ajouter/", closure)
    assert person.last_name in asked.content.decode() and not Closure.objects.exists()
    assert AccessedPerson.objects.get().person_key == person.journal_key
    assert client.post(f"{CLOSURES}ajouter/", closure | {"afterwards": "deplacer"}).status_code == 302
    assert second.appointments.get().person == person
    assert client.post(f"{CLOSURES}{Closure.objects.get().pk}/lever/").status_code == 302
    assert not second.appointments.exists() and first.appointments.get().person == person


@pytest.mark.parametrize(
    "changes", [{"ends_on": "2026-11-20", "starts_on": "2026-11-20"}, {"ends_on": "2026-12-01"}, {"reason": "rien"}]
)
def test_a_closure_that_cannot_be(referent: User, changes: dict[str, str]) -> None:
    closure = {"site": "", "starts_on": "2026-12-21", "ends_on": "2026-12-31", "reason": "conges"}
    assert signed_in(referent).post(f"{CLOSURES}ajouter/", closure | changes).status_code == 400


def test_another_mission_locale_s_closure_is_not_lifted(referent: User, other_referent: User) -> None:
    closure = Closure.objects.create(
        mission_locale=Organisation.objects.get(code="ml-rennes"),
        starts_on=date(2026, 12, 1),
        ends_on=date(2026, 12, 1),
    )
    assert signed_in(other_referent).post(f"{CLOSURES}{closure.pk}/lever/").status_code == 404


def test_a_referent_is_replaced(referent: User, lead: User) -> None:
    make_permanences([own_pattern(referent=referent)], date(2026, 11, 26))
    other = User.objects.create_user("annaig@exemple.invalid", first_name="Annaïg", last_name="Le Roux")
    referent.memberships.get().__class__.objects.create(
        user=other, organisation=Organisation.objects.get(code="ml-rennes"), role="referent", starts_on="2020-01-01"
    )
    given = {"absent": referent.pk, "present": other.pk, "starts_on": "2026-12-01", "ends_on": "2026-12-08"}
    assert signed_in(lead).post("/permanences/remplacement/", given).status_code == 302
    assert other.permanences.count() == 2
    assert signed_in(lead).post("/permanences/remplacement/", given | {"present": referent.pk}).status_code == 400


def test_as_many_queries_for_many_patterns(referent: User) -> None:
    own_pattern()
    client = signed_in(referent)
    with CaptureQueriesContext(connection) as one:
        client.get(PATTERNS)
    for _ in range(5):
        own_pattern()
    with CaptureQueriesContext(connection) as many:
        client.get(PATTERNS)
    assert len(one) == len(many)


def test_a_closure_counts_those_whom_one_may_not_read(referent: User) -> None:
    permanence = tuesday()
    [hidden] = filled(permanence, 1)
    hidden.restrictions.create(reason="proche", marked_at="2026-11-20T08:00Z")
    closure = {"site": "", "starts_on": "2026-12-01", "ends_on": "2026-12-01", "reason": "lieu"}
    text = signed_in(referent).post(f"{CLOSURES}ajouter/", closure).content.decode()
    assert "1 autre rendez-vous" in text and hidden.last_name not in text
