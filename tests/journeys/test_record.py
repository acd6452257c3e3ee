"""A referent's way through a young person's record: found, filtered, printed, mended, a mistake taken back."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit


def test_a_record_from_search_to_undo(visit: Visit) -> None:
    page = visit("/jeunes/?suivi=suivis", "referent")
    name = page.get_by_role("rowheader").get_by_role("link").first.inner_text()
    surname, first_name = name.rsplit(" ", 1)
    page.get_by_label("Nom, référence").fill(f"{first_name} {surname[:4]}")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=name).click()
    filter_the_pathway(page)
    print_it(page)
    mend_an_address(page)
    delete_and_undo(page)


def filter_the_pathway(page: Page) -> None:
    page.locator("summary", has_text="Filtrer").click()
    page.get_by_label("Contacts").check()
    page.get_by_role("button", name="Filtrer le parcours").click()
    expect(page.get_by_label("Contacts")).to_be_checked()
    expect(page.locator(".de-event__kind", has_text="Orientation")).to_have_count(0)
    page.get_by_role("link", name="Tout montrer").click()
    expect(page.locator(".de-event__kind", has_text="Orientation").first).to_be_visible()


def print_it(page: Page) -> None:
    more, print_it = page.get_by_text("Plus d’actions"), page.get_by_role("link", name="Imprimer le dossier")
    for close in (lambda: page.keyboard.press("Escape"), page.get_by_role("heading", level=1).click):
        more.click()
        expect(print_it).to_be_visible()
        close()
        expect(print_it).to_be_hidden()
    more.click()
    print_it.click()
    page.emulate_media(media="print")
    expect(page.locator(".de-nav")).to_be_hidden()
    expect(page.locator(".de-event").first).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Retour au dossier").click()


def mend_an_address(page: Page) -> None:
    page.get_by_role("link", name="Ajouter une adresse").last.click()
    page.get_by_label("Adresse", exact=True).fill("3 rue des Lilas")
    page.get_by_label("Du", exact=True).fill("2026-01-01")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Modifier 3 rue des Lilas").click()
    page.get_by_label("Au", exact=True).fill("2026-06-30")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("row", name="3 rue des Lilas")).to_contain_text("30/06/2026")


def delete_and_undo(page: Page) -> None:
    page.get_by_role("link", name="Supprimer 3 rue des Lilas").click()
    page.get_by_role("button", name="Supprimer").click()
    expect(page.get_by_role("row", name="3 rue des Lilas")).to_have_count(0)
    page.get_by_role("button", name="Rétablir").first.click()
    expect(page.get_by_role("row", name="3 rue des Lilas")).to_have_count(1)
