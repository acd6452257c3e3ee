"""Whether a programme's year was worth it, written beside its figures."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from cases.models import Programme
from partners.models import User
from reporting.models import Assessment, Indicator, Target, Verdict
from tests.factories import EnrolmentFactory, ProgrammeFactory
from tests.personas import signed_in

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


def test_nothing_written_is_told(office: Client) -> None:
    assert office.post(PAGE, {"text": "Sans avis."}).status_code == 400
    assert not Assessment.objects.exists()
