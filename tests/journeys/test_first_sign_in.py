"""The first sign-in in each of its forms, and those that follow; every page on the way is held against axe."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from playwright.sync_api import Page, expect

from reporting.demonstration.accounts import PASSWORD
from tests.journeys.axe import has_no_fault
from tests.journeys.conftest import Visit, enter


def on(page: Page, title: str) -> None:
    """The page with that title is there, without a fault."""
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(title))
    has_no_fault(page)


def give_password(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/comptes/login/")
    page.locator("summary", has_text="Se connecter").click()
    page.get_by_label("E-mail").fill(f"{name}@exemple.invalid")
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def give_code(page: Page, code: str) -> None:
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="Continuer").click()


def mailed_code() -> str:
    found = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)
    assert found
    return found[0]


def application_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def first_sign_in(page: Page, name: str) -> None:
    """Up to the choice of a second factor."""
    give_password(page, name)
    on(page, "Code reçu par messagerie")
    give_code(page, mailed_code())
    on(page, "Votre seconde vérification")
    for address in ["/", "/jeunes/", "/comptes/charte/"]:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("Votre seconde vérification")


def accept_charter(page: Page, name: str) -> None:
    page.goto("/")
    on(page, "Charte d’utilisation")
    page.get_by_role("button", name="J’ai lu la charte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Bonjour|Charte"))
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Bonjour {name.title()}")


def sign_out(page: Page) -> None:
    page.locator("summary", has_text="Compte").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Choisissez par où entrer")).to_be_visible()


def codes_on_the_sheet(page: Page) -> list[str]:
    on(page, "Codes imprimés")
    codes = page.locator(".de-codes code").all_inner_texts()
    assert len(set(codes)) == 20
    return codes


def add_virtual_key(page: Page) -> Callable[[bool], None]:
    """A passkey that answers by itself, as one with a fingerprint does; call it to say whether it knows the finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": key})

    def knows_the_finger(known: bool) -> None:
        session.send("WebAuthn.setUserVerified", added | {"isUserVerified": known})

    return knows_the_finger


def test_with_an_application(visit: Visit) -> None:
    page = visit("/comptes/login/")
    first_sign_in(page, "aela")
    page.get_by_role("link", name="Utiliser une application").click()
    on(page, "Application d’authentification")
    secret = page.locator("code").inner_text()
    page.locator("input[name=code]").fill("000000")
    page.get_by_role("button", name="Mettre en service").click()
    expect(page.get_by_text("Le formulaire est à corriger")).to_be_visible()
    has_no_fault(page)
    page.locator("input[name=code]").fill(application_code(secret))
    page.get_by_role("button", name="Mettre en service").click()
    codes_on_the_sheet(page)
    accept_charter(page, "aela")
    page.goto("/comptes/verification/totp/deactivate/")
    on(page, "Retirer l’application")
    page.goto("/")
    sign_out(page)

    give_password(page, "aela")
    on(page, "Seconde vérification")
    give_code(page, "000000")
    expect(page.get_by_text("Code incorrect").first).to_be_visible()
    has_no_fault(page)
    give_code(page, code := application_code(secret))
    on(page, "Retenir ce poste")
    page.get_by_role("button", name="Ne pas retenir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Aela")
    sign_out(page)
    give_password(page, "aela")
    give_code(page, code)
    expect(page.get_by_text("Code incorrect").first).to_be_visible()


def test_with_a_passkey_that_then_opens_alone(visit: Visit) -> None:
    page = visit("/comptes/login/")
    knows_the_finger = add_virtual_key(page)
    first_sign_in(page, "bleuenn")
    page.get_by_role("link", name="Utiliser une clé d’accès").click()
    on(page, "Nouvelle clé d’accès")
    page.get_by_label("Nom de la clé").fill("Poste de l’accueil")
    page.get_by_label("Elle suffit pour se connecter").check()
    page.get_by_role("button", name="Créer la clé").click()
    codes_on_the_sheet(page)
    accept_charter(page, "bleuenn")
    page.goto("/comptes/verification/webauthn/")
    on(page, "Clés d’accès")
    page.get_by_role("link", name="Renommer").click()
    on(page, "Renommer une clé")
    page.go_back()
    page.get_by_role("link", name="Retirer").click()
    on(page, "Retirer une clé")
    page.goto("/")
    sign_out(page)

    give_password(page, "bleuenn")
    on(page, "Seconde vérification")
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.get_by_role("button", name="Ne pas retenir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Bleuenn")
    sign_out(page)

    page.locator("summary", has_text="Se connecter").click()
    knows_the_finger(False)
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_text("La clé n’a pas répondu")).to_be_visible()
    knows_the_finger(True)
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Bleuenn")


def test_with_printed_codes(visit: Visit) -> None:
    page = visit("/comptes/login/", javascript=False)
    give_password(page, "corentin")
    give_code(page, mailed_code())
    page.get_by_role("link", name="Imprimer une feuille").click()
    page.get_by_role("button", name="Faire une feuille de codes").click()
    code = page.locator(".de-codes code").first.inner_text()
    page.goto("/")
    page.get_by_role("button", name="J’ai lu la charte").click()
    sign_out(page)
    give_password(page, "corentin")
    give_code(page, code)
    page.get_by_role("button", name="Ne pas retenir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Corentin")


def test_with_the_code_by_mail_on_a_remembered_workstation(visit: Visit) -> None:
    page = visit("/comptes/login/")
    first_sign_in(page, "dewi")
    page.get_by_role("button", name="Recevoir un code par messagerie").click()
    accept_charter(page, "dewi")
    sign_out(page)
    give_password(page, "dewi")
    give_code(page, mailed_code())
    page.get_by_role("button", name="Retenir ce poste").click()
    sign_out(page)
    give_password(page, "dewi")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Dewi")
    sign_out(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Bonjour")).to_have_count(0)


def test_a_changed_password_ends_the_session_elsewhere(visit: Visit) -> None:
    here, elsewhere = visit("/comptes/login/"), visit("/comptes/login/")
    first_sign_in(here, "enora")
    here.get_by_role("button", name="Recevoir un code par messagerie").click()
    accept_charter(here, "enora")
    give_password(elsewhere, "enora")
    give_code(elsewhere, mailed_code())
    elsewhere.get_by_role("button", name="Ne pas retenir").click()
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Bonjour Enora")

    here.goto("/comptes/password/change/")
    here.locator("input[name=oldpassword]").fill(PASSWORD)
    here.locator("input[name=password1]").fill("une-autre-Phrase-2027")
    here.locator("input[name=password2]").fill("une-autre-Phrase-2027")
    here.get_by_role("button", name="Changer le mot de passe").click()
    expect(here.get_by_text("Le mot de passe est changé")).to_be_visible()
    elsewhere.goto("/")
    expect(elsewhere.get_by_role("heading", name="Choisissez par où entrer")).to_be_visible()


def test_a_session_that_ended_says_why_and_leads_back(visit: Visit) -> None:
    page = visit("/comptes/login/")
    enter(page, "reader")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=32), tick=True):
        page.goto("/comptes/charte/")
        on(page, "Session terminée")
        expect(page.get_by_text("depuis une demi-heure")).to_be_visible()
        page.get_by_role("link", name="Se connecter").click()
        page.get_by_role("button", name="Entrer comme financeur").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Charte d’utilisation")


def test_the_demonstration_tells_its_codes(visit: Visit) -> None:
    page = visit("/demonstration/codes/")
    on(page, "Comptes de la démonstration")
