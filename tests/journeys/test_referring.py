"""A young person is referred by a real browser, without JavaScript, with the keyboard; and nothing typed is lost."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from cases.models import Draft
from reporting.demonstration.accounts import account_for
from tests.journeys.conftest import PATIENCE_MS, Ask, Visit, enter

PAGE = "/orientations/nouvelle/"
# Tab, space and enter, from the first link of the page, which skips its header, to the reference; the letters and
# digits told come on top.
STROKES = 33


@pytest.fixture(autouse=True)
def nothing_begun(ask: Ask) -> None:
    """No draft that another journey left: the page says so, with a button more on the way."""
    ask(Draft.objects.all().delete)


class Keyboard:
    """Types, and counts what a hand would press."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
        self.pressed += times

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def skip_to_content(self) -> None:
        """By the first link of the page."""
        self.press("Tab")
        self.press("Enter")

    def tab_to(self, name: str) -> None:
        """On to the field or button of that name, wherever it is."""
        for _ in range(40):
            self.press("Tab")
            if self.page.evaluate("document.activeElement.name") == name:
                return
        raise AssertionError(f"no way to {name} by the keyboard")


def test_an_officer_refers_without_javascript_by_the_keyboard_alone(visit: Visit) -> None:
    page = visit(PAGE, "officer", javascript=False)
    keyboard = Keyboard(page)
    keyboard.skip_to_content()
    keyboard.tab_to("last_name")
    for name, text in (
        ("first_name", "Kerdoncuff-Essai"),
        ("birth_date", "Maëlig"),
        ("sex", "05052004"),
        ("status", "Homme"),
        ("starts_on", "Condamné"),
        ("sentence_months", "10102026"),
        ("planned_end_on", "6"),
        ("commune", "06062027"),
        ("notice_given", "Rennes"),
    ):
        keyboard.type(text)
        keyboard.tab_to(name)
    keyboard.press("Space")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vérifier l’orientation")
    expect(page.get_by_text("5 mai 2004 (22 ans)")).to_be_visible()
    keyboard.tab_to("envoyer")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Orientation envoyée")
    expect(page.locator(".de-reference")).to_have_text(re.compile(r"^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{2}$"))
    expect(page.locator("ol > li")).to_have_count(3)
    assert keyboard.pressed <= STROKES, keyboard.pressed
    page.get_by_role("link", name="Toutes les orientations").click()
    expect(page.get_by_role("row", name="Kerdoncuff-Essai Maëlig")).to_be_visible()


def start_typing(page: Page, name: str) -> None:
    page.get_by_label("Nom*", exact=True).fill(name)
    page.get_by_label("Commune").fill("Rennes")


def expect_draft(page: Page, name: str) -> None:
    expect(page.get_by_text("Voici votre brouillon")).to_be_visible()
    expect(page.get_by_label("Nom*", exact=True)).to_have_value(name)
    expect(page.get_by_label("Commune")).to_have_value("Rennes")


def sign_in_again(page: Page) -> None:
    account = account_for("officer")
    assert account is not None
    page.get_by_role("button", name=account.title).click()


def forget(page: Page) -> None:
    page.get_by_role("button", name="Effacer le brouillon").click()
    expect(page.get_by_text("Le brouillon est effacé")).to_be_visible()
    expect(page.get_by_label("Nom*", exact=True)).to_have_value("")


def test_the_session_ends_while_one_types(visit: Visit) -> None:
    page = visit(PAGE, "officer", javascript=False)
    start_typing(page, "Fini")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("vous le retrouverez après la connexion")).to_be_visible()
    sign_in_again(page)
    expect_draft(page, "Fini")
    forget(page)


def test_one_signs_in_again_in_another_tab(visit: Visit) -> None:
    page = visit("/comptes/login/", javascript=False)
    enter(page, "officer")
    page.goto(PAGE)
    start_typing(page, "Onglet")
    other = page.context.new_page()
    other.goto("/comptes/logout/")
    other.locator("main").get_by_role("button", name="Se déconnecter").click()
    enter(other, "officer")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Formulaire expiré")
    page.get_by_role("link", name="Reprendre").click()
    expect_draft(page, "Onglet")
    forget(page)


def wait_until_kept(ask: Ask, first_name: str) -> None:
    """What a page sends as it is left goes on by itself: it may arrive after the next page is asked for."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while not ask(lambda: Draft.objects.filter(data__first_name=[first_name]).exists()):
        assert time.monotonic() < until, "never kept"
        time.sleep(0.1)


def test_the_browser_is_closed(visit: Visit, ask: Ask) -> None:
    page = visit(PAGE, "officer")
    start_typing(page, "Fermeture")
    expect(page.get_by_text(re.compile(r"Brouillon enregistré à \d\d?\sh\b"))).to_be_visible()
    page.context.close()
    page = visit(PAGE, "officer")
    expect_draft(page, "Fermeture")
    page.get_by_label("Prénom").fill("Zoé")
    page.goto("/orientations/")
    wait_until_kept(ask, "Zoé")
    page.goto(PAGE)
    expect(page.get_by_label("Prénom")).to_have_value("Zoé")
    forget(page)


def test_eligibility_is_said_as_one_types(visit: Visit) -> None:
    page = visit(PAGE, "officer")
    panel = page.get_by_role("complementary", name="Éligibilité")
    expect(panel.get_by_text("La date de naissance manque")).to_be_visible()
    page.get_by_label("Date de naissance").fill("1990-05-05")
    expect(panel.get_by_text("36 ans le 22 novembre 2026")).to_be_visible()
    expect(panel.get_by_text("Non rempli")).to_be_visible()
    page.context.close()
