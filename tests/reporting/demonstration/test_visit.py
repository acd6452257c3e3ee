"""« Découvrir en cinq minutes »: each step enters as someone and lands where there is something to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cases.models import AccessedPerson, Permanence
from reporting.demonstration.visit import STEPS, Step
from tests.reporting.demonstration.conftest import ON

pytestmark = pytest.mark.django_db

EMAILS = {
    "orienter": "officer",
    "saisir": "referent",
    "bilan": "coordinator",
    "controler": "coordinator",
    "telecharger": "coordinator",
    "consultations": "lead",
}


@pytest.fixture(autouse=True)
def setting(settings: Any) -> Iterator[None]:
    settings.DEMONSTRATION = True
    with time_machine.travel(datetime(ON.year, ON.month, ON.day, 9, tzinfo=timezone.get_default_timezone())):
        yield


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_one_click_enters_on_the_page_of_the_step(client: Client, step: Step) -> None:
    response = client.post(f"/visite/{step.slug}/", follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"] == step.address(ON)
    assert response.context["user"].email.startswith(EMAILS[step.slug])
    assert "Revenir à la visite (1 sur 6)" in response.content.decode()


def test_the_permanence_of_the_visit_waits_to_be_entered(client: Client) -> None:
    client.post("/visite/saisir/")
    permanence = Permanence.objects.filter(site__code="cp-vezin", planned_on__lt=ON).latest("planned_on")
    assert permanence.entered_at is None
    assert STEPS[1].address(ON) == f"/permanences/{permanence.code}/saisie/"


def test_it_remembers_how_far_one_has_come_from_one_account_to_the_next(client: Client) -> None:
    page = client.get("/visite/").content.decode()
    assert "0 étape sur 6" in page
    assert "Revenir à la visite" not in page
    for rank, step in enumerate(STEPS, start=1):
        client.post(f"/visite/{step.slug}/")
        page = client.get("/visite/").content.decode()
        assert page.count("de-state--good") == rank
        assert page.count("visit-step--next") == (rank < len(STEPS))
    assert "La visite est terminée" in page
    client.post("/visite/orienter/")
    assert "La visite est terminée" in client.get("/visite/").content.decode()


def test_who_opened_a_file_tells_of_the_visit_itself(client: Client) -> None:
    client.post("/visite/saisir/", follow=True)
    page = client.post("/visite/consultations/", follow=True).content.decode()
    assert "Référent justice" in page
    assert AccessedPerson.objects.exists()


def test_a_step_is_no_page_and_an_unknown_one_does_not_exist(client: Client) -> None:
    assert client.get("/visite/orienter/").status_code == 405
    assert client.post("/visite/ailleurs/").status_code == 404


def test_the_sign_in_page_leads_to_it(client: Client) -> None:
    assert 'href="/visite/"' in client.get("/comptes/login/").content.decode()


def test_without_the_setting_there_is_no_visit(client: Client, settings: Any) -> None:
    settings.DEMONSTRATION = False
    assert client.get("/visite/").status_code == 404
    assert client.post("/visite/orienter/").status_code == 404
    assert "/visite/" not in client.get("/comptes/login/").content.decode()
