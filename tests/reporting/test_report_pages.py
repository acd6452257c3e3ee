"""The coordinator's pages: choose, read, take away."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cases.models import Programme
from partners.models import Membership, Organisation, User
from tests.factories import (
    AnnualReportFactory,
    CaseFileFactory,
    EnrolmentFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ReferralFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

LIST = "/bilans/"
REPORT = "/bilans/dernier-ecrou/2016/"


@pytest.fixture
def browser(coordinator: User) -> Client:
    return signed_in(coordinator)


@pytest.fixture
def programme() -> Programme:
    """A programme with one enrolment of 2016 at Rennes."""
    programme = ProgrammeFactory()
    EnrolmentFactory(programme=programme, mission_locale=OrganisationFactory(code="ml-rennes"))
    return programme


def test_the_list_shows_each_report_with_its_control(browser: Client) -> None:
    AnnualReportFactory(year=2016)
    AnnualReportFactory(year=2017)
    page = browser.get(LIST).content.decode()
    assert page.count("/controle/") == 1
    assert REPORT in page
    assert "/bilans/dernier-ecrou/2017/" in page


def test_the_list_without_a_report_says_what_to_do(browser: Client) -> None:
    assert "Aucun bilan ne correspond" in browser.get(LIST).content.decode()


def test_the_list_is_filtered_by_programme_and_year(browser: Client) -> None:
    AnnualReportFactory(year=2016)
    AnnualReportFactory(programme=ProgrammeFactory(code="dedans-dehors"), year=2018)
    page = browser.get(LIST, {"filtre-programme": "dedans-dehors"}).content.decode()
    assert "/bilans/dedans-dehors/2018/" in page
    assert REPORT not in page
    page = browser.get(LIST, {"filtre-year": "2016"}).content.decode()
    assert REPORT in page
    assert "/bilans/dedans-dehors/2018/" not in page


@pytest.mark.parametrize("query", ["filtre-year=mars", "filtre-programme=rien", "filtre-programme=%00"])
def test_a_filter_that_means_nothing_is_told(browser: Client, query: str) -> None:
    AnnualReportFactory()
    assert browser.get(f"{LIST}?{query}").status_code == 400


def test_a_page_that_is_not_there_is_the_last_one(browser: Client) -> None:
    AnnualReportFactory()
    assert browser.get(f"{LIST}?page=999").status_code == 200


@time_machine.travel("2026-11-22")
def test_the_form_leads_to_the_report(browser: Client, programme: Programme) -> None:
    ProgrammeFactory(code="dedans-dehors")
    chosen = {"programme": ["dernier-ecrou", "dedans-dehors"], "structure": "ml-rennes", "annee": "2016"}
    response = browser.get(LIST, chosen)
    assert response.status_code == 302
    assert response["Location"] == "/bilans/dedans-dehors+dernier-ecrou/2016/?structure=ml-rennes"


@pytest.mark.parametrize(
    "chosen",
    [
        {"annee": "2016"},
        {"annee": "1515", "programme": "dernier-ecrou"},
        {"annee": "2016", "programme": "autre"},
        {"annee": "2016", "programme": "dernier-ecrou", "structure": "autre"},
        {"annee": "\x00", "programme": "\x00", "structure": "\x00"},
    ],
)
def test_a_form_filled_wrongly_is_shown_again(browser: Client, programme: Programme, chosen: dict[str, str]) -> None:
    response = browser.get(LIST, chosen)
    assert response.status_code == 400
    assert "is-invalid" in response.content.decode()


def test_a_mission_locale_of_another_programme_is_told_and_the_choice_kept(
    browser: Client, programme: Programme
) -> None:
    elsewhere = OrganisationFactory(code="ml-saint-malo", name="Mission Locale de Saint-Malo")
    EnrolmentFactory(programme=ProgrammeFactory(code="dedans-dehors"), mission_locale=elsewhere)
    response = browser.get(LIST, {"programme": "dernier-ecrou", "structure": "ml-saint-malo", "annee": "2016"})
    page = response.content.decode()
    assert response.status_code == 400
    assert "Personne n’a été orienté vers Mission Locale de Saint-Malo" in page
    assert '<option value="ml-saint-malo" selected>' in page
    assert browser.get(f"{REPORT}?structure=ml-saint-malo").status_code == 200


def test_the_report_is_a_page(browser: Client, programme: Programme) -> None:
    page = browser.get(REPORT).content.decode()
    assert "Jeunes accompagnés" in page
    assert "/bilans/dernier-ecrou/2016/pdf/" in page
    assert "/bilans/dernier-ecrou/2016/classeur/" in page


def test_the_report_is_taken_away_as_pdf(browser: Client, programme: Programme) -> None:
    response = browser.get(f"{REPORT}pdf/?structure=ml-rennes")
    assert response["Content-Type"] == "application/pdf"
    assert "bilan-dernier-ecrou-ml-rennes-2016.pdf" in response["Content-Disposition"]
    assert response.content.startswith(b"%PDF-")


def test_the_report_is_taken_away_as_a_workbook(browser: Client, programme: Programme) -> None:
    response = browser.get(f"{REPORT}classeur/")
    assert "bilan-dernier-ecrou-2016.xlsx" in response["Content-Disposition"]
    assert response.content.startswith(b"PK")


@pytest.mark.parametrize(
    "address",
    [
        "/bilans/autre/2016/",
        "/bilans/dernier-ecrou+autre/2016/",
        "/bilans/dernier-ecrou/0999/",
        "/bilans/dernier-ecrou/20166/",
        "/bilans/dernier-ecrou/2999/",
        "/bilans/dernier-ecrou/2999/pdf/",
        "/bilans/dernier-ecrou/2016/?structure=autre",
        "/bilans/dernier-ecrou/2016/?structure=%00",
        "/bilans/%00/2016/",
        "/bilans/~0~/2016/",
        "/bilans/~2f~/2016/",
        "/bilans/dernier-ecrou/2017/controle/",
    ],
)
def test_what_does_not_exist(browser: Client, programme: Programme, address: str) -> None:
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("code", ["p/q", "a+b", "a\nb", "50 %", "~2f~", "été 2016 ?", "a#b", "../x"])
def test_any_code_has_an_address(browser: Client, code: str) -> None:
    report = AnnualReportFactory(programme=ProgrammeFactory(code=code))
    assert browser.get(report.get_absolute_url()).status_code == 200
    chosen = browser.get(LIST, {"programme": code, "annee": "2016"})
    assert chosen["Location"] == report.get_absolute_url()


def test_a_coordinator_of_another_programme_finds_nothing(
    coordinator: User, browser: Client, programme: Programme
) -> None:
    ProgrammeFactory(code="dedans-dehors").members.set(Membership.objects.filter(user=coordinator))
    assert browser.get(REPORT).status_code == 404
    assert browser.get("/bilans/dedans-dehors/2016/").status_code == 200


def test_the_report_shows_no_name(browser: Client, programme: Programme) -> None:
    enrolment = programme.enrolments.get()
    enrolment.person.last_name = "Quénéhervé-Locmariaquer"
    enrolment.person.save()
    CaseFileFactory(person=enrolment.person)
    for address in (REPORT, f"{REPORT}classeur/", LIST, "/"):
        assert b"Locmariaquer" not in browser.get(address).content


def test_the_report_costs_as_many_queries_for_one_person_as_for_ten(
    browser: Client, programme: Programme, django_assert_max_num_queries: object
) -> None:
    def queries() -> int:
        with django_assert_max_num_queries(60) as captured:  # type: ignore[operator]
            browser.get(REPORT)
        return len(captured)

    def one_more() -> None:
        enrolment = EnrolmentFactory(programme=programme, mission_locale=Organisation.objects.get(code="ml-rennes"))
        ReferralFactory(person=enrolment.person, programme=programme, mission_locale=enrolment.mission_locale)

    one_more()
    browser.get(REPORT)
    few = queries()
    for _ in range(9):
        one_more()
    assert queries() == few


def test_without_a_role_no_section_is_open(stranger: User) -> None:
    assert "Aucune rubrique" in signed_in(stranger).get(reverse("home")).content.decode()
