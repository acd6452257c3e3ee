"""Whom single sign-on lets in not, and what they are told: never whether an address has an account."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from partners.models import User
from tests.partners.single_sign_on.conftest import is_signed_in, sign_in, way_back, way_there
from tests.partners.single_sign_on.local_provider import CLIENT_SECRET, FOREIGN_KEY, LocalProvider

pytestmark = pytest.mark.django_db

CALLBACK = reverse("single_sign_on:callback")


def page(response: Any) -> str:
    """What the page says."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def issued_by_another(provider: LocalProvider) -> None:
    provider.id_token = {"iss": "https://ailleurs.invalid"}


def for_another_service(provider: LocalProvider) -> None:
    provider.id_token = {"aud": "un-autre-service"}


def for_several_services(provider: LocalProvider) -> None:
    provider.id_token = {"aud": ["un-autre-service", "dernier-ecrou"], "azp": "un-autre-service"}


def signed_by_another(provider: LocalProvider) -> None:
    provider.signing_key = FOREIGN_KEY


def signed_with_the_secret(provider: LocalProvider) -> None:
    provider.algorithm = "HS256"


def expired(provider: LocalProvider) -> None:
    provider.id_token = {"exp": 1_500_000_000}


def without_end(provider: LocalProvider) -> None:
    provider.id_token = {"exp": None}


def without_nonce(provider: LocalProvider) -> None:
    provider.id_token = {"nonce": None}


def nonce_of_another_request(provider: LocalProvider) -> None:
    provider.id_token = {"nonce": "n" * 48}


def about_somebody_else(provider: LocalProvider) -> None:
    provider.userinfo |= {"sub": "sub-autre"}


def without_subject(provider: LocalProvider) -> None:
    provider.id_token = {"sub": None}


def subject_with_a_zero(provider: LocalProvider) -> None:
    provider.subject = "sub\0cpip"


def userinfo_for_another_service(provider: LocalProvider) -> None:
    provider.userinfo |= {"aud": "un-autre-service"}


def no_discovery(provider: LocalProvider) -> None:
    provider.broken = {".well-known/openid-configuration"}


def no_tokens(provider: LocalProvider) -> None:
    provider.broken = {"token"}


def no_keys(provider: LocalProvider) -> None:
    provider.broken = {"jwks"}


def no_userinfo(provider: LocalProvider) -> None:
    provider.broken = {"userinfo"}


@pytest.mark.parametrize(
    "fault",
    [
        issued_by_another,
        for_another_service,
        for_several_services,
        signed_by_another,
        signed_with_the_secret,
        expired,
        without_end,
        without_nonce,
        nonce_of_another_request,
        about_somebody_else,
        without_subject,
        subject_with_a_zero,
        userinfo_for_another_service,
        no_discovery,
        no_tokens,
        no_keys,
        no_userinfo,
    ],
)
def test_an_answer_that_cannot_be_trusted(
    client: Client,
    provider: LocalProvider,
    officer: User,
    fault: Callable[[LocalProvider], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    back = way_back(way_there(client))
    fault(provider)
    with caplog.at_level(logging.DEBUG):
        response = client.get(back)
    assert response.status_code == 502
    assert "ProConnect ne répond pas comme il faut" in page(response)
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    assert [record.message for record in caplog.records if "Single sign-on failed" in record.message]
    for secret in (CLIENT_SECRET, officer.email, "bearer-of-the-day", "eyJ"):
        assert secret not in " ".join(
            record.message for record in caplog.records if record.name.startswith("partners")
        )


def test_a_provider_that_does_not_answer(client: Client, provider: LocalProvider, settings: Any) -> None:
    settings.OIDC_SERVER_URL = "http://localhost:9"
    response = client.post(reverse("single_sign_on:begin"))
    assert response.status_code == 502
    assert "votre adresse et votre mot de passe" in page(response)


def test_a_provider_that_takes_too_long(client: Client, provider: LocalProvider, settings: Any) -> None:
    assert settings.SOCIALACCOUNT_REQUESTS_TIMEOUT == 5
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.05
    provider.seconds_late = 0.5
    assert client.post(reverse("single_sign_on:begin")).status_code == 502


def test_a_discovery_that_speaks_for_another(client: Client, provider: LocalProvider) -> None:
    provider.configuration = {"issuer": "https://ailleurs.invalid"}
    assert client.post(reverse("single_sign_on:begin")).status_code == 502


@pytest.mark.parametrize("body", [b"[]", b"{}", b"null", b"<p>Maintenance</p>"])
def test_a_discovery_of_any_shape(client: Client, provider: LocalProvider, monkeypatch: Any, body: bytes) -> None:
    monkeypatch.setattr(type(provider), "discovery", lambda self: json.loads(body))
    assert client.post(reverse("single_sign_on:begin")).status_code == 502


@pytest.mark.parametrize(
    "query", ["", "?state=", "?state=inventé&code=1", "?state=%00&code=1", "?error=access_denied"]
)
def test_a_way_back_that_nobody_asked_for(client: Client, provider: LocalProvider, query: str) -> None:
    response = client.get(CALLBACK + query)
    assert response.status_code == 400
    assert "Connexion à recommencer" in page(response)


def test_a_way_back_serves_once_and_in_one_browser(client: Client, provider: LocalProvider, officer: User) -> None:
    back = way_back(way_there(client))
    assert Client().get(back).status_code == 400
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 400


def test_giving_up_at_the_provider(client: Client, provider: LocalProvider) -> None:
    provider.error = "access_denied"
    response = sign_in(client)
    assert response.status_code == 200
    assert "Connexion interrompue" in page(response)


@pytest.mark.parametrize("error", ["server_error", "<script>"])
def test_an_error_at_the_provider(client: Client, provider: LocalProvider, error: str) -> None:
    provider.error = error
    response = sign_in(client)
    assert response.status_code == 502
    assert "script>" not in page(response)


def test_an_unknown_address_and_one_nobody_vouches_for_read_the_same(
    client: Client, provider: LocalProvider, officer: User
) -> None:
    provider.userinfo = {"email": "cpip@exemple.invalid", "email_verified": False}
    unverified = sign_in(client)
    provider.userinfo = {"email": "inconnu@exemple.invalid", "email_verified": True}
    unknown = sign_in(Client())
    assert unverified.status_code == unknown.status_code == 403
    assert "Demandez à l’administrateur" in page(unknown)
    assert page(unverified).replace("cpip@", "") == page(unknown).replace("inconnu@", "")
    assert User.objects.count() == 1
    assert not is_signed_in(client)


def test_an_address_that_the_provider_says_nothing_of(
    client: Client, provider: LocalProvider, officer: User, settings: Any
) -> None:
    provider.userinfo = {"email": "CPIP@Exemple.invalid"}
    assert sign_in(Client()).status_code == 403
    settings.OIDC_VERIFIED_DOMAINS = ["exemple.invalid"]
    sign_in(client)
    assert is_signed_in(client)


def test_a_domain_does_not_vouch_against_the_provider(
    client: Client, provider: LocalProvider, officer: User, settings: Any
) -> None:
    settings.OIDC_VERIFIED_DOMAINS = ["exemple.invalid"]
    provider.userinfo = {"email": officer.email, "email_verified": False}
    assert sign_in(client).status_code == 403


def test_no_address_at_all(client: Client, provider: LocalProvider, officer: User) -> None:
    provider.userinfo = {}
    response = sign_in(client)
    assert response.status_code == 403
    assert "Adresse que" not in page(response)


def test_an_address_that_passed_to_somebody_else(client: Client, provider: LocalProvider, officer: User) -> None:
    sign_in(client)
    provider.subject = "sub-successeur"
    newcomer = Client()
    assert sign_in(newcomer).status_code == 403
    assert not is_signed_in(newcomer)


@pytest.mark.parametrize("was_linked", [False, True])
def test_a_disabled_account(client: Client, provider: LocalProvider, officer: User, was_linked: bool) -> None:
    if was_linked:
        sign_in(client)
        client.logout()
    officer.is_active = False
    officer.save()
    response = sign_in(client)
    assert response["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)
    assert SocialAccount.objects.exists() is was_linked


@pytest.mark.parametrize("name", ["single_sign_on:callback", "single_sign_on:end", "single_sign_on:ended"])
def test_there_is_no_such_page_where_there_is_no_provider(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse("single_sign_on:begin")).status_code == 404


@pytest.mark.parametrize("address", ["3rdparty/", "3rdparty/signup/", "social/signup/", "oidc/x/login/"])
def test_allauth_s_own_pages_for_it_are_not_there(client: Client, provider: LocalProvider, address: str) -> None:
    assert client.get(f"/comptes/{address}").status_code == 404
