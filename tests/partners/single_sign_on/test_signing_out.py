"""A session that ends here ends at the provider too, which else would open it again to whoever sits down next."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from partners.models import CharterAcceptance, User
from partners.sessions import SEEN
from tests.partners.single_sign_on.conftest import asked, is_signed_in, sign_in, way_back, way_there
from tests.partners.single_sign_on.local_provider import LocalProvider

pytestmark = pytest.mark.django_db

SIGN_IN, SIGN_OUT = reverse("account_login"), reverse("account_logout")
END, ENDED = reverse("single_sign_on:end"), reverse("single_sign_on:ended")


def end_by_itself(client: Client) -> Any:
    """Nothing was asked for during more than half an hour; the answer to what is asked for then."""
    session = client.session
    session[SEEN] = 0
    session.save()
    return client.get("/mes-droits/")


def test_signing_out_ends_the_session_at_the_provider(client: Client, provider: LocalProvider, officer: User) -> None:
    sign_in(client)
    response = client.post(SIGN_OUT, follow=True)
    assert not is_signed_in(client)
    response = client.get(way_back(response.context["url"]), follow=True)
    assert response.redirect_chain == [(SIGN_IN, 302)]
    assert "Vous êtes déconnecté" in response.content.decode()
    assert [end["post_logout_redirect_uri"] for end in provider.ended] == [f"http://testserver{ENDED}"]
    assert client.get(END)["Location"] == SIGN_IN


def test_signing_out_without_a_sign_out_there(client: Client, provider: LocalProvider, officer: User) -> None:
    provider.configuration = {"end_session_endpoint": None}
    sign_in(client)
    assert client.post(SIGN_OUT)["Location"] == "/"
    assert not is_signed_in(client)


def test_signing_out_of_a_session_begun_with_a_password(
    client: Client, provider: LocalProvider, officer: User
) -> None:
    client.force_login(officer)
    assert client.post(SIGN_OUT)["Location"] == "/"


def test_a_session_that_ended_by_itself_is_ended_there_before_another_begins(
    client: Client, provider: LocalProvider, officer: User
) -> None:
    sign_in(client)
    CharterAcceptance.accept(officer, officer.date_joined)
    assert end_by_itself(client)["Location"].startswith(reverse("partners:session_ended"))
    out = way_there(client, next="/mes-droits/")
    assert out.startswith(f"{provider.url}/end_session?")
    again = client.get(way_back(out)).context["url"]
    assert again.startswith(f"{provider.url}/authorize?")
    assert client.get(way_back(again))["Location"] == "/mes-droits/"
    assert is_signed_in(client)


@pytest.mark.parametrize("state", ["", "inventé", "\0"])
def test_nothing_begins_again_that_was_not_left(
    client: Client, provider: LocalProvider, officer: User, state: str
) -> None:
    sign_in(client)
    end_by_itself(client)
    way_there(client)
    assert client.get(ENDED, {"state": state})["Location"] == SIGN_IN
    assert client.get(ENDED)["Location"] == SIGN_IN


def test_the_provider_gets_its_own_word_back(client: Client, provider: LocalProvider, officer: User) -> None:
    sign_in(client)
    parameters = asked(client.post(SIGN_OUT, follow=True).context["url"])
    assert parameters.keys() == {"id_token_hint", "post_logout_redirect_uri", "state"}
    assert len(parameters["state"]) >= 32


def test_whom_nothing_opens_may_change_identity(client: Client, provider: LocalProvider) -> None:
    response = sign_in(client)
    assert END in response.content.decode()
    assert client.get(END).context["url"].startswith(f"{provider.url}/end_session?")
