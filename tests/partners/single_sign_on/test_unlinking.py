"""An account that one identity opens, until the administrator lets another one open it."""

from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from partners.accounts import change_address
from partners.models import User
from tests.partners.single_sign_on.conftest import is_signed_in, sign_in
from tests.partners.single_sign_on.local_provider import LocalProvider
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

UNLINK = "Délier de l’authentification unique"


@pytest.fixture
def linked(client: Client, provider: LocalProvider, officer: User) -> User:
    """The officer, who came through the provider once."""
    sign_in(client)
    return officer


def test_the_administrator_unlinks(client: Client, provider: LocalProvider, linked: User, administrator: User) -> None:
    office = signed_in(administrator)
    provider.subject = "sub-nouveau"
    assert sign_in(Client()).status_code == 403
    assert UNLINK in office.get(linked.get_absolute_url()).content.decode()
    office.post(reverse("partners:user_unlink", args=[linked.pk]))
    assert UNLINK not in office.get(linked.get_absolute_url()).content.decode()
    assert client.get("/mes-droits/")["Location"].startswith(reverse("account_login"))
    newcomer = Client()
    sign_in(newcomer)
    assert is_signed_in(newcomer)


def test_not_one_s_own_account(administrator: User) -> None:
    address = reverse("partners:user_unlink", args=[administrator.pk])
    assert signed_in(administrator).post(address).status_code == 403


def test_a_changed_address_unlinks(client: Client, provider: LocalProvider, linked: User) -> None:
    change_address(linked, "autre@exemple.invalid")
    assert not SocialAccount.objects.exists()
    assert sign_in(Client()).status_code == 403
