"""A lead prints single-use codes for a colleague: twenty, shown once, the old sheet closed."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from partners.models import User
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(lead: User) -> Client:
    return signed_in(lead)


def address(user: User) -> str:
    return reverse("partners:printed_codes", args=[user.pk])


def codes(page: bytes) -> list[str]:
    return re.findall(r"<li><code>(\d+)</code></li>", page.decode())


def made(office: Client, user: User) -> list[str]:
    """The sheet that the lead has made, as the next page shows it."""
    assert office.post(address(user))["Location"] == address(user)
    return codes(office.get(address(user)).content)


def opens(user: User, code: str) -> bool:
    """Whether the code passes the second factor of that account."""
    sheet = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES).wrap()
    return bool(sheet.validate_code(code))


def test_twenty_codes_that_each_open_once(office: Client, referent: User) -> None:
    assert codes(office.get(address(referent)).content) == []
    sheet = made(office, referent)
    assert len(set(sheet)) == 20
    assert opens(referent, sheet[0])
    assert not opens(referent, sheet[0])


def test_the_old_sheet_stops(office: Client, referent: User) -> None:
    old = made(office, referent)
    new = made(office, referent)
    assert not opens(referent, old[1])
    assert opens(referent, new[1])


def test_reloading_makes_no_other_sheet(office: Client, referent: User, mailoutbox: list[EmailMessage]) -> None:
    sheet = made(office, referent)
    again = office.get(address(referent)).content
    assert codes(again) == []
    assert "Faire la feuille" in again.decode()
    assert opens(referent, sheet[0])
    assert len(mailoutbox) == 1


def test_a_sheet_shows_on_nobody_else_s_page(office: Client, referent: User, coordinator: User) -> None:
    office.post(address(referent))
    assert codes(office.get(address(coordinator)).content) == []


def test_the_sheet_is_not_shown_again(office: Client, referent: User) -> None:
    sheet = made(office, referent)
    own_page = signed_in(referent).get(reverse("mfa_view_recovery_codes"), follow=True).content.decode()
    assert sheet[0] not in own_page


def test_the_colleague_is_told(office: Client, lead: User, referent: User, mailoutbox: list[EmailMessage]) -> None:
    sheet = made(office, referent)
    [message] = mailoutbox
    assert message.to == [referent.email]
    assert str(lead) in message.body
    assert sheet[0] not in message.body


def test_nobody_of_another_body(office: Client, other_referent: User) -> None:
    assert office.get(address(other_referent)).status_code == 404
    assert office.post(address(other_referent)).status_code == 404
    assert not Authenticator.objects.exists()


def test_neither_oneself_nor_the_administration(office: Client, lead: User, administrator: User) -> None:
    for user in (lead, administrator):
        assert office.get(address(user)).status_code == 403
        assert office.post(address(user)).status_code == 403
        assert address(user) not in office.get("/equipe/").content.decode()
    assert not Authenticator.objects.exists()


def test_another_method(office: Client, referent: User) -> None:
    assert office.put(address(referent)).status_code == 405
