"""A convention renewed tacitly: written, signed, amended without JavaScript, and heard of again on the right day."""

from __future__ import annotations

from datetime import UTC, datetime

import time_machine
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit, enter

SUBJECT = "Chambres pour les sorties du vendredi"


def press(page: Page, label: str) -> None:
    page.locator("main").get_by_role("button", name=label).first.click()


def go(page: Page, label: str) -> None:
    page.get_by_role("link", name=label, exact=True).click()


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"main form [name={name}]").fill(value)


def write(page: Page) -> None:
    """From April to April, with three months' notice: until 31 January."""
    go(page, "Nouvelle convention")
    fill(page, code="fjt-vendredi", subject=SUBJECT, starts_on="2026-05-01", ends_on="2027-04-30")
    page.get_by_label("Partenaire").select_option(label="FJT Les Amitiés Sociales")
    page.get_by_label("Reconduction*", exact=True).select_option("tacite")
    fill(page, renewal_months="12", notice_length="3")
    press(page, "Enregistrer")


def promise(page: Page, label: str, quantity: str, **more: str) -> None:
    go(page, "Ajouter un engagement")
    page.get_by_label("Type").select_option("places")
    fill(page, label=label, quantity=quantity, **more)
    if more:
        page.get_by_label("Par l’avenant").select_option(label="Avenant n°\N{NO-BREAK SPACE}1")
    press(page, "Enregistrer")


def alarms_on(visit: Visit, day: int) -> Page:
    """The home page of the coordinator who signs in on that day of December."""
    with time_machine.travel(datetime(2026, 12, day, 9, 0, tzinfo=UTC), tick=True):
        page = visit("/comptes/login/")
        enter(page, "coordinator")
        page.goto("/")
        expect(page.get_by_role("heading", name="Conventions à voir")).to_be_visible()
        return page


def test_an_agreement_is_written_signed_amended_and_its_notice_heard_of(visit: Visit) -> None:
    page = visit("/conventions/", "coordinator", javascript=False)
    write(page)
    promise(page, "Chambres du vendredi", "4")
    press(page, "Prête à signer")
    go(page, "Signée")
    fill(page, signed_on="2026-04-20")
    press(page, "Enregistrer")

    go(page, "Nouvel avenant")
    fill(page, subject="Deux chambres de plus", takes_effect_on="2026-11-01")
    press(page, "Enregistrer")
    promise(page, "Chambres de plus", "2", starts_on="2026-11-01")
    fill(page, signed_on="2026-10-28")
    press(page, "Enregistrer la signature")
    expect(page.get_by_text("Chambres de plus\N{NO-BREAK SPACE}: 2\N{NO-BREAK SPACE}places")).to_be_visible()
    go(page, "1er mai 2026")
    in_may = page.locator("section", has=page.get_by_role("heading", name="Ce qui vaut le 1er mai 2026"))
    expect(in_may).to_contain_text("Chambres du vendredi")
    expect(in_may).not_to_contain_text("Chambres de plus")

    expect(alarms_on(visit, 1).get_by_text("31 janvier 2027")).to_have_count(0)
    expect(alarms_on(visit, 2).get_by_text("Dernier jour pour la dénoncer")).to_contain_text(["31 janvier 2027"])
