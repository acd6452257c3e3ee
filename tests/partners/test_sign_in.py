"""Signing in: a password, then a second factor, and never a session between the two."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from partners.models import User
from tests.partners.signing_in import (
    AUTHENTICATE,
    LOGIN,
    MAIL_CODE,
    REMEMBER,
    application_code,
    give_code,
    give_password,
    is_in,
    mailed_code,
    with_application,
    with_mail_code,
    with_password,
    with_printed_codes,
)

pytestmark = pytest.mark.django_db

CHOICE = "/comptes/verification/"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_attempt_yet() -> None:
    cache.clear()


def later(**span: int) -> time_machine.travel:
    return time_machine.travel(NOW + timedelta(**span), tick=False)


def test_a_newcomer_gets_a_code_by_mail_then_chooses(client: Client, referent: User) -> None:
    with_password(referent)
    assert give_password(client, referent.email)["Location"] == MAIL_CODE
    assert not is_in(client)
    [message] = mail.outbox
    assert message.to == [referent.email]
    assert give_code(client, MAIL_CODE, mailed_code())["Location"] == "/"
    assert client.get("/")["Location"] == CHOICE


def test_the_code_goes_to_the_account_s_own_address(client: Client, referent: User) -> None:
    EmailAddress.objects.create(user=with_password(referent), email="ancienne@exemple.invalid", verified=True)
    assert give_password(client, "ancienne@exemple.invalid")["Location"] == MAIL_CODE
    assert mail.outbox[0].to == [referent.email]


def test_no_code_without_the_password(client: Client, referent: User) -> None:
    with_mail_code(referent)
    assert client.get(MAIL_CODE)["Location"] == LOGIN
    assert give_password(client, referent.email, "autre-chose").status_code == 200
    assert client.get(MAIL_CODE)["Location"] == LOGIN
    assert mail.outbox == []


def test_three_wrong_codes_lead_back_to_the_password(client: Client, referent: User) -> None:
    with_mail_code(referent)
    give_password(client, referent.email)
    code = mailed_code()
    assert "Code incorrect" in give_code(client, MAIL_CODE, "AAAA-AAAA").content.decode()
    give_code(client, MAIL_CODE, "AAAA-AAAA")
    assert give_code(client, MAIL_CODE, "AAAA-AAAA")["Location"] == LOGIN
    assert "reconnectez-vous, un nouveau code partira" in client.get(LOGIN).content.decode()
    assert give_code(client, MAIL_CODE, code)["Location"] == LOGIN
    assert not is_in(client)
    assert give_password(client, referent.email)["Location"] == MAIL_CODE


def test_one_begins_to_type_at_once(client: Client, referent: User) -> None:
    with_mail_code(referent)
    give_password(client, referent.email)
    assert re.search(r'<input[^>]*name="code"[^>]* autofocus', client.get(MAIL_CODE).content.decode())
    give_code(client, MAIL_CODE, mailed_code())
    assert re.search(r"<button[^>]* autofocus>Ne pas retenir", client.get(REMEMBER).content.decode())


def test_a_code_by_mail_lasts_ten_minutes(client: Client, referent: User) -> None:
    with_mail_code(referent)
    with later():
        give_password(client, referent.email)
    code = mailed_code()
    with later(minutes=10, seconds=1):
        assert give_code(client, MAIL_CODE, code).status_code == 302
    assert not is_in(client)


def test_another_code_can_be_asked_for_twice(client: Client, referent: User) -> None:
    with_mail_code(referent)
    give_password(client, referent.email)
    first = mailed_code()
    assert "Un autre code est parti" not in client.get(MAIL_CODE).content.decode()
    told = client.post(MAIL_CODE, {"action": "resend"}, follow=True).content.decode()
    assert "Un autre code est parti" in told
    for _ in range(2):
        told = client.post(MAIL_CODE, {"action": "resend"}, follow=True).content.decode()
    assert len(mail.outbox) == 3
    assert "Un autre code est parti" not in told, "the third time none left"
    assert give_code(client, MAIL_CODE, first).status_code == 200
    assert give_code(client, MAIL_CODE, mailed_code())["Location"] == REMEMBER


def test_a_mailbox_out_of_reach_is_said(client: Client, referent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*args: object) -> None:
        raise ConnectionRefusedError

    with_mail_code(referent)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", unreachable)
    assert (
        "n’a pas pu être envoyé"
        in client.post(
            LOGIN, {"login": referent.email, "password": "une-Phrase-de-passe-2026"}, follow=True
        ).content.decode()
    )
    assert not is_in(client)


def test_the_application_s_code_opens(client: Client, referent: User) -> None:
    with_application(referent)
    assert give_password(client, referent.email, next="/bilans/")["Location"] == AUTHENTICATE
    assert not is_in(client)
    assert give_code(client, AUTHENTICATE, application_code())["Location"] == REMEMBER
    assert not is_in(client)
    assert client.post(REMEMBER, {"action": "skip"})["Location"] == "/bilans/"
    assert is_in(client)
    assert mail.outbox == []


@pytest.mark.parametrize("periods", [-2, 2])
def test_an_application_s_code_of_another_minute_is_refused(client: Client, referent: User, periods: int) -> None:
    with_application(referent)
    give_password(client, referent.email)
    assert "Code incorrect" in give_code(client, AUTHENTICATE, application_code(periods)).content.decode()


def test_an_application_s_code_opens_once(referent: User) -> None:
    with_application(referent)
    answers = []
    with later():
        code = application_code()
    for seconds in (0, 25, 31, 59):
        client = Client()
        with later(seconds=seconds):
            give_password(client, referent.email)
            answers.append(give_code(client, AUTHENTICATE, code).status_code)
    assert answers == [302, 200, 200, 200]


def test_five_wrong_codes_close_the_door_for_a_while(client: Client, referent: User) -> None:
    with_application(referent)
    give_password(client, referent.email)
    for _ in range(5):
        give_code(client, AUTHENTICATE, "000000")
    assert give_code(client, AUTHENTICATE, application_code()).status_code == 200
    assert not is_in(client)


def test_whoever_has_printed_codes_alone_is_asked_for_one(client: Client, cpip: User) -> None:
    code, *_ = with_printed_codes(cpip)
    assert give_password(client, cpip.email)["Location"] == AUTHENTICATE
    assert mail.outbox == []
    assert "Utiliser ma clé" not in client.get(AUTHENTICATE).content.decode()
    assert give_code(client, AUTHENTICATE, code)["Location"] == REMEMBER
    client.post(REMEMBER, {"action": "skip"})
    assert client.get("/").status_code == 200


def test_a_printed_code_opens_once(cpip: User) -> None:
    code, other, *_ = with_printed_codes(cpip)
    answers = []
    for given in (code, code, other):
        client = Client()
        give_password(client, cpip.email)
        answers.append(give_code(client, AUTHENTICATE, given).status_code)
    assert answers == [302, 200, 302]


@pytest.mark.parametrize(("used", "warned"), [(14, False), (15, True)])
def test_the_last_printed_codes_are_announced(client: Client, cpip: User, used: int, warned: bool) -> None:
    codes = with_printed_codes(cpip)
    sheet = cpip.authenticator_set.get().wrap()
    for code in codes[:used]:
        assert sheet.validate_code(code)
    give_password(client, cpip.email)
    give_code(client, AUTHENTICATE, codes[used])
    page = client.post(REMEMBER, {"action": "skip"}, follow=True).content.decode()
    assert ("Codes encore bons sur votre feuille" in page) is warned
    page = client.get(CHOICE).content.decode()
    assert f"<strong>{19 - used}</strong> codes sur 20" in page
    assert ("À renouveler" in page) is warned
