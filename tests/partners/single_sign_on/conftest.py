"""A provider that runs, settings that name it, and the way there and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from django.test import Client
from django.urls import reverse

from partners.models import User
from tests.partners.single_sign_on.local_provider import CLIENT_ID, CLIENT_SECRET, LocalProvider, started, stopped


@pytest.fixture
def provider(settings: Any) -> Iterator[LocalProvider]:
    """The local provider, switched on as an installation does it."""
    provider = started()
    settings.OIDC_SERVER_URL = provider.url
    settings.OIDC_CLIENT_ID = CLIENT_ID
    settings.OIDC_CLIENT_SECRET = CLIENT_SECRET
    yield provider
    stopped(provider)


@pytest.fixture
def officer(cpip: User) -> User:
    """The account that the local provider's person has here."""
    cpip.email = "cpip@exemple.invalid"
    cpip.save()
    return cpip


def way_there(client: Client, **form: str) -> str:
    """The address at the provider that the sign-in page leads to."""
    response = client.post(reverse("single_sign_on:begin"), form)
    assert response.status_code == 200
    return str(response.context["url"])


def asked(address: str) -> dict[str, str]:
    """The parameters in that address."""
    return dict(parse_qsl(urlsplit(address).query))


def way_back(address: str) -> str:
    """Where the provider sends the browser back to, once it was opened there."""
    response = requests.get(address, allow_redirects=False, timeout=5)
    assert response.status_code == 302
    back = urlsplit(response.headers["Location"])
    return f"{back.path}?{back.query}"


def sign_in(client: Client, **form: str) -> Any:
    """There and back: our answer to the provider's."""
    return client.get(way_back(way_there(client, **form)))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
