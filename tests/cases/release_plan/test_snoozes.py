"""An alert is put off for as long as its kind allows, listed while it is, and taken back with one click."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cases.models import AlertKind, AlertSnooze, YoungPerson
from cases.models.steps import LONGEST_SNOOZE
from partners.models import Role, User
from tests.cases.release_plan.given import ON, day, held
from tests.cases.release_plan.test_alerts import kinds
from tests.factories import OrganisationFactory
from tests.personas import member, signed_in

PUT_OFF = "/alertes/?liste=reportees"


@pytest.fixture
def released(referent: User) -> YoungPerson:
    """Out since two days, and not met since."""
    measure = held(-2)
    type(measure).objects.update(ends_on=day(-2))
    person: YoungPerson = measure.person
    return person


def put_off(browser: Client, person: YoungPerson, kind: AlertKind, until: date) -> int:
    """What the page answers."""
    address = f"/jeunes/{person.code}/alertes/{kind.value}/reporter/"
    return browser.post(address, {"until": str(until), "reason": "Rappelle lundi"}).status_code


@pytest.mark.django_db
def test_a_release_is_not_put_off_for_two_years(referent: User, released: YoungPerson) -> None:
    browser = signed_in(referent)
    assert put_off(browser, released, AlertKind.AFTER_RELEASE, date(2028, 12, 4)) == 400
    assert put_off(browser, released, AlertKind.AFTER_RELEASE, day(8)) == 400
    assert put_off(browser, released, AlertKind.AFTER_RELEASE, day(7)) == 302
    page = browser.get(f"/jeunes/{released.code}/alertes/apres_sortie/reporter/").content.decode()
    assert "Au plus tard le 3 décembre 2026." in page
    assert 'value="2026-12-03"' in page


@pytest.mark.django_db
def test_before_a_release_not_beyond_it(referent: User) -> None:
    person = held(3).person
    assert put_off(signed_in(referent), person, AlertKind.RELEASE_NEAR, day(4)) == 400
    assert put_off(signed_in(referent), person, AlertKind.RELEASE_NEAR, day(3)) == 302


@pytest.mark.django_db
@pytest.mark.parametrize("kind", AlertKind)
def test_the_database_refuses_a_day_too_far(kind: AlertKind, released: YoungPerson) -> None:
    known = {"person": released, "mission_locale": OrganisationFactory(code="ml-rennes"), "alert": kind}
    longest = LONGEST_SNOOZE[kind]
    AlertSnooze.objects.create(**known, snoozed_on=ON, until=day(longest), reason="Absent")
    with pytest.raises(IntegrityError, match="snooze_not_too_long"), transaction.atomic():
        AlertSnooze.objects.create(**known, snoozed_on=ON, until=day(longest + 1), reason="Absent")


@pytest.mark.django_db
def test_what_is_put_off_is_listed_and_comes_back_with_one_click(referent: User, released: YoungPerson) -> None:
    browser = signed_in(referent)
    put_off(browser, released, AlertKind.AFTER_RELEASE, day(7))
    assert AlertKind.AFTER_RELEASE not in kinds(referent)
    assert "Reportées (1)" in browser.get("/alertes/").content.decode()
    [listed] = browser.get(PUT_OFF).context["page_obj"]
    assert (listed.person, listed.snooze.reason, listed.snooze.until) == (released, "Rappelle lundi", day(7))
    address = f"/jeunes/{released.code}/alertes/apres_sortie/reprendre/"
    assert address in browser.get(released.get_absolute_url()).content.decode()
    assert browser.post(address, {"retour": "liste"}).headers["Location"] == PUT_OFF
    assert AlertKind.AFTER_RELEASE in kinds(referent)
    assert list(browser.get(PUT_OFF).context["page_obj"]) == []
    assert browser.post(address).headers["Location"] == released.get_absolute_url()


@pytest.mark.django_db
def test_who_may_not_put_it_off_does_not_take_it_back(
    referent: User, other_referent: User, released: YoungPerson
) -> None:
    put_off(signed_in(referent), released, AlertKind.AFTER_RELEASE, day(7))
    address = f"/jeunes/{released.code}/alertes/apres_sortie/reprendre/"
    lead = member(Role.READER, "ml-rennes", is_lead=True)
    assert signed_in(lead).post(address).status_code == 403
    assert signed_in(other_referent).post(address).status_code == 404
    assert signed_in(referent).get(address).status_code == 405
    assert AlertSnooze.objects.count() == 1
