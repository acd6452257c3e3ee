"""The targets of a year, typed by the coordinator on one page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.models import Programme
from partners.models import Organisation, OrganisationKind, User
from reporting.models import Indicator, Target
from tests.factories import OrganisationFactory, ProgrammeFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/bilans/dernier-ecrou/2026/objectifs/"


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def rennes() -> Organisation:
    return OrganisationFactory(code="ml-rennes", name="We Ker", kind=OrganisationKind.MISSION_LOCALE)


@pytest.fixture
def office(coordinator: User, programme: Programme, rennes: Organisation) -> Client:
    return signed_in(coordinator)


def shown(office: Client, page: str = PAGE) -> dict[str, Any]:
    """What the page's form sends as it is shown."""
    form = office.get(page).context["form"]
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


def kept(programme: Programme, year: int = 2026) -> dict[tuple[str | None, str], int]:
    rows = Target.objects.filter(programme=programme, year=year)
    return {
        (code, indicator): value
        for code, indicator, value in rows.values_list("mission_locale__code", "indicator", "value")
    }


def test_targets_are_typed_changed_and_taken_away(office: Client, programme: Programme, rennes: Organisation) -> None:
    sent = shown(office) | {"tout-entrees": "60", f"{rennes.pk}-entrees": "45", f"{rennes.pk}-accompagnes": "80"}
    assert office.post(PAGE, sent).status_code == 302
    assert kept(programme) == {(None, "entrees"): 60, ("ml-rennes", "entrees"): 45, ("ml-rennes", "accompagnes"): 80}
    sent = shown(office)
    assert sent["tout-entrees"] == 60
    assert office.post(PAGE, sent | {"tout-entrees": "61", f"{rennes.pk}-accompagnes": ""}).status_code == 302
    assert kept(programme) == {(None, "entrees"): 61, ("ml-rennes", "entrees"): 45}


def test_the_year_before_stands_beside(office: Client, programme: Programme) -> None:
    Target.objects.create(programme=programme, year=2025, indicator=Indicator.ENTRIES, value=51)
    assert "2025\N{NO-BREAK SPACE}: 51" in office.get(PAGE).content.decode().replace("&nbsp;", "\N{NO-BREAK SPACE}")


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(office: Client, programme: Programme) -> None:
    sent = shown(office) | {"tout-entrees": "60"}
    Target.objects.create(programme=programme, year=2026, indicator=Indicator.ENTRIES_QPV, value=12)
    answer = office.post(PAGE, sent)
    assert answer.status_code == 400
    assert kept(programme) == {(None, "entrees_qpv"): 12}
    assert answer.context["form"]["tout-entrees"].value() == "60"


@pytest.mark.parametrize("typed", ["-1", "douze", "1000000"])
def test_what_is_no_target_is_told_and_nothing_is_kept(office: Client, programme: Programme, typed: str) -> None:
    answer = office.post(PAGE, shown(office) | {"tout-entrees": typed, "tout-accompagnes": "80"})
    assert answer.status_code == 400
    assert kept(programme) == {}


def test_where_a_programme_is_open_it_has_targets(office: Client, programme: Programme, rennes: Organisation) -> None:
    elsewhere = OrganisationFactory(code="ml-vitre", kind=OrganisationKind.MISSION_LOCALE)
    programme.missions_locales.set([rennes])
    assert f"{rennes.pk}-entrees" in shown(office)
    assert f"{elsewhere.pk}-entrees" not in shown(office)


def test_several_programmes_together_have_no_targets_to_type(office: Client) -> None:
    ProgrammeFactory(code="autre")
    assert office.get("/bilans/dernier-ecrou+autre/2026/objectifs/").status_code == 404
