"""Choosing a second factor, changing it, and what the account's owner is told of it."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from partners.models import User
from tests.partners.signing_in import (
    AUTHENTICATE,
    PASSWORD,
    REMEMBER,
    application_code,
    give_code,
    give_password,
    mailed_code,
    with_application,
    with_password,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

CHOICE = "/comptes/verification/"
APPLICATION = "/comptes/verification/totp/activate/"
SHEET = "/comptes/verification/recovery-codes/"
NEW_SHEET = "/comptes/verification/recovery-codes/generate/"
MAIL = "/comptes/verification/messagerie/"


@pytest.fixture(autouse=True)
def no_attempt_yet() -> None:
    cache.clear()


@pytest.fixture
def newcomer(referent: User) -> Client:
    """A browser in which the referent signs in for the first time, up to the choice."""
    client = Client()
    give_password(client, with_password(referent).email)
    give_code(client, "/comptes/login/code/confirm/", mailed_code())
    mail.outbox.clear()
    return client


def codes_on(client: Client) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", client.get(SHEET).content.decode())


def subjects() -> list[str]:
    return [message.subject for message in mail.outbox]


def test_an_application(newcomer: Client) -> None:
    page = newcomer.get(APPLICATION)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert "Code incorrect" in newcomer.post(APPLICATION, {"code": "000000"}).content.decode()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert newcomer.post(APPLICATION, {"code": code})["Location"] == SHEET
    assert len(codes_on(newcomer)) == 20
    assert newcomer.get("/").status_code == 200


def test_printed_codes_are_shown_once(newcomer: Client) -> None:
    assert "vingt codes" in newcomer.get(NEW_SHEET).content.decode()
    assert newcomer.post(NEW_SHEET)["Location"] == SHEET
    assert len(set(codes_on(newcomer))) == 20
    assert codes_on(newcomer) == []
    assert "20</strong> sur 20" in newcomer.get(SHEET).content.decode()
    assert newcomer.get("/").status_code == 200


def test_the_code_by_mail(newcomer: Client, referent: User) -> None:
    assert newcomer.post(MAIL)["Location"] == "/"
    referent.refresh_from_db()
    assert referent.mail_code_chosen_at is not None
    assert subjects() == ["Le code par messagerie est choisi"]


def test_the_code_by_mail_takes_the_place_of_a_sheet(newcomer: Client, referent: User) -> None:
    newcomer.post(NEW_SHEET)
    assert "Passer au code par messagerie" in newcomer.get(CHOICE).content.decode()
    newcomer.post(MAIL)
    assert not Authenticator.objects.exists()
    assert "Passer au code par messagerie" not in newcomer.get(CHOICE).content.decode()
    other = Client()
    give_password(other, referent.email)
    assert give_code(other, "/comptes/login/code/confirm/", mailed_code())["Location"] == REMEMBER


def test_a_spare_sheet_says_what_it_is_for_and_can_wait(newcomer: Client) -> None:
    secret = newcomer.get(APPLICATION).context["form"].secret
    newcomer.post(APPLICATION, {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))})
    page = newcomer.get(SHEET).content.decode()
    assert "le jour où l’application ou la clé d’accès manque" in page
    assert ">Plus tard</a>" in page
    assert f"feuille du {timezone.localdate():%d/%m/%Y}" in page


def test_a_sheet_that_is_the_only_factor_cannot_wait(newcomer: Client) -> None:
    newcomer.post(NEW_SHEET)
    assert "Plus tard" not in newcomer.get(SHEET).content.decode()


def test_a_new_sheet_ends_the_former(newcomer: Client, referent: User) -> None:
    newcomer.post(NEW_SHEET)
    former, *_ = codes_on(newcomer)
    newcomer.post(NEW_SHEET)
    new, *_ = codes_on(newcomer)
    other = Client()
    give_password(other, referent.email)
    assert give_code(other, AUTHENTICATE, former).status_code == 200
    assert give_code(other, AUTHENTICATE, new)["Location"] == REMEMBER


@pytest.mark.parametrize("page", [APPLICATION, NEW_SHEET, MAIL, "/comptes/verification/webauthn/add/"])
def test_a_change_asks_again_who_it_is(referent: User, page: str) -> None:
    client = signed_in(with_password(referent))
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        answer = client.post(page)
        assert answer["Location"].startswith("/comptes/reauthenticate/")
        assert "Confirmer votre identité" in client.get(answer["Location"]).content.decode()


def test_and_goes_on_once_it_knows(referent: User) -> None:
    client = signed_in(with_password(referent))
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        ask = client.post(NEW_SHEET)["Location"]
        assert client.post(ask, {"password": PASSWORD, "next": NEW_SHEET})["Location"] == SHEET
    assert Authenticator.objects.get().type == Authenticator.Type.RECOVERY_CODES


def test_the_last_factor_taken_away_leads_to_the_choice(client: Client, referent: User) -> None:
    give_password(client, with_application(referent).email)
    give_code(client, AUTHENTICATE, application_code())
    client.post(REMEMBER, {"action": "skip"})
    assert client.get("/").status_code == 200
    client.post("/comptes/verification/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert subjects() == ["Une application d’authentification en moins"]
    assert client.get("/")["Location"] == CHOICE
    page = client.get(CHOICE).content.decode()
    assert "Plus aucune n’est en service" in page
    assert "Première connexion" not in page


@pytest.mark.parametrize("action", ["remove", "edit"])
def test_someone_else_s_key_does_not_exist(referent: User, cpip: User, action: str) -> None:
    key = Authenticator.objects.create(user=cpip, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé"})
    assert signed_in(referent).get(f"/comptes/verification/webauthn/keys/{key.pk}/{action}/").status_code == 404
