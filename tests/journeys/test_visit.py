"""A newcomer follows « Découvrir en cinq minutes » to its end, in a browser that knew nobody."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def go_to(page: Page, step: str) -> None:
    page.get_by_role("button", name=re.compile(rf": {step}$")).click()


def back_to_the_visit(page: Page, begun: int) -> None:
    page.get_by_role("link", name=f"Revenir à la visite ({begun} sur 6)").click()
    heading(page, "Découvrir en cinq minutes")


def refer(page: Page) -> None:
    """The least that a referral asks for."""
    page.get_by_label("Nom*", exact=True).fill("Lagadec-Essai")
    page.get_by_label("Prénom").fill("Nominoé")
    page.locator("[name=birth_date]").fill("2004-05-05")
    page.locator("[name=sex]").select_option("H")
    page.locator("[name=status]").select_option("condamne")
    page.locator("[name=starts_on]").fill("2026-10-10")
    page.locator("[name=sentence_months]").fill("6")
    page.locator("[name=planned_end_on]").fill("2027-06-06")
    page.get_by_label("Commune").fill("Rennes")
    page.locator("[name=notice_given]").check()
    page.get_by_role("button", name="Vérifier").click()
    page.locator("[name=envoyer]").click()
    heading(page, "Orientation envoyée")


def press(page: Page, *keys: str) -> None:
    """Type, at the pace of a hand: what is kept meanwhile is kept before the next line."""
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_load_state("networkidle")


def enter_everyone(page: Page) -> None:
    """It was held; the first one came, the others were not called."""
    expect(page.get_by_label("Oui", exact=True)).to_be_focused()
    lines = page.locator("[data-de-line]").count()
    assert lines >= 6
    press(page, "Space", "Enter")
    press(page, "p", "1", "4", "Enter")
    for _ in range(lines - 1):
        press(page, "n", "Enter")
    page.get_by_role("button", name="Enregistrer et clore").click()
    expect(page.get_by_text("Saisie close", exact=True)).to_be_visible()


def test_a_newcomer_follows_the_visit_to_its_end(visit: Visit) -> None:
    page = visit("/")
    page.get_by_role("link", name="Découvrir en cinq minutes").click()
    go_to(page, "Orienter un jeune")
    refer(page)
    back_to_the_visit(page, 1)
    go_to(page, "Saisir une permanence")
    enter_everyone(page)
    back_to_the_visit(page, 2)
    go_to(page, "Lire le bilan de 2016")
    heading(page, re.compile(r"Dernier Écrou.*2016"))
    back_to_the_visit(page, 3)
    go_to(page, "Contrôler ses chiffres")
    expect(page.locator(".de-figure", has_text="Écarts")).to_have_text(re.compile(r"^\s*0\s+Écarts"))
    back_to_the_visit(page, 4)
    go_to(page, "Télécharger le PDF")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    back_to_the_visit(page, 5)
    go_to(page, "Voir qui a ouvert un dossier")
    expect(page.get_by_role("cell", name="Référent justice").first).to_be_visible()
    back_to_the_visit(page, 6)
    expect(page.get_by_text("La visite est terminée")).to_be_visible()


def test_the_visit_needs_no_javascript(visit: Visit) -> None:
    page = visit("/visite/", javascript=False)
    for begun, step in enumerate(("Orienter un jeune", "Saisir une permanence", "Lire le bilan de 2016"), start=1):
        go_to(page, step)
        back_to_the_visit(page, begun)
    expect(page.get_by_text("3 étapes sur 6.")).to_be_visible()
