"""What a browser does on the sign-in pages."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from partners.models import CharterAcceptance, User

PASSWORD = "une-Phrase-de-passe-2026"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN = "/comptes/login/"
MAIL_CODE = "/comptes/login/code/confirm/"
AUTHENTICATE = "/comptes/verification/authenticate/"
REMEMBER = "/comptes/verification/trust/"


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    CharterAcceptance.accept(user, timezone.now())
    return user


def with_mail_code(user: User) -> User:
    user.choose_mail_code(timezone.now())
    return with_password(user)


def with_application(user: User) -> User:
    TOTP.activate(user, SECRET)
    return with_password(user)


def with_printed_codes(user: User) -> list[str]:
    codes: list[str] = RecoveryCodes.activate(with_password(user)).get_unused_codes()
    return codes


def application_code(later: int = 0) -> str:
    """What the application shows now, or so many periods of thirty seconds later."""
    code: str = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + later))
    return code


def give_password(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post(LOGIN, {"login": email, "password": password} | more)


def give_code(client: Client, address: str, code: str) -> HttpResponse:
    return client.post(address, {"code": code})


def mailed_code(message: Any = None) -> str:
    """The code in that message, or in the last one."""
    found = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", (message or mail.outbox[-1]).body, re.MULTILINE)
    assert found
    return found[0]


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
