"""The way from the list of young people to the pages of the first one's record."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect


def open_first_person(page: Page) -> None:
    page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Mesures")).to_be_visible()


def open_first_more(name: str) -> Callable[[Page], None]:
    """One of the actions that are folded."""

    def act(page: Page) -> None:
        open_first_person(page)
        page.get_by_text("Plus d’actions").click()
        page.locator(".record-more").get_by_role("link", name=name).click()

    return act


def filter_first_pathway(page: Page) -> None:
    open_first_person(page)
    page.locator("summary", has_text="Filtrer").click()
    page.get_by_label("Contacts").check()
    page.get_by_role("button", name="Filtrer le parcours").click()
    expect(page.get_by_label("Contacts")).to_be_checked()


def open_first_deletion(page: Page) -> None:
    open_first_person(page)
    page.get_by_role("link", name="Supprimer").first.click()


def open_first_history(page: Page) -> None:
    open_first_person(page)
    page.get_by_text("Plus d’actions").click()
    page.get_by_role("link", name="Qui a ouvert ce dossier").click()


def open_first_transfer(page: Page) -> None:
    open_first_person(page)
    page.get_by_text("Plus d’actions").click()
    page.get_by_role("link", name="Passer à une autre unité").click()


def refuse_measure(page: Page) -> None:
    open_first_more("Ajouter une mesure")(page)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Le formulaire est à corriger")).to_be_visible()


def open_adjustment_to_decide(page: Page) -> None:
    """One whose hearing is over, with its pieces and its certificate; then all of it, to correct."""
    decided = page.locator("#a-faire-amenagements").locator("..").get_by_role("listitem")
    decided.filter(has_text="Décision à noter").get_by_role("link").click()
    page.get_by_role("link", name="Corriger l’aménagement").click()


def note_a_contact(page: Page) -> None:
    page.get_by_role("rowheader").get_by_role("link").first.click()
    page.get_by_role("link", name="Noter un contact").first.click()  # an alert may lead there too


def note_wrongly(page: Page) -> None:
    note_a_contact(page)
    page.get_by_label("Sans réponse").check()
    page.get_by_label("Note").fill("Message laissé.")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".invalid-feedback").first).to_be_visible()


def note_a_situation(page: Page) -> None:
    page.get_by_role("rowheader").get_by_role("link").first.click()
    page.get_by_role("link", name="Noter une situation").click()


def open_hostel(page: Page) -> None:
    """The places of the hostel, with the figures of their months."""
    page.get_by_role("link", name="FJT Les Amitiés Sociales").click()
    page.get_by_text("Les chiffres").first.click()


def open_unnumbered(page: Page) -> None:
    """An agreement without numbered places, with its waiting list."""
    page.locator("tbody a[href*='/places/conventions/']").first.click()
    expect(page.get_by_text("Sans places numérotées")).to_be_visible()


def open_place_to_confirm(page: Page) -> None:
    """Of whoever waited for a place there, and has one since."""
    open_hostel(page)
    page.get_by_role("row").filter(has_text="à confirmer").get_by_role("link").click()


def accept_without_a_day(page: Page) -> None:
    """The partner's yes, without its day."""
    open_place_to_confirm(page)
    page.get_by_role("button", name="Le partenaire accepte").click()
    expect(page.get_by_text("Le formulaire est à corriger")).to_be_visible()


def prepare_a_request(page: Page) -> None:
    """What the partner will read of it."""
    open_place_to_confirm(page)
    page.get_by_role("link", name="Préparer la demande").click()


def put_off_nothing(page: Page) -> None:
    page.locator("td a", has_text="Reporter").first.click()
    page.get_by_label("Raison").fill("")
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_text("Le formulaire est à corriger")).to_be_visible()
