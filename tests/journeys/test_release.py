"""One release, from the radar to « revu dans les 10 jours », by the people who prepare it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from cases.case_files import refresh
from cases.models import JusticeMeasure, Site, YoungPerson
from partners.models import Organisation
from tests.factories import EnrolmentFactory, JusticeMeasureFactory, YoungPersonFactory
from tests.journeys.axe import has_no_fault
from tests.journeys.conftest import Ask, Visit

# The day of the journeys.
ON = date(2026, 11, 22)


class Nolwenn(NamedTuple):
    """Of whom nothing is prepared, five days before the end."""

    code: str
    name: str


@pytest.fixture
def nolwenn(ask: Ask) -> Nolwenn:
    def make() -> Nolwenn:
        person: YoungPerson = YoungPersonFactory(last_name="Quintin", first_name="Nolwenn")
        body = Organisation.objects.get(code="ml-rennes")
        Organisation.objects.filter(pk=body.pk).update(phone="02 99 00 00 01")
        Site.objects.filter(is_inside=False).update(address="1 rue de Bourgogne, Rennes", phone="02 99 00 00 02")
        EnrolmentFactory(person=person, mission_locale=body, entered_on=ON - timedelta(days=80))
        JusticeMeasureFactory(
            person=person,
            organisation=Organisation.objects.get(code="cp-rennes-vezin"),
            starts_on=ON - timedelta(days=100),
            planned_end_on=ON + timedelta(days=5),
            sentence_months=6,
        )
        refresh([person.pk])
        return Nolwenn(person.code, "Quintin Nolwenn")

    made: Nolwenn = ask(make)
    return made


def test_a_release_from_the_radar_to_met_within_ten_days(visit: Visit, ask: Ask, nolwenn: Nolwenn) -> None:
    page = visit("/sorties/", "referent")
    row = page.locator(".release-row", has_text=nolwenn.name)
    expect(row.locator(".release-gaps a")).to_have_count(6)
    has_no_fault(page)

    # The plan begins with what is ticked; two needs are settled together.
    row.get_by_role("link", name="Pas d’hébergement").click()
    page.get_by_role("button", name="Commencer le plan").click()
    expect(page.get_by_text("besoins sont ajoutés au plan")).to_be_visible()
    for need in ("Carte nationale d’identité", "Foyer de jeunes travailleurs"):
        page.get_by_label(f"État, {need}").select_option("Réglé")
    has_no_fault(page)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("2 besoins sont enregistrés.")).to_be_visible()

    # An appointment outside, after the release.
    page.goto("/sorties/")
    row = page.locator(".release-row", has_text=nolwenn.name)
    expect(row.get_by_text("Pas d’hébergement")).to_have_count(0)
    row.get_by_role("link", name="Pas de rendez-vous dehors").click()
    has_no_fault(page)
    page.get_by_label("Permanence dehors").select_option(index=1)
    page.get_by_role("button", name="Fixer le rendez-vous").click()
    expect(page.get_by_text(re.compile("est attendu"))).to_be_visible()

    # The card for the pocket, looked at, then printed.
    page.goto(f"/jeunes/{nolwenn.code}/carte/")
    expect(page.locator(".card-preview")).to_contain_text("1 rue de Bourgogne, Rennes")
    page.get_by_label("RIB").check()
    page.get_by_role("button", name="Mettre l’aperçu à jour").click()
    expect(page.locator(".card-preview")).to_contain_text("RIB")
    has_no_fault(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Imprimer (PDF)").click()
    assert download.value.suggested_filename == "carte.pdf"

    # Out since yesterday: the thread begins, and is told as an alert.
    ask(lambda: JusticeMeasure.objects.filter(person__code=nolwenn.code).update(ends_on=ON - timedelta(days=1)))
    page.goto(f"/jeunes/{nolwenn.code}/")
    expect(page.get_by_text("Sorti, pas encore revu", exact=True)).to_be_visible()
    has_no_fault(page)

    # Called, and met: in the ten days.
    page.goto(f"/jeunes/{nolwenn.code}/contacts/noter/")
    page.get_by_role("button", name="Enregistrer", exact=True).first.click()
    page.goto("/sorties/")
    expect(page.locator(".release-row", has_text=nolwenn.name)).to_contain_text("Revu dans les 10 jours")
    page.goto(f"/jeunes/{nolwenn.code}/")
    expect(page.get_by_text("Sorti, pas encore revu")).to_have_count(0)


def test_le_point_decides_what_each_side_does(visit: Visit, nolwenn: Nolwenn) -> None:
    page = visit("/points/", "referent")
    option = page.locator("#id_pair option", has_text="pénitentiaire de Rennes-Vezin").first
    page.get_by_label("Avec qui").select_option(value=option.get_attribute("value"))
    has_no_fault(page)
    page.get_by_role("button", name="Ouvrir").click()
    line = page.locator(".review-line", has_text=nolwenn.name).first
    line.get_by_role("checkbox").check()
    page.get_by_role("button", name="Enregistrer les coches").first.click()
    line = page.locator(".review-line", has_text=nolwenn.name).first
    expect(line.get_by_role("checkbox")).to_be_checked()
    line.get_by_role("button", name="Décider").click()
    page.get_by_label("Étape").select_option("Confirmer la date de sortie")
    page.get_by_label("Qui s’en charge").select_option("SPIP")
    has_no_fault(page)
    page.get_by_role("button", name="Ajouter l’étape").click()
    expect(page.get_by_role("cell", name="Confirmer la date de sortie")).to_be_visible()
    point = page.url

    officer = visit("/", "officer")
    step = officer.locator(".home-line", has_text="Confirmer la date de sortie")
    has_no_fault(officer)
    step.get_by_role("button", name="Fait").click()
    expect(officer.get_by_text("étape faite")).to_be_visible()
    officer.goto(point)
    expect(officer.get_by_role("row", name=re.compile("Confirmer la date de sortie"))).to_contain_text("Fait")
    has_no_fault(officer)
