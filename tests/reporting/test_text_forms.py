"""The words of a report: written on a page of their own, read in the report."""

from __future__ import annotations

import pytest
from django.test import Client

from partners.models import User
from reporting.models import AnnualReport
from tests.factories import ProgrammeFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

REPORT = "/bilans/dernier-ecrou/2016/"
PAGE = f"{REPORT}textes/"
WRITTEN = {"context": "Depuis janvier 2010.", "circuit": "", "partnerships": "- IBEP\n- ALFADI"}


@pytest.fixture
def office(coordinator: User) -> Client:
    ProgrammeFactory()
    return signed_in(coordinator)


def test_what_is_missing_leads_to_the_page_that_writes_it(office: Client) -> None:
    assert "Sans texte\N{NO-BREAK SPACE}: Contexte, Circuit, Partenariats." in office.get(REPORT).text
    assert PAGE in office.get(REPORT).text
    assert office.post(PAGE, WRITTEN).status_code == 302
    page = office.get(REPORT).text
    assert "Sans texte\N{NO-BREAK SPACE}: Circuit." in page
    assert "Depuis janvier 2010." in page
    assert "<li>ALFADI</li>" in page


def test_two_who_write_at_once_lose_nothing(office: Client) -> None:
    seen_by_both = {"context": "Le mien."}
    office.post(PAGE, WRITTEN)
    answer = office.post(PAGE, seen_by_both)
    assert answer.status_code == 400
    assert AnnualReport.objects.get().context == WRITTEN["context"]
    assert "Le mien." in answer.text
    seen = answer.context["form"]["seen"].value()
    assert office.post(PAGE, seen_by_both | {"seen": seen}).status_code == 302
    assert AnnualReport.objects.get().context == "Le mien."


def test_a_text_without_end_is_refused(office: Client) -> None:
    assert office.post(PAGE, {"context": "a" * 20_001}).status_code == 400
    assert not AnnualReport.objects.exists()


def test_there_is_none_for_several_programmes_or_a_year_without_the_programme(office: Client) -> None:
    ProgrammeFactory(code="dedans-dehors")
    for scope in ("dernier-ecrou+dedans-dehors/2016", "dernier-ecrou/1999", "autre/2016"):
        assert office.get(f"/bilans/{scope}/textes/").status_code == 404


def test_the_report_of_several_programmes_asks_for_no_words(office: Client) -> None:
    ProgrammeFactory(code="dedans-dehors")
    assert "textes/" not in office.get("/bilans/dernier-ecrou+dedans-dehors/2016/").text
