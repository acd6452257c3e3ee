"""A file handed over to the other Mission Locale, an exit, two records made one: as people do it, without a fault."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from playwright.sync_api import Page, expect

from cases.case_files import refresh
from cases.models import Axis, AxisGoal, DuplicateSuspicion, Enrolment, Programme, YoungPerson
from partners.models import Membership, Organisation, Role, User
from tests.factories import EnrolmentFactory, ReleaseNeedFactory, YoungPersonFactory
from tests.journeys.axe import has_no_fault
from tests.journeys.conftest import HOST, NOW, Ask, Visit
from tests.personas import signed_in

TODAY = NOW.date()


def malo(programme: str = "dernier-ecrou", **fields: Any) -> Enrolment:
    """Someone followed at Rennes, with a long name."""
    person: YoungPerson = YoungPersonFactory(
        **{"first_name": "Malo-Ewen", "last_name": "Kerdoncuff-Le Bihan", **fields}
    )
    enrolment: Enrolment = EnrolmentFactory(
        person=person,
        programme=Programme.objects.get(code=programme),
        mission_locale=Organisation.objects.get(code="ml-rennes"),
        entered_on=date(2026, 3, 1),
    )
    AxisGoal.objects.create(enrolment=enrolment, axis=Axis.HOUSING, set_on=date(2026, 3, 1))
    ReleaseNeedFactory(person=person)
    refresh([person.pk])
    return enrolment


def at_saint_malo() -> dict[str, Any]:
    """What the browser of a referent there keeps once signed in."""
    user = User.objects.create_user("gwenole@exemple.invalid", first_name="Gwenolé", last_name="Le Dantec")
    body = Organisation.objects.get(code="ml-saint-malo")
    Membership.objects.create(user=user, organisation=body, role=Role.REFERENT, starts_on=date(2026, 1, 1))
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": signed_in(user).cookies[name].value, "domain": HOST, "path": "/"}


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def open_action(page: Page, label: str) -> None:
    """Under « Plus », unless it is beside the name."""
    more = page.locator("summary", has_text="Plus")
    if more.count():
        more.first.click()
    page.get_by_role("link", name=label, exact=True).click()


def test_handed_over_and_accepted_in_the_other_mission_locale(visit: Visit, ask: Ask) -> None:
    person = ask(lambda: malo("dedans-dehors").person)  # open at both
    page = visit(person.get_absolute_url(), "referent")
    open_action(page, "Demander un relais")
    press(page, "Demander le relais")
    expect(page.get_by_text("Le formulaire est à corriger")).to_be_visible()
    has_no_fault(page)
    page.get_by_label("Mission Locale d’accueil").select_option(label="Mission Locale du Pays de Saint-Malo")
    page.get_by_label("Le jeune est d’accord").check()
    press(page, "Demander le relais")
    expect(page.get_by_text("Le relais est demandé")).to_be_visible()
    has_no_fault(page)
    cookie = ask(at_saint_malo)
    there = visit("/comptes/login/")
    there.context.add_cookies([cookie])
    there.goto("/relais/")
    has_no_fault(there)
    assert "Kerdoncuff" not in there.content()
    reference = ask(lambda: person.handovers.get().code)
    there.get_by_role("rowheader").get_by_role("link", name=reference).click()
    there.wait_for_url(f"/relais/{reference}/")
    assert "Kerdoncuff" not in there.content()
    has_no_fault(there)
    there.get_by_role("link", name="Répondre", exact=True).click()
    there.wait_for_url("/relais/*/repondre/")
    has_no_fault(there)
    there.get_by_label("Accepter", exact=True).check()
    press(there, "Enregistrer la réponse")
    expect(there.get_by_role("heading", level=1)).to_contain_text("Kerdoncuff-Le Bihan")
    expect(there.get_by_text("suit ce jeune à partir d’aujourd’hui")).to_be_visible()
    has_no_fault(there)
    page.reload()
    expect(page.get_by_text("Accepté")).to_be_visible()
    entered = ask(lambda: list(person.enrolments.order_by("pk").values_list("entered_on", "left_on", "exit_reason")))
    assert entered == [(date(2026, 3, 1), TODAY, "relais"), (TODAY, None, "")]


def test_a_document_where_nobody_uses_the_application(visit: Visit, ask: Ask) -> None:
    person = ask(lambda: malo(first_name="Nolwenn").person)
    page = visit(f"{person.get_absolute_url()}relais/", "referent")
    page.get_by_label("Mission Locale d’accueil").select_option(label="Mission Locale du Pays de Redon et de Vilaine")
    page.get_by_label("Le jeune est d’accord").check()
    press(page, "Demander le relais")
    page.get_by_role("link", name="Voir le document à remettre").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Document à remettre")
    has_no_fault(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Faire le PDF").click()
    assert download.value.suggested_filename == "document.pdf"


def test_an_exit_and_back(visit: Visit, ask: Ask) -> None:
    enrolment = ask(lambda: malo(first_name="Ronan"))
    page = visit(ask(lambda: enrolment.person.get_absolute_url()), "referent")
    page.get_by_role("link", name="Changer les axes").click()
    page.wait_for_url("/entrees/*/axes/")
    has_no_fault(page)
    page.get_by_label("Santé").check()
    press(page, "Enregistrer")
    page.get_by_role("link", name="Sortie du dispositif", exact=True).click()
    expect(page.get_by_text("Encore ouvert")).to_be_visible()
    has_no_fault(page)
    page.get_by_label("Motif").select_option(label="Emploi")
    press(page, "Enregistrer la sortie")
    expect(page.get_by_text("Le formulaire est à corriger")).to_be_visible()
    has_no_fault(page)
    for group in ("Logement", "Santé"):
        page.get_by_role("group", name=group).get_by_label("Atteint", exact=True).check()
    press(page, "Enregistrer la sortie")
    expect(page.get_by_text("La sortie est enregistrée")).to_be_visible()
    has_no_fault(page)
    page.get_by_role("link", name="Reprendre la sortie").click()
    press(page, "Reprendre la sortie")
    expect(page.get_by_text("le suivi continue")).to_be_visible()
    assert ask(lambda: Enrolment.objects.get(pk=enrolment.pk).left_on) is None


def test_two_records_made_one_and_two_again(visit: Visit, ask: Ask) -> None:
    first, second = ask(lambda: [malo().person, malo("dedans-dehors", last_name="Querdoncuff").person])
    ask(lambda: DuplicateSuspicion.objects.create(first=first, second=second, found_at=NOW))
    page = visit("/doublons/", "lead")
    has_no_fault(page)
    row = page.get_by_role("row").filter(has_text="Querdoncuff")
    row.get_by_role("link", name="C’est la même personne").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Réunir deux dossiers")
    has_no_fault(page)
    press(page, "Réunir les deux dossiers")
    expect(page.get_by_text("n’en font plus qu’un")).to_be_visible()
    page.goto(f"/jeunes/{second.code}/")
    assert page.url.endswith(f"/jeunes/{first.code}/")
    page.goto("/doublons/")
    has_no_fault(page)
    page.get_by_role("link", name="Défaire").first.click()
    press(page, "Défaire la fusion")
    expect(page.get_by_text("La fusion est défaite")).to_be_visible()
    page.goto(f"/jeunes/{second.code}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Querdoncuff")
