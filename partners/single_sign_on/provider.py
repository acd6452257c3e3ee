"""The provider that the settings name: where to send people, and what it answers about them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string

from partners.single_sign_on.identity import Identity, identity_from
from partners.single_sign_on.tokens import Refused, verified_claims, verified_id_token

# `state` and `nonce`: ProConnect wants 32 characters at least.
RANDOM_LENGTH = 48


class SingleSignOnAdapter(OpenIDConnectOAuth2Adapter):
    """The exchange with the provider. What it fetches may raise any of `PROVIDER_FAULTS` (views.py)."""

    def __init__(self, request: HttpRequest, provider: SingleSignOnProvider) -> None:
        super().__init__(request, provider.app.provider_id)
        self.provider = provider

    def get_provider(self) -> SingleSignOnProvider:
        return self.provider

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return str(build_absolute_uri(request, reverse("single_sign_on:callback")))

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes about itself. Raises Refused when it speaks for another address."""
        published: dict[str, Any] = super().openid_config
        if str(published["issuer"]).rstrip("/") != settings.OIDC_SERVER_URL:
            raise Refused("discovery of another issuer")
        return published

    def tokens(self, code_verifier: str) -> dict[str, Any]:
        """The provider's answer to the code in this request, and to PKCE's secret."""
        app = self.provider.app
        client = self.get_client(self.request, app)
        answer: dict[str, Any] = self.get_access_token_data(
            self.request, app, client, pkce_code_verifier=code_verifier
        )
        return answer

    def identity(self, answer: dict[str, Any], nonce: str) -> Identity:
        """Who that answer is about, everything verified. Raises jwt.PyJWTError or Refused."""
        trusted = {"issuer": self.openid_config["issuer"], "audience": self.provider.app.client_id}
        keys = fetched(self.openid_config["jwks_uri"]).json()
        id_token = verified_id_token(answer["id_token"], keys, nonce=nonce, **trusted)
        userinfo: dict[str, Any] = {}
        if "userinfo_endpoint" in self.openid_config:
            response = fetched(self.openid_config["userinfo_endpoint"], bearer=answer["access_token"])
            is_signed = response.headers.get("Content-Type", "").startswith("application/jwt")
            userinfo = verified_claims(response.text, keys, **trusted) if is_signed else response.json()
        return identity_from(
            id_token, userinfo, acr_values=settings.OIDC_ACR_VALUES, domains=settings.OIDC_VERIFIED_DOMAINS
        )


class SingleSignOnProvider(OpenIDConnectProvider):
    """allauth's provider, with PKCE, `nonce` and `claims`."""

    pkce_enabled_default = True

    def get_oauth2_adapter(self, request: HttpRequest) -> SingleSignOnAdapter:
        return SingleSignOnAdapter(request, self)

    def address_to_go_to(self, request: HttpRequest, next_url: str | None) -> str:
        """Where the browser signs in; what the answer will be checked against is kept in the session."""
        nonce = get_random_string(RANDOM_LENGTH)
        response = self.redirect(
            request,
            process="login",
            next_url=next_url,
            data={"nonce": nonce},
            state_id=get_random_string(RANDOM_LENGTH),
            scope=settings.OIDC_SCOPES,
            auth_params={"nonce": nonce, "claims": json.dumps(claims_asked_for())},
        )
        return str(response.url)


def is_on() -> bool:
    """Whether the settings name a provider."""
    return bool(settings.OIDC_SERVER_URL)


def configured_provider(request: HttpRequest) -> SingleSignOnProvider:
    """The provider of the settings. Its accounts are kept under its address: a subject means nothing elsewhere."""
    app = SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=settings.OIDC_SERVER_URL,
        name=settings.OIDC_NAME,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        settings={"server_url": settings.OIDC_SERVER_URL},
    )
    return SingleSignOnProvider(request, app=app)


def claims_asked_for() -> dict[str, Any]:
    """The `claims` parameter: how the person proved who they are, with two factors rather, or at all costs."""
    acr: dict[str, Any] = {"values": settings.OIDC_ACR_VALUES}
    if settings.OIDC_SECOND_FACTOR_REQUIRED:
        acr["essential"] = True
    return {"id_token": {"acr": acr, "amr": None}}


def fetched(url: str, bearer: str = "") -> requests.Response:
    """The provider's answer at that address. Raises requests.RequestException, also when it takes too long."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    with get_adapter().get_requests_session() as session:
        response: requests.Response = session.get(url, headers=headers)
    response.raise_for_status()
    return response


def end_session_url(request: HttpRequest, endpoint: str, id_token: str, state: str) -> str:
    """Where the browser ends the provider's session too; it then comes back with that state."""
    parameters = {
        "id_token_hint": id_token,
        "post_logout_redirect_uri": build_absolute_uri(request, reverse("single_sign_on:ended")),
        "state": state,
    }
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters)}"
