"""Each role enters, sees its own home and nothing of what is not its own."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Page, expect

from reporting.demonstration.accounts import ACCOUNTS, Account
from tests.journeys.conftest import Visit

OTHERS = [account for account in ACCOUNTS if account.role_code != "coordinator"]
FILES = {
    "cases:handover_document_pdf",
    "cases:notice_pdf",
    "cases:unitreview_print",
    "demonstration:package",
    "reporting:annualreport_pdf",
    "reporting:annualreport_xlsx",
    "reporting:committeesheet_pdf",
    "reporting:monitoring_csv",
    "reporting:monitoring_xlsx",
}


def role_code(account: Account) -> str:
    return account.role_code


def views_linked(page: Page) -> dict[str, str]:
    """The site's pages that this one links to, one address for each view."""
    links = page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)")
    addresses = [urlsplit(link) for link in links if not link.startswith(("mailto:", "tel:"))]
    return {resolve(address.path).view_name: address.path for address in addresses}


@pytest.mark.parametrize("account", OTHERS, ids=role_code)
def test_another_role_finds_its_home_and_no_report(visit: Visit, account: Account) -> None:
    page = visit("/", account.role_code)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Bonjour {account.first_name}")
    expect(page.get_by_role("link", name="Bilans", exact=True)).to_have_count(0)
    response = page.goto("/bilans/")
    assert response is not None
    assert response.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Page introuvable")


# Where pages lead does not depend on the database.
@pytest.mark.sqlite
@pytest.mark.parametrize("account", ACCOUNTS, ids=role_code)
def test_every_link_leads_somewhere(visit: Visit, account: Account) -> None:
    """From page to page, one of each kind; `visit` hears what the console says of them."""
    page = visit("/", account.role_code)
    visited = {"home"}
    waiting = views_linked(page)
    while unseen := waiting.keys() - visited - FILES:
        name = min(unseen)
        response = page.goto(waiting[name])
        assert response is not None
        assert response.status == 200, waiting[name]
        assert "'unsafe-" not in response.headers["content-security-policy"]
        visited.add(name)
        waiting = views_linked(page) | waiting
    assert ("reporting:annualreport_control" in visited) is (account.role_code == "coordinator")
