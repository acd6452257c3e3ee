"""Whether a programme's year was worth it, written beside its figures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client

from cases.models import Programme
from partners.models import User
from reporting.models import Assessment, Indicator, Target, Verdict
from tests.factories import EnrolmentFactory, OrganisationFactory, ProgrammeFactory
from tests.personas import signed_in
from tests.reporting.reports import report_of

pytestmark = pytest.mark.django_db

PAGE = "/bilans/essai-cef/2017/appreciation/"
WRITTEN = {"verdict": "adapter", "text": "Quatre jeunes sur cinq sont venus ; le trajet a manqué au cinquième."}


@pytest.fixture
def trial() -> Programme:
    programme: Programme = ProgrammeFactory(code="essai-cef", name="Essai au CEF", starts_on=date(2017, 1, 1))
    Target.objects.create(programme=programme, year=2017, indicator=Indicator.ENTRIES, value=5)
    for _ in range(4):
        EnrolmentFactory(programme=programme, entered_on=date(2017, 3, 1))
    return programme


@pytest.fixture
def office(coordinator: User, trial: Programme) -> Client:
    return signed_in(coordinator)


def write(trial: Programme, at: datetime) -> None:
    Assessment.objects.create(programme=trial, year=2017, written_at=at, **WRITTEN)


def test_it_is_written_beside_what_was_reached_of_the_target(office: Client, trial: Programme) -> None:
    [entries, *_] = office.get(PAGE).context["figures"]
    assert (entries["value"], entries["note"]) == (4, "objectif\N{NO-BREAK SPACE}: 5")


def test_it_is_kept_with_its_author_and_corrected(office: Client, trial: Programme, coordinator: User) -> None:
    assert office.post(PAGE, WRITTEN).status_code == 302
    kept = Assessment.objects.get()
    assert (kept.programme, kept.year, kept.verdict, kept.written_by) == (trial, 2017, Verdict.CHANGE, coordinator)
    page = office.get(PAGE)
    assert WRITTEN["text"] in page.content.decode()
    seen = page.context["form"]["seen"].value()
    assert office.post(PAGE, WRITTEN | {"verdict": "continuer", "seen": seen}).status_code == 302
    assert Assessment.objects.get().verdict == Verdict.CONTINUE


def test_two_who_write_at_once_lose_nothing(office: Client, trial: Programme, coordinator: User) -> None:
    office.post(PAGE, WRITTEN)
    answer = office.post(PAGE, {"verdict": "arreter", "text": "Rien."})
    assert answer.status_code == 400
    assert Assessment.objects.get().text == WRITTEN["text"]
    assert "Rien." in answer.content.decode()


def test_it_is_read_in_the_report_on_its_page_and_as_data(office: Client, trial: Programme) -> None:
    before = report_of(trial, year=2017).as_data()
    write(trial, datetime(2018, 1, 16, 23, 30, tzinfo=UTC))
    page = office.get("/bilans/essai-cef/2017/").content.decode()
    assert (
        "À continuer, autrement. Avis de la coordination, écrit le 17\N{NO-BREAK SPACE}janvier\N{NO-BREAK SPACE}2018."
        in page
    )
    assert "le trajet a manqué au cinquième" in page
    after = report_of(trial, year=2017, as_of=date(2018, 1, 17)).as_data()
    [kept] = after.pop("assessments")
    assert (kept["programme"], kept["verdict"], kept["written_on"]) == ("essai-cef", "adapter", "2018-01-17")
    assert after == before | {"as_of": "2018-01-17"}


def test_neither_before_it_was_written_nor_for_another_year_or_one_mission_locale(trial: Programme) -> None:
    write(trial, datetime(2018, 1, 16, 12, tzinfo=UTC))
    body = OrganisationFactory(code="ml-rennes")
    late = date(2018, 3, 1)
    assert report_of(trial, year=2017, as_of=late).assessments
    assert not report_of(trial, year=2017, as_of=date(2018, 1, 15)).assessments
    assert not report_of(trial, year=2018, as_of=late).assessments
    assert not report_of(trial, year=2017, as_of=late, organisation=body).assessments


def test_nothing_written_is_told(office: Client) -> None:
    assert office.post(PAGE, {"text": "Sans avis."}).status_code == 400
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("page", ["objectifs", "appreciation"])
def test_a_year_in_which_the_programme_does_not_run_has_no_page(office: Client, trial: Programme, page: str) -> None:
    Programme.objects.filter(pk=trial.pk).update(ends_on=date(2018, 6, 30))
    years = {year: office.get(f"/bilans/essai-cef/{year}/{page}/").status_code for year in (1000, 2016, 2019, 2999)}
    assert set(years.values()) == {404}
    assert [office.get(f"/bilans/essai-cef/{year}/{page}/").status_code for year in (2017, 2018)] == [200, 200]
    assert "appreciation" not in office.get("/bilans/essai-cef/2016/").text


@pytest.mark.parametrize("page", ["objectifs", "appreciation"])
def test_what_two_send_at_once_is_compared_one_after_the_other(
    office: Client, trial: Programme, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The programme is held inside a transaction of its own before anything that is stored is read."""
    own, read = len(connection.savepoint_ids), []
    hold = QuerySet.select_for_update

    def note(rows: QuerySet[Any], *args: Any, **kwargs: Any) -> QuerySet[Any]:
        read.append((rows.model, len(connection.savepoint_ids) > own))
        return hold(rows, *args, **kwargs)

    def compare(*args: Any) -> dict[Any, int]:
        read.append((Target, len(connection.savepoint_ids) > own))
        return {}

    monkeypatch.setattr(QuerySet, "select_for_update", note)
    monkeypatch.setattr("reporting.target_forms.stored_in", compare)
    office.post(f"/bilans/essai-cef/2017/{page}/", {"seen": "autre"})
    assert read[0] == (Programme, True)
    assert {is_inside for _, is_inside in read} == {True}
