"""A referent notes a telephone call in seconds, then one for several people at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models import Contact, Draft
from tests.journeys.conftest import Ask, Visit
from tests.journeys.keyboard import Keyboard

# « Log a phone call in under 10 strokes after the person is open. »
STROKES = 9


@pytest.fixture(autouse=True)
def nothing_begun(ask: Ask) -> None:
    """No draft that another journey left in these forms."""
    ask(Draft.objects.all().delete)


def press(page: Page, *keys: str) -> int:
    """Type, and count what a hand presses: a chord is two."""
    for key in keys:
        page.keyboard.press(key)
    return sum(len(key.split("+")) for key in keys)


def press_access_key(page: Page, letter: str) -> int:
    """Alt and a letter, two keys. A driven Chromium knows no access keys: the link that bears it is clicked."""
    page.locator(f"a[accesskey={letter}]").click()
    return 2


def open_someone_outside(page: Page) -> str:
    """The file of someone who can be called."""
    page.get_by_role("rowheader").get_by_role("link", name="Auffray Aïcha").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aïcha Auffray")
    return page.url


def test_a_call_takes_under_ten_strokes(visit: Visit, ask: Ask) -> None:
    page = visit("/jeunes/?q=auffray", "referent")
    address = open_someone_outside(page)
    strokes = press_access_key(page, "n")
    expect(page.get_by_label("Type*")).to_be_focused()
    expect(page.get_by_label("Type*")).to_have_value("telephone")
    expect(page.locator("label", has=page.locator("kbd"))).to_contain_text([f"{number}" for number in range(1, 7)])
    keys = Keyboard(page)
    keys.press_azerty("é", 2)
    keys.press_azerty("'", 4)
    strokes += keys.strokes + press(page, "Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("Appel téléphonique noté")
    assert page.url == address
    assert strokes <= STROKES
    call = ask(lambda: last_contact())
    assert call == ("Auffray", "telephone", "a_distance", ["acces_emploi", "logement"])


def test_a_call_is_noted_from_any_page(visit: Visit, ask: Ask) -> None:
    page = visit("/sorties/", "referent", javascript=False)
    page.get_by_label("Trouver un jeune").fill("auffray")
    page.get_by_role("button", name="Noter un contact").click()
    expect(page.get_by_text("Aïcha Auffray")).to_be_visible()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Appel téléphonique noté")
    assert ask(lambda: last_contact())[:2] == ("Auffray", "telephone")


def last_contact() -> Any:
    contact = Contact.objects.select_related("person").latest("pk")
    axes = sorted(axis.axis for axis in contact.axes.all())
    return contact.person.last_name, contact.kind, contact.place, axes


def test_a_call_to_several_needs_no_javascript(visit: Visit, ask: Ask) -> None:
    page = visit("/contacts/a-plusieurs/", "referent", javascript=False)
    page.get_by_label("Note").fill("Forum du 3 décembre.")
    for name in ("auffray", "koné"):
        page.get_by_label("Nom ou référence").fill(name)
        page.get_by_role("button", name="Chercher").click()
        page.locator("[name=jeune]:not(:checked)").first.check()
    expect(page.get_by_label("Note")).to_have_value("Forum du 3 décembre.")
    before = ask(Contact.objects.count)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text(re.compile("Noté pour 2 jeunes"))).to_be_visible()
    assert ask(Contact.objects.count) == before + 2
