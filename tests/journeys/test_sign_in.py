"""Signing in and out with the keyboard alone, in a browser that runs no script."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from reporting.demonstration.accounts import PASSWORD, account_for
from reporting.demonstration.entering import code_at
from tests.journeys.conftest import Visit

# More than the longest way round a page.
STEPS = 60


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what the selector says has the focus."""
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"the keyboard does not lead to {selector}")


def sign_in_with_password(page: Page) -> None:
    """Type the coordinator's address, password and code."""
    account = account_for("coordinator")
    assert account is not None
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    tab_to(page, "input[name=login]")
    page.keyboard.type(account.email)
    tab_to(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Seconde vérification")
    tab_to(page, "input[name=code]")
    page.keyboard.type(code_at(time.time()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Retenir ce poste\u202f?")
    tab_to(page, "button[value=skip]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Maëlle")


def sign_out(page: Page) -> None:
    """Open the account's menu and leave."""
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    tab_to(page, "form button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Choisissez par où entrer")).to_be_visible()


def test_signing_in_and_out_without_script_or_mouse(visit: Visit) -> None:
    page = visit("/", javascript=False)
    sign_in_with_password(page)
    tab_to(page, "a[href='/bilans/']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bilans d’activité")
    sign_out(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Choisissez par où entrer")).to_be_visible()
    page.goto("/bilans/")
    expect(page.get_by_role("heading", name="Choisissez par où entrer")).to_be_visible()


def test_skipping_to_the_content(visit: Visit) -> None:
    page = visit("/", "coordinator", javascript=False)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("link").first).to_be_focused()
