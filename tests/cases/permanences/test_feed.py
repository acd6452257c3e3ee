"""The calendar feed: for a diary, behind a secret address, without a name."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from cases.models import CalendarFeed, Permanence
from partners.models import OrganisationKind, Role, User
from tests.cases.permanences.given import THURSDAY, filled, tuesday
from tests.factories import OrganisationFactory, PermanenceFactory
from tests.personas import member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]


@pytest.fixture
def thursday() -> Any:
    cache.clear()
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def permanence(referent: User) -> Permanence:
    permanence = tuesday(slots=8)
    permanence.referent = referent
    permanence.save()
    return permanence


def address_of(user: User) -> str:
    signed_in(user).post("/calendrier/adresse/")
    return f"/calendrier/{user.calendar_feed.secret}.ics"


def events(address: str) -> list[Any]:
    response = Client().get(address)
    assert response.status_code == 200 and response["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_it_gives_dates_sites_and_places_in_the_time_of_the_place(permanence: Permanence, referent: User) -> None:
    filled(permanence, 3)
    [event] = events(address_of(referent))
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("Permanence (3 sur 8)", permanence.site.name)
    assert event.decoded("DTSTART") == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert event.decoded("DTEND") == datetime(2026, 12, 1, 11, tzinfo=UTC)


def test_it_names_nobody_and_no_programme(permanence: Permanence, referent: User) -> None:
    people = filled(permanence, 3)
    text = Client().get(address_of(referent)).content.decode()
    for person in people:
        assert person.last_name not in text and person.code not in text
    for word in ("Écrou", "Malo", referent.last_name, permanence.code.lower()):
        assert word not in text


def test_summer_and_winter_time(permanence: Permanence, referent: User) -> None:
    Permanence.objects.update(planned_on=date(2027, 7, 6))
    [event] = events(address_of(referent))
    assert event.decoded("DTSTART") == datetime(2027, 7, 6, 7, tzinfo=UTC)


def test_without_hours_it_is_a_day_and_cancelled_says_so(permanence: Permanence, referent: User) -> None:
    Permanence.objects.update(starts_at=None, ends_at=None, slots=None, cancelled_at="2026-11-25T08:00Z")
    [event] = events(address_of(referent))
    assert event.decoded("DTSTART") == date(2026, 12, 1)
    assert (str(event["SUMMARY"]), str(event["STATUS"])) == ("Permanence (0)", "CANCELLED")


def test_a_referent_has_the_own_ones_a_lead_the_mission_locale_s(
    permanence: Permanence, referent: User, lead: User
) -> None:
    PermanenceFactory(mission_locale=permanence.mission_locale, planned_on=date(2026, 12, 3), starts_at=time(9))
    PermanenceFactory(mission_locale=OrganisationFactory(code="ml-saint-malo"), planned_on=date(2026, 12, 3))
    assert len(events(address_of(referent))) == 1
    assert len(events(address_of(lead))) == 2


def test_a_right_that_is_withdrawn_empties_it(permanence: Permanence, referent: User) -> None:
    address = address_of(referent)
    referent.memberships.update(ends_on=date(2026, 11, 25))
    assert events(address) == []


def test_a_new_address_silences_the_one_before(permanence: Permanence, referent: User) -> None:
    before = address_of(referent)
    referent.refresh_from_db()
    after = address_of(User.objects.get(pk=referent.pk))
    assert Client().get(before).status_code == 404
    assert len(events(after)) == 1
    assert CalendarFeed.objects.count() == 1


def test_unknown_withdrawn_and_disabled_look_alike(permanence: Permanence, referent: User) -> None:
    address = address_of(referent)
    User.objects.update(is_active=False)
    disabled, unknown = Client().get(address), Client().get(f"/calendrier/{'A' * 32}.ics")
    missing = Client().get("/rien-de-tel/")
    assert disabled.status_code == unknown.status_code == 404
    assert disabled.content == unknown.content == missing.content


def test_unchanged_it_is_not_sent_again(permanence: Permanence, referent: User) -> None:
    address = address_of(referent)
    first = Client().get(address)
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert "private" in first["Cache-Control"]
    filled(permanence, 1)
    assert Client().get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_whoever_tries_addresses_is_stopped(referent: User) -> None:
    answers = {Client().get(f"/calendrier/{number:032}.ics").status_code for number in range(70)}
    assert answers == {404, 429}


def test_as_many_queries_for_many_permanences(permanence: Permanence, referent: User) -> None:
    address = address_of(referent)
    with CaptureQueriesContext(connection) as one:
        Client().get(address)
    for day in range(2, 12):
        PermanenceFactory(mission_locale=permanence.mission_locale, referent=referent, planned_on=date(2026, 12, day))
    with CaptureQueriesContext(connection) as many:
        Client().get(address)
    assert len(one) == len(many)


@pytest.mark.parametrize("persona", ["coordinator", "administrator", "funder", "stranger"])
def test_who_reads_no_case_has_none(persona: str, request: pytest.FixtureRequest) -> None:
    assert signed_in(request.getfixturevalue(persona)).post("/calendrier/adresse/").status_code == 404


def test_an_officer_has_none(permanence: Permanence) -> None:
    officer = member(Role.OFFICER, "spip-22", OrganisationKind.SPIP)
    assert signed_in(officer).post("/calendrier/adresse/").status_code == 404
