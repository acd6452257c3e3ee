"""The coordinator sees in time what the year's report would tell too late."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cases.models import ContactKind, Programme, ReferralDecision
from partners.models import Membership, Organisation, OrganisationKind, Role, User
from reporting.monitoring import Fact, Monitoring, Period, monitor, year_before
from tests.factories import ContactFactory, MembershipFactory, OrganisationFactory, ProgrammeFactory, ReferralFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 20)


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory(code="dedans-dehors", ends_on=None)


@pytest.fixture
def vezin() -> Organisation:
    return OrganisationFactory(code="spip-35-vezin", name="Unité de Vezin", kind=OrganisationKind.SPIP)


@pytest.fixture
def browser(coordinator: User) -> Client:
    return signed_in(coordinator)


def refer(programme: Programme, unit: Organisation, *days: date, **facts: Any) -> None:
    for day in days:
        ReferralFactory(programme=programme, referred_by=unit, referred_on=day, **facts)


def each_month(number: int, *months: date) -> list[date]:
    """So many days of each of these months."""
    return [month + timedelta(days=rank) for month in months for rank in range(number)]


def test_the_months_are_twelve_and_the_last_one_stops_today() -> None:
    months = Monitoring([], ON).months
    assert len(months) == 12
    assert months[0] == Period(date(2025, 4, 1), date(2025, 4, 30))
    assert months[-1] == Period(date(2026, 3, 1), ON)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (Period(date(2026, 3, 1), ON), Period(date(2025, 3, 1), date(2025, 3, 20))),
        (Period(date(2025, 2, 1), date(2025, 2, 28)), Period(date(2024, 2, 1), date(2024, 2, 29))),
        (Period(date(2024, 2, 1), date(2024, 2, 29)), Period(date(2023, 2, 1), date(2023, 2, 28))),
        (Period(date(2026, 1, 1), date(2026, 1, 31)), Period(date(2025, 1, 1), date(2025, 1, 31))),
    ],
)
def test_the_same_days_a_year_before(period: Period, before: Period) -> None:
    assert period.a_year_before() == before
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("made", "before", "falls"), [(4, 6, True), (5, 6, False), (0, 5, False), (0, 6, True), (14, 24, True)]
)
def test_a_fall_is_a_third_fewer_of_six_or_more(vezin: Organisation, made: int, before: int, falls: bool) -> None:
    now, then = date(2026, 3, 2), date(2025, 3, 2)
    facts = [Fact(vezin.pk, "", day, None, None) for day in [now] * made + [then] * before]
    [line] = Monitoring(facts, ON).unit_lines()
    assert (line.recent.made, line.recent.before, line.recent.is_fall) == (made, before, falls)


def test_what_came_later_is_not_known_yet(programme: Programme, vezin: Organisation) -> None:
    """A month gone by is shown as it stood at its end."""
    decided = {"decision": ReferralDecision.ADMITTED, "decided_on": date(2026, 3, 10)}
    refer(programme, vezin, date(2026, 2, 20), **decided)
    refer(programme, vezin, date(2026, 3, 2))
    person = programme.referrals.get(referred_on=date(2026, 2, 20)).person
    ContactFactory(person=person, kind=ContactKind.INTERVIEW, held_on=date(2026, 3, 4))
    ContactFactory(person=person, kind=ContactKind.PHONE, held_on=date(2026, 2, 21))
    [february] = monitor([programme], date(2026, 2, 28)).unit_lines()
    assert (february.recent.made, february.recent.seen, february.waiting, february.oldest_wait) == (1, 0, 1, 8)
    [march] = monitor([programme], ON).unit_lines()
    assert (march.recent.made, march.recent.seen, march.recent.median_days, march.waiting) == (2, 1, 12, 1)


def test_an_officer_who_refers_nobody_any_more_is_named(programme: Programme, vezin: Organisation) -> None:
    for name, days in {"Part Enfevrier": 70, "Encore Là": 60, "Parti Depuislongtemps": 426}.items():
        refer(programme, vezin, ON - timedelta(days=days), officer_name=name)
    shown = monitor([programme], ON)
    assert [one.name for one in shown.silent_officers()] == ["Part Enfevrier"]
    accounts = [("Encore Là", vezin), ("Jamais Encore", vezin)]
    assert [one.name for one in shown.silent_officers(accounts)] == ["Part Enfevrier", "Jamais Encore"]


@time_machine.travel("2026-03-20 12:00", tick=False)
def test_the_page_warns_of_a_fall_and_of_silence(browser: Client, programme: Programme, vezin: Organisation) -> None:
    refer(programme, vezin, *each_month(5, date(2025, 1, 6), date(2025, 2, 3), date(2025, 3, 3)))
    refer(programme, vezin, *each_month(1, date(2026, 1, 6), date(2026, 2, 3)))
    quiet = OrganisationFactory(code="spip-mo", name="Unité du milieu ouvert", kind=OrganisationKind.SPIP)
    refer(programme, quiet, date(2025, 12, 1))
    MembershipFactory(organisation=vezin, role=Role.OFFICER, user__first_name="Jamais", user__last_name="Encore")
    page = browser.get("/suivi/").content.decode()
    assert "Les orientations chutent" in page
    assert "2\N{NO-BREAK SPACE}orientations de janvier à mars 2026, 15 aux mêmes dates" in page
    assert page.count("En chute") == page.count("Silencieuse") == 1
    assert "Jamais Encore" in page
    assert page.count("<svg") == 2
    assert 'aria-labelledby="suivi-mois-etroit-title' in page
    home = browser.get("/").content.decode()
    assert "1\N{NO-BREAK SPACE}unité en chute et 1\N{NO-BREAK SPACE}unité silencieuse." in home


def test_nobody_young_is_named(browser: Client, programme: Programme, vezin: Organisation) -> None:
    referral = ReferralFactory(
        programme=programme, referred_by=vezin, person__last_name="Kermorvan", person__first_name="Loeiza"
    )
    for address in ("/suivi/", "/suivi/csv/"):
        page = browser.get(address).content.decode()
        assert "Unité de Vezin" in page
        assert not any(word in page for word in ("Kermorvan", "Loeiza", referral.code, referral.person.code))


def test_without_a_referral_it_says_so(browser: Client) -> None:
    page = browser.get("/suivi/").content.decode()
    assert "Aucune orientation" in page
    assert "Aucun silence" in page


@pytest.mark.parametrize("query", ["mois=2999-01", "mois=mars", "mois=1850-01", "dispositif=rien", "mois=%00"])
def test_what_is_not_a_month_or_a_programme_is_told(browser: Client, query: str) -> None:
    assert browser.get(f"/suivi/?{query}").status_code == 400
    assert browser.get(f"/suivi/csv/?{query}").status_code == 404
    assert browser.get(f"/suivi/classeur/?{query}").status_code == 404


def test_another_programme_than_ones_own_is_not_there(
    browser: Client, coordinator: User, programme: Programme, vezin: Organisation
) -> None:
    refer(programme, vezin, date(2026, 3, 2))
    own = ProgrammeFactory(code="essai")
    own.members.add(Membership.objects.get(user=coordinator))
    assert "Unité de Vezin" not in browser.get("/suivi/").content.decode()
    assert browser.get("/suivi/?dispositif=dedans-dehors").status_code == 400


@time_machine.travel("2026-03-20 12:00", tick=False)
def test_the_figures_are_taken_away_and_formulas_are_not(
    browser: Client, programme: Programme, vezin: Organisation
) -> None:
    vezin.name = "=1+1"
    vezin.save()
    refer(programme, vezin, date(2026, 3, 2), date(2026, 3, 3), date(2025, 3, 3))
    text = browser.get("/suivi/csv/").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 12
    assert rows[-1]["Unité"] == "'=1+1"
    assert (rows[-1]["Mois"], rows[-1]["Orientations"], rows[-1]["Un an plus tôt"]) == ("2026-03", "2", "1")
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/suivi/classeur/").content))
    cell = book["Unités et mois"]["A13"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert book["Unités et mois"]["D13"].value == 2


def test_as_many_queries_for_many_as_for_one(
    programme: Programme, vezin: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    refer(programme, vezin, date(2026, 3, 2))
    for number in range(4):
        unit = OrganisationFactory(code=f"unite-{number}", kind=OrganisationKind.SPIP)
        refer(programme, unit, *each_month(3, date(2026, 1, 6), date(2026, 2, 3)))
    with django_assert_num_queries(2):
        shown = monitor([programme], ON)
        assert len(shown.unit_lines()) == 5
