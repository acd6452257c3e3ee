"""A newcomer, from the sign-in page to the year's report in hand."""

from __future__ import annotations

import io
import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit


def downloaded(page: Page, link: str) -> Path:
    """The file behind that link."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    return Path(download.value.path())


def test_a_newcomer_prepares_the_report_of_2016(visit: Visit) -> None:
    page = visit("/")
    expect(page.get_by_text("Démonstration : personnes fictives")).to_be_visible()
    page.get_by_role("button", name="Entrer comme coordinatrice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Maëlle")

    page.get_by_role("link", name="Ouvrir les bilans").click()
    form = page.get_by_role("region", name="Préparer un bilan")
    form.get_by_role("checkbox", name="Dernier Écrou").check()
    form.get_by_role("combobox", name="Mission Locale").select_option("ml-rennes")
    form.get_by_role("combobox", name="Année").select_option("2016")
    form.get_by_role("button", name="Voir le bilan").click()
    page.wait_for_url("**/bilans/dernier-ecrou/2016/?structure=ml-rennes")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Dernier Écrou.*2016"))
    expect(page.get_by_role("main")).to_contain_text("Mission Locale")

    assert downloaded(page, "Télécharger le PDF").read_bytes().startswith(b"%PDF")
    workbook = downloaded(page, "Télécharger le classeur").read_bytes()
    assert len(load_workbook(io.BytesIO(workbook), read_only=True).sheetnames) > 1


def test_a_newcomer_holds_the_report_against_the_printed_one(visit: Visit) -> None:
    page = visit("/bilans/", "coordinator")
    page.get_by_role("link", name="Dernier Écrou 2016", exact=True).click()
    page.get_by_role("link", name="Contrôler").click()
    page.wait_for_url("**/bilans/dernier-ecrou/2016/controle/")
    expect(page.locator(".de-figure", has_text="Écarts")).to_have_text(re.compile(r"^\s*0\s+Écarts"))
    expect(page.get_by_role("cell", name="Identique").first).to_be_visible()


def test_a_newcomer_who_forgets_the_programme_is_led_to_it(visit: Visit) -> None:
    page = visit("/bilans/", "coordinator")
    page.get_by_role("button", name="Voir le bilan").click()
    page.get_by_role("alert").get_by_role("link", name="Dispositifs").click()
    expect(page.locator(":target")).to_contain_text("Choisissez au moins un dispositif.")
