"""The demonstration: loaded once, never beside other people, entered in one click."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cases.models import Contact, YoungPerson
from partners.models import User
from reporting.demonstration.accounts import ACCOUNTS, PASSWORD
from reporting.demonstration.loading import load
from reporting.models import Demonstration
from tests.factories import YoungPersonFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)
BANNER = "Démonstration : personnes fictives"


@pytest.fixture
def demonstration(settings: Any) -> None:
    settings.DEMONSTRATION = True
    load(ON)


def loaded(*arguments: str) -> str:
    """What `load_demo` prints."""
    output = io.StringIO()
    call_command("load_demo", *arguments, stdout=output)
    return output.getvalue()


def test_it_loads_prints_the_accounts_and_changes_nothing_the_second_time() -> None:
    first = loaded("--on", "2026-11-22")
    assert "Démonstration chargée au 22/11/2026" in first
    assert all(account.email in first for account in ACCOUNTS)
    people, contacts = YoungPerson.objects.count(), Contact.objects.count()
    assert people > 500
    assert "rien n’a changé" in loaded("--on", "2027-01-01")
    assert (YoungPerson.objects.count(), Contact.objects.count()) == (people, contacts)


def test_it_refuses_a_database_with_other_people() -> None:
    YoungPersonFactory()
    with pytest.raises(CommandError, match="contient d’autres personnes"):
        loaded()
    assert YoungPerson.objects.count() == 1
    assert not Demonstration.objects.exists()


def test_a_wrong_day_is_told_in_french() -> None:
    with pytest.raises(CommandError, match="n’est pas une date"):
        loaded("--on", "22 novembre")


def test_the_sign_in_page_has_one_card_a_role(client: Client, demonstration: None) -> None:
    page = client.get("/comptes/login/").content.decode()
    assert BANNER in page
    for account in ACCOUNTS:
        assert account.title in page


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.role_code)
def test_one_click_signs_in(client: Client, demonstration: None, account: object) -> None:
    response = client.post("/demonstration/entrer/", {"role": account.role_code}, follow=True)  # type: ignore[attr-defined]
    assert response.status_code == 200
    assert response.context["user"].email == account.email  # type: ignore[attr-defined]


def test_an_account_signs_in_with_its_password(client: Client, demonstration: None) -> None:
    account = ACCOUNTS[0]
    response = client.post("/comptes/login/", {"login": account.email, "password": PASSWORD})
    assert response.status_code == 302


def test_an_unknown_card_does_not_exist(client: Client, demonstration: None) -> None:
    assert client.post("/demonstration/entrer/", {"role": "juge"}).status_code == 404


def test_no_card_without_the_setting(client: Client, demonstration: None, settings: Any) -> None:
    settings.DEMONSTRATION = False
    page = client.get("/comptes/login/").content.decode()
    assert "Entrer comme" not in page
    assert BANNER in page
    assert client.post("/demonstration/entrer/", {"role": "coordinator"}).status_code == 404


def test_no_card_on_a_database_of_other_people(client: Client, settings: Any) -> None:
    settings.DEMONSTRATION = True
    YoungPersonFactory()
    User.objects.create_user(ACCOUNTS[0].email)
    assert "Entrer comme" not in client.get("/comptes/login/").content.decode()
    assert client.post("/demonstration/entrer/", {"role": "coordinator"}).status_code == 404


def test_the_package_and_the_components_are_offered(client: Client, demonstration: None) -> None:
    client.post("/demonstration/entrer/", {"role": "coordinator"})
    archive = zipfile.ZipFile(io.BytesIO(client.get("/demonstration/paquet-de-donnees/").content))
    assert "jeunes.csv" in archive.namelist()
    assert client.get("/demonstration/composants/").status_code == 200
