"""An adjustment, prepared by both sides, to its certificate."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from cases.case_files import refresh
from cases.models import SentenceAdjustment, SupportCertificate, YoungPerson
from partners.models import Organisation
from tests.factories import ContactFactory, EnrolmentFactory, JusticeMeasureFactory, YoungPersonFactory
from tests.journeys.axe import has_no_fault
from tests.journeys.conftest import Ask, Visit

# The day of the journeys.
ON = date(2026, 11, 22)


class Gwenole(NamedTuple):
    """Followed for three months, held until the spring."""

    code: str


@pytest.fixture
def gwenole(ask: Ask) -> Gwenole:
    def make() -> Gwenole:
        person: YoungPerson = YoungPersonFactory(last_name="Tanguy-Kermarrec", first_name="Gwénolé")
        body = Organisation.objects.get(code="ml-rennes")
        EnrolmentFactory(person=person, mission_locale=body, entered_on=ON - timedelta(days=90))
        for days in (80, 50, 12):
            contact = ContactFactory(person=person, mission_locale=body, held_on=ON - timedelta(days=days))
            contact.axes.create(axis="acces_emploi")
        prison = Organisation.objects.get(code="cp-rennes-vezin")
        JusticeMeasureFactory(
            person=person,
            organisation=prison,
            starts_on=ON - timedelta(days=100),
            planned_end_on=ON + timedelta(days=120),
        )
        refresh([person.pk])
        return Gwenole(person.code)

    made: Gwenole = ask(make)
    return made


def test_an_adjustment_from_its_preparation_to_its_certificate(visit: Visit, ask: Ask, gwenole: Gwenole) -> None:
    page = visit(f"/jeunes/{gwenole.code}/", "referent")
    page.get_by_text("Plus d’actions").click()
    page.get_by_role("link", name="Préparer un aménagement").click()
    page.get_by_role("button", name="Commencer la préparation").click()
    expect(page.get_by_text("Le formulaire est à corriger")).to_be_visible()
    has_no_fault(page)
    page.get_by_label("Type*").select_option("Détention à domicile sous surveillance électronique")
    page.get_by_role("button", name="Commencer la préparation").click()
    expect(page.get_by_text("L’aménagement est en préparation.")).to_be_visible()

    # What is to be supplied, and by when.
    page.get_by_label("Pièce*").select_option("Attestation d’accompagnement")
    page.locator("[name=piece-due_on]").fill("2026-12-01")
    page.get_by_role("button", name="Demander cette pièce").click()
    expect(page.get_by_text("À fournir", exact=True)).to_be_visible()
    has_no_fault(page)

    # The unit tells the request and the hearing.
    officer = visit(page.url, "officer")
    officer.locator("[name=requested_on]").fill("2026-11-20")
    officer.locator("[name=hearing_on]").fill("2026-12-10")
    officer.get_by_role("button", name="Enregistrer cette étape").click()
    expect(officer.get_by_text("Audience fixée", exact=True)).to_be_visible()

    # The certificate in one click, once it was looked at.
    page.reload()
    page.get_by_role("link", name="Faire l’attestation").click()
    expect(page.get_by_label("Entretiens")).to_be_checked()
    expect(page.get_by_label("Date de l’audience")).to_have_value("2026-12-10")
    has_no_fault(page)
    page.get_by_role("button", name="Faire l’attestation").click()
    expect(page.get_by_text("3 entretiens")).to_be_visible()
    has_no_fault(page)
    certificate = ask(lambda: SupportCertificate.objects.get(person__code=gwenole.code))
    assert certificate.hearing_on == date(2026, 12, 10)

    # The unit downloads it; the piece is supplied.
    officer.reload()
    expect(officer.get_by_text("Fournie", exact=True)).to_be_visible()
    officer.get_by_role("link", name="Attestation du").click()
    with officer.expect_download() as download:
        officer.get_by_role("link", name="Télécharger le PDF").click()
    assert download.value.suggested_filename == "attestation.pdf"
    assert ask(lambda: SentenceAdjustment.objects.get(person__code=gwenole.code).certificates.count()) == 1
    change_release_date(officer, gwenole)


def change_release_date(officer: Page, gwenole: Gwenole) -> None:
    """The old one stays in sight."""
    officer.goto(f"/jeunes/{gwenole.code}/")
    officer.locator("section", has=officer.locator("#mesures")).get_by_role("link", name="Modifier").first.click()
    has_no_fault(officer)
    officer.locator("[name=planned_end_on]").fill("2027-02-01")
    officer.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(officer.get_by_text("Était le 22 mars 2027")).to_be_visible()
    has_no_fault(officer)
