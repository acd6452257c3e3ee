"""Signing in and out through a provider that runs on this machine."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from partners.models import User
from tests.partners.single_sign_on.conftest import asked, is_signed_in, sign_in, way_back, way_there
from tests.partners.single_sign_on.local_provider import LocalProvider

pytestmark = pytest.mark.django_db

SIGN_IN = reverse("account_login")


def test_the_sign_in_page_names_the_provider_where_there_is_one(client: Client, provider: LocalProvider) -> None:
    assert "S’identifier avec ProConnect" in client.get(SIGN_IN).content.decode()


def test_nothing_shows_where_there_is_none(client: Client) -> None:
    assert "ProConnect" not in client.get(SIGN_IN).content.decode()


def test_an_account_is_found_by_its_address(client: Client, provider: LocalProvider, officer: User) -> None:
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(officer.pk)


@pytest.mark.parametrize("is_signed", [True, False])
def test_the_userinfo_may_be_signed_or_not(
    client: Client, provider: LocalProvider, officer: User, is_signed: bool
) -> None:
    provider.userinfo_is_signed = is_signed
    sign_in(client)
    assert is_signed_in(client)


def test_a_provider_may_say_it_all_in_the_id_token(client: Client, provider: LocalProvider, officer: User) -> None:
    provider.id_token |= provider.userinfo
    provider.userinfo = {}
    sign_in(client)
    assert is_signed_in(client)


def test_the_second_time_the_subject_is_enough(client: Client, provider: LocalProvider, officer: User) -> None:
    sign_in(client)
    client.logout()
    provider.userinfo = {"email": "marie@exemple.invalid"}
    sign_in(client)
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_no_more_is_kept_than_the_subject(client: Client, provider: LocalProvider, officer: User) -> None:
    sign_in(client)
    kept = SocialAccount.objects.get()
    assert (kept.provider, kept.uid, kept.extra_data) == (provider.url, "sub-cpip", {})


def test_it_leads_to_the_page_first_asked_for(client: Client, provider: LocalProvider, officer: User) -> None:
    assert sign_in(client, next="/bilans/")["Location"] == "/bilans/"
    client.logout()
    assert sign_in(client, next="https://ailleurs.invalid/")["Location"] == "/"


def test_what_is_asked_of_the_provider(client: Client, provider: LocalProvider, settings: Any) -> None:
    parameters = asked(way_there(client))
    assert sorted(parameters["scope"].split()) == ["email", "openid"]
    assert parameters["redirect_uri"] == "http://testserver/comptes/authentification-unique/retour/"
    acr = json.loads(parameters["claims"])["id_token"]["acr"]
    assert acr == {"values": settings.OIDC_ACR_VALUES}
    settings.OIDC_SECOND_FACTOR_REQUIRED = True
    acr = json.loads(asked(way_there(client))["claims"])["id_token"]["acr"]
    assert acr == {"values": settings.OIDC_ACR_VALUES, "essential": True}


def test_whoever_is_signed_in_needs_no_provider(client: Client, provider: LocalProvider, officer: User) -> None:
    client.force_login(officer)
    assert client.post(reverse("single_sign_on:begin"))["Location"] == "/"


def test_another_person_takes_the_place_of_the_one_before(
    client: Client, provider: LocalProvider, officer: User, referent: User
) -> None:
    back = way_back(way_there(client))
    client.force_login(referent)
    client.get(back)
    assert client.session["_auth_user_id"] == str(officer.pk)
