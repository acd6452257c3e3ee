"""The page of permanences, as each role reads it."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import AccessedPerson, Closure, Permanence, Referral
from cases.permanences.month import month_named, neighbours
from partners.models import User
from tests.cases.permanences.given import THURSDAY, filled, referred, tuesday
from tests.factories import OrganisationFactory, PermanenceFactory, ProgrammeFactory
from tests.personas import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]
PAGE = "/permanences/"
NINE, TWO = ">9\N{NO-BREAK SPACE}h", ">14\N{NO-BREAK SPACE}h"


@pytest.fixture
def thursday() -> Any:
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def permanence(referent: User, cpip: User) -> Permanence:
    return tuesday(slots=8)


def page(user: User, query: str = "") -> str:
    return signed_in(user).get(f"{PAGE}{query}").content.decode()


@pytest.mark.parametrize("query", ["?mois=2026-12", "?mois=2026-12&vue=liste"])
def test_the_month_shows_site_hour_and_places(permanence: Permanence, referent: User, query: str) -> None:
    filled(permanence, 3)
    text = page(referent, query)
    assert str(permanence.site) in text and NINE in text and "3 sur 8" in text


@pytest.mark.parametrize(("persona", "query"), [("referent", "?mois=2026-12&vue=liste"), ("cpip", "")])
def test_days_follow_one_another_whatever_the_site(
    permanence: Permanence, persona: str, query: str, request: pytest.FixtureRequest
) -> None:
    filled(permanence, 2)
    for day, hour in ((29, 9), (3, 14), (3, 9), (15, 9)):
        PermanenceFactory(
            site=permanence.site,
            mission_locale=permanence.mission_locale,
            planned_on=date(2026, 12, day),
            starts_at=time(hour),
        )
    text = page(request.getfixturevalue(persona), query)
    rows = re.findall(r"(\d+)(?:er)? décembre.*?(\d\d?)\xa0h\b", text, re.DOTALL)
    assert [(int(day), int(hour)) for day, hour in rows] == [(1, 9), (3, 9), (3, 14), (15, 9), (29, 9)]


def test_it_shows_this_month_unless_another_is_asked_for(permanence: Permanence, referent: User) -> None:
    assert "Novembre 2026" in page(referent)
    for nonsense in ("?mois=2026-13", "?mois=rien", "?mois=99999-1", "?mois=%00", "?lieu=abc"):
        assert "Novembre 2026" in page(referent, nonsense)


def test_holidays_and_closures_are_said(permanence: Permanence, referent: User) -> None:
    days = {"starts_on": date(2026, 12, 21), "ends_on": date(2026, 12, 24)}
    Closure.objects.create(mission_locale=permanence.mission_locale, site=permanence.site, **days)
    text = page(referent, "?mois=2026-12")
    assert text.count("Jour férié") == 2 and text.count(f"Fermé\u00a0: {permanence.site}") == 4


def test_an_entry_that_is_begun_says_what_is_left(permanence: Permanence, referent: User) -> None:
    permanence_on(permanence, "2026-11-25", was_held=True)
    filled(permanence, 2)
    permanence.appointments.filter(position=1).update(attendance="present", entered_at="2026-11-25T18:00Z")
    words = "Saisie commencée, 1 ligne à régler"
    assert page(referent).count(words) == 2  # to do, and in the calendar
    assert words in page(referent, "?vue=liste")
    text = signed_in(referent).get(permanence.get_absolute_url()).content.decode()
    assert text.count(words) == 2 and "Finir la saisie" in text and "n’est pas saisie" not in text


def permanence_on(permanence: Permanence, day: str, **facts: Any) -> None:
    Permanence.objects.filter(pk=permanence.pk).update(planned_on=day, **facts)


def test_days_of_the_months_around_have_their_permanences_in_the_weeks_alone(
    permanence: Permanence, referent: User
) -> None:
    assert NINE in page(referent, "?mois=2026-11") and NINE in page(referent, "?mois=2026-12")
    assert NINE not in page(referent, "?mois=2026-11&vue=liste")
    permanence_on(permanence, "2026-11-30")
    assert NINE in page(referent, "?mois=2026-12")
    assert NINE not in page(referent, "?mois=2026-12&vue=liste")


def test_one_more_than_there_are_places_is_said_in_words(permanence: Permanence, referent: User) -> None:
    filled(permanence, 3)
    permanence_on(permanence, "2026-12-01", slots=2)
    text = page(referent, "?mois=2026-12")
    assert "3 pour 2 places" in text and "3 sur 2" not in text


def test_filtered_by_site_and_by_referent(permanence: Permanence, referent: User) -> None:
    mine = PermanenceFactory(
        mission_locale=permanence.mission_locale, referent=referent, planned_on=date(2026, 12, 2), starts_at=time(14)
    )
    for query, shown, hidden in (
        (f"lieu={permanence.site_id}", NINE, TWO),
        ("tenues=moi", TWO, NINE),
        (f"lieu={mine.site_id}&tenues=moi", TWO, NINE),
    ):
        text = page(referent, f"?mois=2026-12&vue=liste&{query}")
        assert shown in text and hidden not in text


def test_another_mission_locale_s_are_not_there(permanence: Permanence, other_referent: User) -> None:
    assert NINE not in page(other_referent, "?mois=2026-12")


def test_officers_read_dates_free_places_and_own_names(permanence: Permanence, cpip: User) -> None:
    [own], [other] = filled(permanence, 1), filled(permanence, 1, "spip-22")
    type(other).objects.filter(pk=other.pk).update(last_name="Quiniou")
    text = page(cpip)
    assert "1er décembre 2026" in text and own.last_name in text and "Quiniou" not in text
    assert ">6<" in text.replace("\n", "").replace(" ", "")
    assert {row.person_key for row in AccessedPerson.objects.all()} == {own.journal_key}


def test_a_full_one_says_so_to_officers(permanence: Permanence, cpip: User) -> None:
    filled(permanence, 8, "spip-22")
    assert "Complète" in page(cpip)


def test_the_coordinator_counts_by_site_without_a_name(permanence: Permanence, coordinator: User) -> None:
    people = filled(permanence, 3)
    past = {"site": permanence.site, "mission_locale": permanence.mission_locale, "slots": 4}
    PermanenceFactory(**past, planned_on=date(2026, 11, 3), was_held=True)
    PermanenceFactory(**past, planned_on=date(2026, 11, 10), was_held=False)
    PermanenceFactory(**past, planned_on=date(2025, 11, 10), was_held=True)
    text = page(coordinator)
    assert [person.last_name for person in people if person.last_name in text] == []
    assert "".join(text.split()).count('class="de-number">') == 8
    for column, value in (("Prévues", 2), ("Tenues", 1), ("Places", 8), ("Rendez-vous", 0)):
        assert f'data-label="{column}" class="de-number">{value}<' in text


def test_a_coordinator_of_one_programme_counts_its_sites(permanence: Permanence, coordinator: User) -> None:
    PermanenceFactory(site=permanence.site, planned_on=date(2026, 11, 3), slots=4)
    programme = ProgrammeFactory()
    programme.members.add(coordinator.memberships.get())
    assert "Aucune permanence cette année" in page(coordinator)
    programme.sites.add(permanence.site)
    assert str(permanence.site) in page(coordinator)


def test_an_administrator_is_led_to_the_patterns_and_sees_no_date(permanence: Permanence, administrator: User) -> None:
    filled(permanence, 1)
    text = page(administrator)
    assert "Rythmes" in text and str(permanence.site) not in text


@pytest.mark.parametrize("persona", ["referent", "lead", "cpip"])
def test_a_shortage_is_announced_to_both_sides(
    permanence: Permanence, persona: str, request: pytest.FixtureRequest
) -> None:
    Permanence.objects.update(slots=2)
    referred(3)
    Referral.objects.update(site=permanence.site)
    text = page(request.getfixturevalue(persona))
    assert "Places insuffisantes" in text and "3 orientations en attente, 2 places libres" in text


def test_the_months_around() -> None:
    assert neighbours(date(2026, 12, 1)) == (date(2026, 11, 1), date(2027, 1, 1))
    assert neighbours(date(2027, 1, 1)) == (date(2026, 12, 1), date(2027, 2, 1))
    assert month_named("2027-02", date(2026, 11, 26)) == date(2027, 2, 1)


@pytest.mark.parametrize("persona", ["referent", "cpip", "coordinator"])
def test_as_many_queries_for_many_permanences(
    permanence: Permanence, persona: str, request: pytest.FixtureRequest
) -> None:
    client, counts = signed_in(request.getfixturevalue(persona)), []
    filled(permanence, 1)
    PermanenceFactory(site=permanence.site, mission_locale=permanence.mission_locale, planned_on=date(2026, 11, 3))
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{PAGE}?mois=2026-12")
        counts.append(len(queries))
        for day in (2, 3, 4):
            other = PermanenceFactory(
                site=permanence.site,
                mission_locale=OrganisationFactory(code="ml-rennes"),
                planned_on=date(2026, 12, day),
                slots=9,
            )
            filled(other, 2)
            PermanenceFactory(site=permanence.site, planned_on=date(2026, 11, day))
    assert counts[0] == counts[1]
