"""Signing in and out through an OpenID provider, in a browser that holds the pages to their security policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from reporting.demonstration.accounts import account_for
from tests.journeys.axe import TELEPHONE, faults
from tests.journeys.conftest import Visit
from tests.partners.single_sign_on.local_provider import CLIENT_ID, CLIENT_SECRET, LocalProvider, started, stopped

SIGN_IN = "S’identifier avec ProConnect"


@pytest.fixture
def provider(settings: Any) -> Iterator[LocalProvider]:
    """The local provider, which knows the officer of the invented people; no card is in the way."""
    officer = account_for("officer")
    assert officer is not None
    provider = started()
    provider.userinfo["email"] = officer.email
    settings.OIDC_SERVER_URL, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = (
        provider.url,
        CLIENT_ID,
        CLIENT_SECRET,
    )
    settings.DEMONSTRATION = False
    yield provider
    stopped(provider)


@pytest.mark.parametrize("javascript", [True, False])
def test_there_and_back_and_out_again(visit: Visit, provider: LocalProvider, javascript: bool) -> None:
    page = visit("/", javascript=javascript, besides=(provider.url,))
    page.get_by_role("button", name=SIGN_IN).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Sandrine")
    page.locator("summary", has_text="Compte").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("button", name=SIGN_IN)).to_be_visible()
    assert len(provider.ended) == 1
    page.go_back()
    expect(page.get_by_role("button", name=SIGN_IN)).to_be_visible()


def test_the_sign_out_may_pass_by_a_third_address(visit: Visit, provider: LocalProvider) -> None:
    """As ProConnect's does, by the identity provider of the ministry: a policy on forms would stop it there."""
    ministry = started()
    provider.ministry = ministry.url
    page = visit("/", besides=(provider.url, ministry.url))
    page.get_by_role("button", name=SIGN_IN).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Sandrine")
    page.locator("summary", has_text="Compte").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("button", name=SIGN_IN)).to_be_visible()
    assert len(ministry.ended) == 1
    stopped(ministry)


def unknown(provider: LocalProvider) -> None:
    provider.userinfo["email"] = "prenom.nom-compose.de-la-tres-longue-adresse@service.exemple.invalid"


def cancelled(provider: LocalProvider) -> None:
    provider.error = "access_denied"


def broken(provider: LocalProvider) -> None:
    provider.broken = {"token"}


@pytest.mark.parametrize(
    ("fault", "title"),
    [
        (unknown, "Pas de compte pour cette identité"),
        (cancelled, "Connexion interrompue"),
        (broken, "ProConnect ne répond pas comme il faut"),
    ],
)
def test_what_is_told_to_whom_it_does_not_let_in(
    visit: Visit, provider: LocalProvider, fault: Any, title: str
) -> None:
    fault(provider)
    page = visit("/", besides=(provider.url,))
    assert faults(page) == ""
    page.get_by_role("button", name=SIGN_IN).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert faults(page) == ""
    page.set_viewport_size(TELEPHONE)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
