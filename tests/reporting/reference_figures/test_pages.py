"""The shares of a whole Mission Locale, typed by the coordinator on one page, read in the report."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.models import Programme
from partners.models import Organisation, OrganisationKind, User
from reporting.models import ReferenceFigure, ReferenceTable
from tests.factories import EnrolmentFactory, OrganisationFactory, ProgrammeFactory, ReferenceFigureFactory
from tests.personas import signed_in
from tests.reporting.reports import column

pytestmark = pytest.mark.django_db

REPORT = "/bilans/dernier-ecrou/2016/"
LIST = "/ensemble-mission-locale/2016/"


@pytest.fixture
def rennes() -> Organisation:
    return OrganisationFactory(code="ml-rennes", kind=OrganisationKind.MISSION_LOCALE)


@pytest.fixture
def programme(rennes: Organisation) -> Programme:
    programme: Programme = ProgrammeFactory()
    EnrolmentFactory(programme=programme, mission_locale=rennes)
    return programme


@pytest.fixture
def office(coordinator: User, programme: Programme) -> Client:
    return signed_in(coordinator)


@pytest.fixture
def page(rennes: Organisation) -> str:
    return f"/ensemble-mission-locale/{rennes.pk}/2016/"


def shown(office: Client, page: str) -> dict[str, Any]:
    """What the page's form sends as it is shown."""
    form = office.get(page).context["form"]
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


def kept(body: Organisation, year: int = 2016) -> dict[tuple[str, str], float]:
    rows = ReferenceFigure.objects.filter(mission_locale=body, year=year)
    return {(table, row): percent for table, row, percent in rows.values_list("table", "row", "percent")}


def test_shares_are_typed_corrected_and_taken_away(office: Client, rennes: Organisation, page: str) -> None:
    sent = shown(office, page) | {"sex-F": "48", "sex-H": "51,5 %", "age-26+": "6"}
    assert office.post(page, sent).status_code == 302
    assert kept(rennes) == {("sex", "F"): 48, ("sex", "H"): 51.5, ("age", "26+"): 6}
    assert 'value="51,5"' in office.get(page).text
    sent = shown(office, page) | {"sex-H": "52", "age-26+": ""}
    assert office.post(page, sent).status_code == 302
    assert kept(rennes) == {("sex", "F"): 48, ("sex", "H"): 52}
    assert kept(rennes, 2015) == kept(rennes, 2017) == {}


def test_the_report_shows_the_share_typed(office: Client, programme: Programme, page: str) -> None:
    assert "Ensemble Mission Locale</th>" not in office.get(REPORT).text
    office.post(page, shown(office, page) | {"housing-famille": "61,5"})
    report = office.get(f"{REPORT}?structure=ml-rennes").text
    assert "61,5\N{NARROW NO-BREAK SPACE}%" in report
    assert column("housing", "reference", programme) == {"famille": 61.5}


def test_the_year_before_is_told_and_never_typed_for_anyone(office: Client, rennes: Organisation, page: str) -> None:
    ReferenceFigureFactory(mission_locale=rennes, year=2015, row="F", percent=49.5)
    assert "2015\N{NO-BREAK SPACE}: 49,5\N{NARROW NO-BREAK SPACE}%" in office.get(page).text.replace(
        "&nbsp;", "\N{NO-BREAK SPACE}"
    ).replace("&#8239;", "\N{NARROW NO-BREAK SPACE}")
    office.post(page, shown(office, page))
    assert kept(rennes) == {}


def test_what_a_colleague_changed_meanwhile_is_told_and_not_overwritten(
    office: Client, rennes: Organisation, page: str
) -> None:
    sent = shown(office, page) | {"sex-F": "48"}
    ReferenceFigureFactory(mission_locale=rennes, row="F", percent=47.5)
    answer = office.post(page, sent)
    assert answer.status_code == 400
    assert "Sexe, Femme, tel qu’enregistré\N{NO-BREAK SPACE}: 47,5" in answer.text
    assert kept(rennes) == {("sex", "F"): 47.5}
    seen = answer.context["form"]["seen"].value()
    assert office.post(page, sent | {"seen": seen}).status_code == 302
    assert kept(rennes) == {("sex", "F"): 48}


@pytest.mark.parametrize("typed", ["-1", "100,5", "douze", "nan", "1e999", "4 8 %%"])
def test_what_is_no_share_is_told_and_nothing_is_lost(
    office: Client, rennes: Organisation, page: str, typed: str
) -> None:
    answer = office.post(page, shown(office, page) | {"sex-F": typed, "sex-H": "52"})
    assert answer.status_code == 400
    assert kept(rennes) == {}
    form = answer.context["form"]
    assert list(form.errors) == ["sex-F"]
    assert (form["sex-F"].value(), form["sex-H"].value()) == (typed, "52")


def test_what_does_not_add_up_is_kept_and_told(office: Client, rennes: Organisation, page: str) -> None:
    office.post(page, shown(office, page) | {"sex-F": "48", "sex-H": "25"})
    assert len(kept(rennes)) == 2
    assert "À vérifier" in office.get(page).text


def test_the_list_says_whose_the_report_shows(office: Client, rennes: Organisation, page: str) -> None:
    assert page in office.get(LIST).text
    ReferenceFigureFactory(mission_locale=rennes)
    assert f"montre les parts de {rennes}, seule à en avoir" in office.get(LIST).text
    ReferenceFigureFactory(mission_locale__code="ml-vitre", table=ReferenceTable.AGE, row="26+")
    assert "celui de toutes n’en montre aucune" in office.get(LIST).text
    assert "Plusieurs Missions Locales ont leurs parts" in office.get(REPORT).text


def test_the_report_tells_what_is_missing_and_leads_there(office: Client, rennes: Organisation, page: str) -> None:
    lacking = "Sans parts de l’ensemble de la Mission Locale\N{NO-BREAK SPACE}: "
    assert lacking in office.get(REPORT).text and f'href="{LIST}"' in office.get(REPORT).text
    for table, rows in {"sex": "F", "age": "minor", "education_level": "IV", "services": "health"}.items():
        ReferenceFigureFactory(mission_locale=rennes, table=table, row=rows)
    report = office.get(f"{REPORT}?structure=ml-rennes").text
    assert f"{lacking}Logement, Permis de conduire." in report
    assert report.count(f'href="{page}"') == 3  # among the actions, beside what is missing, in the method


def test_the_page_leads_to_the_reports_that_show_its_shares(office: Client, page: str) -> None:
    ProgrammeFactory(code="dedans-dehors")  # which has nobody there
    assert [one["url"] for one in office.get(page).context["reports"]] == [f"{REPORT}?structure=ml-rennes"]


def test_neither_before_the_first_report_nor_of_a_year_to_come_nor_of_another_body(
    office: Client, rennes: Organisation
) -> None:
    spip = OrganisationFactory(code="spip", spip=True)
    for address in ("1999/", "2999/", f"{rennes.pk}/1999/", f"{rennes.pk}/2999/", f"{spip.pk}/2016/", "0/2016/"):
        assert office.get(f"/ensemble-mission-locale/{address}").status_code == 404
    assert "/ensemble-mission-locale/" not in office.get("/bilans/dernier-ecrou/1999/").context["actions"][-1]["url"]


def test_a_mission_locale_of_others_programmes_is_not_hers_to_type(
    office: Client, rennes: Organisation, programme: Programme
) -> None:
    programme.missions_locales.set([rennes])
    other = OrganisationFactory(code="ml-22", name="Ailleurs", kind=OrganisationKind.MISSION_LOCALE)
    assert office.get(f"/ensemble-mission-locale/{other.pk}/2016/").status_code == 404
    ReferenceFigureFactory(mission_locale=other)
    text = office.get(LIST).text
    assert "Ailleurs" in text and f"/{other.pk}/" not in text
