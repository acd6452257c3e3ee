"""A permanence that was not held; a sheet filled by hand, with very long names; what the units are told by mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from cases.models import Appointment, Attendance, Enrolment, Permanence, Referral, Situation
from partners.models import Membership, Role
from tests.factories import JusticeMeasureFactory, OrganisationFactory, PermanenceFactory, SiteFactory
from tests.journeys.axe import has_no_fault
from tests.journeys.conftest import Ask, Visit
from tests.journeys.test_permanence_entry import (
    HELD_ON,
    address,
    attendances,
    expected,
    mission_locale,
    referent,
    sheet,
)

__all__ = ["sheet"]

LONG = "Kermarrec-Le Guennec de La Villemarqué {}"


@pytest.fixture
def long_sheet(ask: Ask) -> Permanence:
    """Twelve people whose names have forty letters; the first one is held elsewhere now, where a permanence comes."""
    kept: Permanence = ask(make_long_sheet)
    return kept


def make_long_sheet() -> Permanence:
    held = {"mission_locale": mission_locale(), "referent": referent(), "slots": 12}
    prison, other = (OrganisationFactory(prison=True, name=name) for name in ("Maison d’arrêt", "Centre de Ploemeur"))
    site = SiteFactory(is_inside=True, name="Maison d’arrêt de Saint-Brieuc", organisation=prison)
    permanence: Permanence = PermanenceFactory(**held, site=site, planned_on=HELD_ON - timedelta(days=1))
    elsewhere = SiteFactory(is_inside=True, name="Centre pénitentiaire de Lorient-Ploemeur", organisation=other)
    PermanenceFactory(**held, site=elsewhere, planned_on=HELD_ON + timedelta(days=9))
    for position in range(1, 13):
        expected(permanence, position, LONG.format(position))
    first = Appointment.objects.filter(permanence=permanence)[0]
    JusticeMeasureFactory(person=first.person, organisation=other, starts_on=HELD_ON - timedelta(days=90))
    return permanence


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer", exact=True).click()


def test_it_was_not_held(visit: Visit, ask: Ask, sheet: Permanence) -> None:
    page = visit(address(sheet), "referent")
    page.get_by_label("Non", exact=True).check()
    save(page)
    expect(page.get_by_text("Choisissez pourquoi la permanence n’a pas eu lieu.").first).to_be_visible()
    has_no_fault(page)
    page.get_by_label("Pourquoi elle n’a pas eu lieu").select_option("mouvements_bloques")
    page.get_by_label("Réinviter tout le monde à").select_option(index=1)
    has_no_fault(page)
    save(page)
    expect(
        page.get_by_text("Jeunes réinvités\N{NO-BREAK SPACE}: 12, à réinviter\N{NO-BREAK SPACE}: 0.")
    ).to_be_visible()
    expect(page.get_by_text("La permanence n’a pas eu lieu\N{NO-BREAK SPACE}: mouvements bloqués.")).to_be_visible()
    expect(page.get_by_text("Réinvité le").first).to_be_visible()
    has_no_fault(page)
    page.get_by_role("button", name="Rouvrir pour corriger").click()
    expect(page.get_by_text("La saisie est rouverte", exact=False)).to_be_visible()
    page.get_by_label("Oui", exact=True).check()
    page.get_by_label("Présence").first.select_option("present")
    save(page)
    expect(page.get_by_text("Lignes réglées\N{NO-BREAK SPACE}: 1 sur 12.")).to_be_visible()
    assert ask(lambda: stored(sheet)) == (True, "")


def stored(permanence: Permanence) -> tuple[bool | None, str]:
    kept = Permanence.objects.get(pk=permanence.pk)
    return kept.was_held, kept.not_held_cause


def test_by_hand_with_very_long_names(visit: Visit, ask: Ask, long_sheet: Permanence) -> None:
    page = visit(address(long_sheet), "referent")
    has_no_fault(page)
    page.get_by_label("Oui", exact=True).check()
    presences = page.get_by_label("Présence").all()
    presences[0].select_option(label="Lieu changé (transféré)")
    for cause, presence in zip(["visite", "tout bloqué"], presences[1:], strict=False):
        presence.select_option(
            label=next(one for one in presence.locator("option").all_inner_texts() if cause in one.lower())
        )
    for presence in presences[3:]:
        presence.select_option("present")
    page.get_by_label("Situation nouvelle").nth(3).select_option("cdi")
    page.get_by_label("Depuis le").nth(3).fill("2026-11-02")
    page.get_by_role("button", name="Enregistrer et clore").click()
    expect(page.get_by_text("Saisie close", exact=True)).to_be_visible()
    expect(page.get_by_text("permanence proposée à son nouvel établissement")).to_be_visible()
    expect(page.get_by_text("CDI depuis le 2 novembre")).to_be_visible()
    has_no_fault(page)
    causes = [Attendance.TRANSFERRED, Attendance.VISITING_ROOM, Attendance.LOCKED_DOWN]
    assert ask(lambda: attendances(long_sheet)) == [*causes, *[Attendance.PRESENT] * 9]
    assert ask(lambda: Situation.objects.filter(appointments__permanence=long_sheet).count()) == 1


def test_the_unit_is_told_by_a_mail_that_names_nobody(visit: Visit, ask: Ask, sheet: Permanence) -> None:
    referral, officers = ask(lambda: referred_by_officers(sheet))
    mail.outbox.clear()
    page = visit(address(sheet), "referent")
    page.get_by_label("Oui", exact=True).check()
    line = page.locator("[data-de-line]").first
    line.get_by_label("Présence").select_option("present")
    line.locator("[data-de-decision] summary").click()
    line.get_by_label("Admettre", exact=True).check()
    line.get_by_label("Le jeune est d’accord").check()
    save(page)
    expect(page.get_by_text("Lignes réglées\N{NO-BREAK SPACE}: 1 sur 12.")).to_be_visible()
    expect(page.get_by_text("Réponse à l’orientation").first).to_be_visible()
    has_no_fault(page)
    assert ask(lambda: Enrolment.objects.filter(referral=referral).count()) == 1
    assert sorted(message.to[0] for message in mail.outbox) == officers
    said = " ".join(f"{message.subject} {message.body}" for message in mail.outbox)
    assert referral.code in said and f"/orientations/{referral.code}/" in said
    assert ask(lambda: referral.person.last_name) not in said
    page.get_by_role("link", name="Admis,").click()
    expect(page.get_by_role("heading", name="Réponse à l’orientation")).to_be_visible()


def referred_by_officers(permanence: Permanence) -> tuple[Referral, list[str]]:
    """The referral of the first line, made by a unit that has officers here, and their addresses."""
    officers = Membership.objects.valid(HELD_ON).filter(role=Role.OFFICER)
    unit = officers[0].organisation
    referral = Appointment.objects.filter(permanence=permanence)[0].referral
    assert referral is not None
    Referral.objects.filter(pk=referral.pk).update(referred_by=unit)
    return referral, sorted(one.user.email for one in officers.filter(organisation=unit))
