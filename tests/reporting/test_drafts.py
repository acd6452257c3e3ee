"""What is typed on the pages of `reporting` is kept as one types, shown again to its author, and gone once sent."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Draft, Programme
from partners.models import User
from reporting.models import Assessment, Verdict
from tests.factories import OrganisationFactory, ProgrammeFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

YEAR = "/bilans/dernier-ecrou/2026"
ASSESSMENT = f"{YEAR}/appreciation/"
TYPED = {
    ASSESSMENT: {"verdict": "adapter", "text": "Le trajet a manqué."},
    f"{YEAR}/textes/": {"context": "Depuis janvier 2010."},
    f"{YEAR}/objectifs/": {"tout-entrees": "61"},
    "/ensemble-mission-locale/{body}/2026/": {"sex-F": "47,5"},
    "/dispositifs/{pk}/essaimer/": {"code": "dd-22", "name": "Dedans-Dehors 22", "starts_on": "2027-01-01"},
}


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def office(coordinator: User) -> Client:
    return signed_in(coordinator)


def hidden(client: Client, page: str, name: str = "brouillon") -> str:
    """What the form of the page bears."""
    found = re.search(rf'name="{name}" value="([^"]+)"', client.get(page).content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize("address", TYPED)
def test_it_is_kept_shown_to_its_author_alone_and_gone_once_sent(
    office: Client, administrator: User, programme: Programme, address: str
) -> None:
    page, typed = address.format(pk=programme.pk, body=OrganisationFactory(code="ml-rennes").pk), dict(TYPED[address])
    client = signed_in(administrator) if "dispositifs" in page else office
    form = client.get(page).context["form"]
    typed["seen"] = form["seen"].value() if "seen" in form.fields else ""
    sent = {"brouillon": hidden(client, page), **typed}
    assert client.post("/brouillons/", sent, headers={"accept": "application/json"}).status_code == 200
    shown = client.get(page)
    assert "Voici votre brouillon" in shown.content.decode()
    form = shown.context["form"]
    assert all(form[name].value() == typed[name] for name in TYPED[address])
    assert "js/draft.js" in shown.content.decode() and "data-de-draft" in shown.content.decode()
    assert client.post(page, sent).status_code == 302
    assert not Draft.objects.exists()


def test_what_is_sent_after_the_session_ended_is_kept(office: Client, coordinator: User, programme: Programme) -> None:
    bearing = hidden(office, ASSESSMENT)
    office.logout()
    office.post(ASSESSMENT, {"brouillon": bearing, **TYPED[ASSESSMENT]})
    assert not Assessment.objects.exists()
    assert signed_in(coordinator).get(ASSESSMENT).context["form"]["text"].value() == TYPED[ASSESSMENT]["text"]


def test_a_draft_from_before_a_correction_overwrites_nothing_in_silence(office: Client, programme: Programme) -> None:
    kept = Assessment.objects.create(
        programme=programme, year=2026, verdict=Verdict.CONTINUE, text="Oui.", written_at=timezone.now()
    )
    bearing, seen = hidden(office, ASSESSMENT), hidden(office, ASSESSMENT, "seen")
    office.post("/brouillons/", {"brouillon": bearing, "seen": seen, **TYPED[ASSESSMENT]})
    Assessment.objects.update(text="Oui, mais.")
    shown = hidden(office, ASSESSMENT, "seen")
    answer = office.post(ASSESSMENT, {"brouillon": bearing, "seen": shown, **TYPED[ASSESSMENT]})
    assert answer.status_code == 400
    assert "Oui, mais." in answer.content.decode()
    kept.refresh_from_db()
    assert kept.text == "Oui, mais."
