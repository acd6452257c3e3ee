"""Two factors in all: the provider's own where it states one, ours otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.models import CharterAcceptance, User
from tests.partners.single_sign_on.conftest import is_signed_in, sign_in
from tests.partners.single_sign_on.local_provider import LocalProvider

pytestmark = pytest.mark.django_db

MAIL_CODE = reverse("account_confirm_login_code")


@pytest.mark.parametrize(
    ("stated", "counts"),
    [
        ({"acr": "eidas2"}, True),
        ({"acr": "https://proconnect.gouv.fr/assurance/consistency-checked-2fa"}, True),
        ({"acr": "eidas1", "amr": ["pwd", "otp", "mfa"]}, True),
        ({"amr": ["pwd", "hwk"]}, True),
        ({"acr": "eidas1", "amr": ["pwd"]}, False),
        ({"amr": ["pwd", "mail"]}, False),
        ({"amr": ["otp"]}, False),
        ({"amr": "mfa"}, False),
        ({"acr": ["eidas2"]}, False),
        ({}, False),
    ],
)
def test_whether_two_factors_were_shown(
    client: Client, provider: LocalProvider, officer: User, stated: dict[str, Any], counts: bool
) -> None:
    provider.id_token = stated
    sign_in(client)
    assert is_signed_in(client) is counts


def test_a_stated_factor_needs_none_of_ours(client: Client, provider: LocalProvider, officer: User) -> None:
    assert sign_in(client)["Location"] == "/"
    assert client.get("/")["Location"] == reverse("partners:charter")
    CharterAcceptance.accept(officer, timezone.now())
    assert client.get("/").status_code == 200


def test_a_stated_factor_stands_for_an_authenticator(client: Client, provider: LocalProvider, officer: User) -> None:
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={"secret": "inutile"})
    assert sign_in(client)["Location"] == "/"
    provider.id_token = {"acr": "eidas1"}
    assert sign_in(Client())["Location"] == reverse("mfa_authenticate")


def test_without_one_a_code_by_mail_follows(
    client: Client, provider: LocalProvider, officer: User, mailoutbox: list[EmailMessage]
) -> None:
    provider.id_token = {"acr": "eidas1", "amr": ["pwd"]}
    assert sign_in(client)["Location"] == MAIL_CODE
    assert not is_signed_in(client)
    [message] = mailoutbox
    assert message.to == [officer.email]
    [code] = [line for line in str(message.body).split() if "-" in line and line.isupper()]
    client.post(MAIL_CODE, {"code": code})
    assert is_signed_in(client)
    assert client.get("/")["Location"] == reverse("mfa_index")
