"""The answer to a referral and the reminder of an appointment, in each of their states."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from cases.models import Appointment, Permanence
from tests.factories import AppointmentFactory, PermanenceFactory, SiteFactory
from tests.journeys.axe import has_no_fault
from tests.journeys.conftest import Ask, Visit
from tests.journeys.test_permanence_entry import HELD_ON, sheet

__all__ = ["sheet"]


def test_no_fault_in_a_decision_and_a_reminder(visit: Visit, ask: Ask, sheet: Permanence) -> None:
    first, outside = ask(lambda: (Appointment.objects.filter(permanence=sheet)[0], expected_outside(sheet)))
    code = ask(lambda: first.referral.code)
    page = visit(f"/orientations/{code}/decision/", "referent")
    has_no_fault(page)
    page.get_by_label("Admettre", exact=True).check()
    has_no_fault(page)
    page.get_by_role("button", name="Enregistrer la réponse").click()
    expect(page.get_by_text("Le formulaire est à corriger")).to_be_visible()
    has_no_fault(page)
    page.get_by_label("Le jeune est d’accord").check()
    page.get_by_label("Je l’admets sans entretien").check()
    page.get_by_role("button", name="Enregistrer la réponse").click()
    expect(page.get_by_text("Reprendre cette réponse")).to_be_visible()
    has_no_fault(page)
    page.get_by_role("link", name="Saisir la réponse du PLIE").click()
    page.wait_for_url("/entrees/*/plie/")
    has_no_fault(page)
    page.goto(f"/rendez-vous/{outside}/rappel/")
    has_no_fault(page)


def expected_outside(sheet: Permanence) -> str:
    """The code of an appointment of the first person at a place outside."""
    person = Appointment.objects.filter(permanence=sheet)[0].person
    outside = PermanenceFactory(
        site=SiteFactory(name="Antenne"),
        mission_locale=sheet.mission_locale,
        planned_on=HELD_ON + timedelta(days=9),
    )
    return str(AppointmentFactory(permanence=outside, person=person).code)
