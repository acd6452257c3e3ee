"""Permanences in a real browser: planned, filled, put in order, printed; each page in the states it can be in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import has_no_fault
from tests.journeys.conftest import Look, Visit
from tests.journeys.test_accessibility import ADMINISTRATOR, COORDINATOR, State, send_empty

REFERENT, OFFICER = "referent", "officer"
PAGE, NEW = "/permanences/", "/permanences/ajouter/"
NEVER = "2026-12-03"


def plan(page: Page, day: str = NEVER) -> None:
    """A new permanence of four places."""
    page.get_by_label("Lieu", exact=False).select_option(label="Centre pénitentiaire de Rennes-Vezin")
    page.get_by_label("Date", exact=False).fill(day)
    page.get_by_label("Début", exact=False).fill("09:00")
    page.get_by_label("Fin", exact=False).fill("11:00")
    page.get_by_label("Places", exact=False).fill("4")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("La permanence est créée.")).to_be_visible()


def invite(page: Page) -> None:
    """A new permanence, and two of those who wait on it."""
    plan(page)
    for _ in range(2):
        page.get_by_label("Qui attend un rendez-vous").select_option(index=1)
        page.get_by_role("button", name="Inscrire").click()
        expect(page.get_by_text("est inscrit à")).to_be_visible()


def cancel(page: Page) -> None:
    """About to be cancelled, with two people on it."""
    invite(page)
    page.get_by_role("link", name="Annuler la permanence").click()
    expect(page.get_by_role("button", name="Annuler la permanence")).to_be_visible()


def cancelled(page: Page) -> None:
    cancel(page)
    page.get_by_label("Les réinviter plus tard").check()
    page.get_by_role("button", name="Annuler la permanence").click()
    expect(page.get_by_role("button", name="Rétablir la permanence")).to_be_visible()


def open_feed(page: Page) -> None:
    page.get_by_role("button", name=re.compile("l’adresse")).click()
    expect(page.get_by_text(re.compile(r"/calendrier/\w+\.ics"))).to_be_visible()


def close(page: Page) -> None:
    """Days on which people are expected: who, and what becomes of them."""
    invite(page)
    page.goto("/permanences/fermetures/ajouter/")
    page.get_by_label("Du", exact=False).fill(NEVER)
    page.get_by_label("Au", exact=False).fill(NEVER)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text("Les rendez-vous concernés")).to_be_visible()


STATES = {
    "month": State(PAGE, "Permanences", REFERENT),
    "month with a feed": State(PAGE, "Permanences", REFERENT, open_feed),
    "list": State(f"{PAGE}?vue=liste", "Permanences", REFERENT),
    "list filtered away": State(f"{PAGE}?vue=liste&mois=2001-01&tenues=moi", "Permanences", REFERENT),
    "dates for officers": State(PAGE, "Permanences", OFFICER),
    "counts": State(PAGE, "Permanences", COORDINATOR),
    "administrator": State(PAGE, "Permanences", ADMINISTRATOR),
    "permanence to correct": State(NEW, "Nouvelle permanence", REFERENT, send_empty),
    "permanence": State(NEW, "Jeudi 3 décembre 2026", REFERENT, invite),
    "permanence with nobody": State(NEW, "Jeudi 3 décembre 2026", REFERENT, plan),
    "permanence about to be cancelled": State(NEW, "Annuler la permanence", REFERENT, cancel),
    "permanence cancelled": State(NEW, "Jeudi 3 décembre 2026", REFERENT, cancelled),
    "patterns": State("/permanences/rythmes/", "Rythmes des permanences", REFERENT),
    "pattern to correct": State("/permanences/rythmes/ajouter/", "Nouveau rythme", REFERENT, send_empty),
    "pattern, for the administrator": State("/permanences/rythmes/ajouter/", "Nouveau rythme", ADMINISTRATOR),
    "closures": State("/permanences/fermetures/", "Fermetures", REFERENT),
    "closure": State("/permanences/fermetures/ajouter/", "Nouvelle fermeture", REFERENT),
    "closure to confirm": State(NEW, "Confirmer la fermeture", REFERENT, close),
    "replacement": State("/permanences/remplacement/", "Remplacement", REFERENT),
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
def test_no_fault(look: Look, state: State) -> None:
    page = look(state.address, state.role)
    if state.act:
        state.act(page)
    expect(page.get_by_role("heading", level=1, include_hidden=True)).to_contain_text(state.title)
    has_no_fault(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_put_in_order_with_the_keyboard_and_printed(visit: Visit, tmp_path: Path, javascript: bool) -> None:
    page = visit(NEW, REFERENT, javascript=javascript)
    invite(page)
    names = page.locator("tbody th").all_inner_texts()
    page.get_by_role("button", name="plus tard").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tbody th").first).to_have_text(names[1])
    assert page.locator("tbody tr td:nth-child(2)").all_inner_texts() == ["9\xa0h", "9\xa0h\xa030"]
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Une page par jeune").click()
    downloading.value.save_as(tmp_path / "x.pdf")
    assert re.fullmatch(r"seance-\d+-feuille\.pdf", downloading.value.suggested_filename)
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
    page.reload()
    expect(page.get_by_text(re.compile("Imprimée le 22 novembre 2026"))).to_be_visible()
