"""The demonstration as one enters it: one click a role, and nothing of it where it does not belong."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from cases.models import Contact, YoungPerson
from reporting.demonstration.accounts import ACCOUNTS, PASSWORD, Account
from reporting.models import Demonstration

pytestmark = pytest.mark.django_db

BANNER = "Démonstration\N{NO-BREAK SPACE}: personnes fictives"


@pytest.fixture(autouse=True)
def setting(settings: Any) -> None:
    settings.DEMONSTRATION = True


def test_a_second_run_changes_nothing_and_prints_the_accounts() -> None:
    before = YoungPerson.objects.count(), Contact.objects.count()
    output = io.StringIO()
    call_command("load_demo", "--on", "2027-01-01", stdout=output)
    assert "rien n’a changé" in output.getvalue()
    assert all(account.email in output.getvalue() for account in ACCOUNTS)
    assert (YoungPerson.objects.count(), Contact.objects.count()) == before
    assert min(before) > 1000


def test_the_sign_in_page_has_one_card_a_role(client: Client) -> None:
    page = client.get("/comptes/login/").content.decode()
    assert BANNER in page
    for account in ACCOUNTS:
        assert account.title in page


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.role_code)
def test_one_click_signs_in(client: Client, account: Account) -> None:
    response = client.post("/demonstration/entrer/", {"role": account.role_code}, follow=True)
    assert response.status_code == 200
    assert response.context["user"].email == account.email


def test_an_account_signs_in_with_its_password(client: Client) -> None:
    response = client.post("/comptes/login/", {"login": ACCOUNTS[0].email, "password": PASSWORD})
    assert response.status_code == 302


def test_an_unknown_card_does_not_exist(client: Client) -> None:
    assert client.post("/demonstration/entrer/", {"role": "juge"}).status_code == 404


def test_no_card_without_the_setting(client: Client, settings: Any) -> None:
    settings.DEMONSTRATION = False
    page = client.get("/comptes/login/").content.decode()
    assert "Entrer comme" not in page
    assert BANNER in page
    assert client.post("/demonstration/entrer/", {"role": "coordinator"}).status_code == 404


def test_other_people_coming_in_end_it(client: Client, tmp_path: Path) -> None:
    (tmp_path / "jeunes.csv").write_text("id,nom,prenom,date_naissance,sexe\nX1,Ropartz,Nolwenn,1998-01-02,F\n")
    with transaction.atomic():
        output = io.StringIO()
        call_command("import_package", str(tmp_path), stdout=output)
        assert "La démonstration est retirée" in output.getvalue()
        assert not Demonstration.objects.exists()
        assert client.post("/demonstration/entrer/", {"role": "coordinator"}).status_code == 404
        client.post("/comptes/login/", {"login": ACCOUNTS[0].email, "password": PASSWORD})
        assert "_auth_user_id" not in client.session
        transaction.set_rollback(True)


def test_its_own_package_coming_in_again_changes_nothing(tmp_path: Path) -> None:
    call_command("export_package", str(tmp_path / "paquet"), stdout=io.StringIO())
    output = io.StringIO()
    call_command("import_package", str(tmp_path / "paquet"), stdout=output)
    assert "Rien n’a changé" in output.getvalue()
    assert Demonstration.objects.exists()


def test_the_package_and_the_components_are_offered(client: Client) -> None:
    client.post("/demonstration/entrer/", {"role": "coordinator"})
    archive = zipfile.ZipFile(io.BytesIO(client.get("/demonstration/paquet-de-donnees/").content))
    assert "jeunes.csv" in archive.namelist()
    assert "des fichiers CSV dans une archive" in client.get("/").content.decode()
    assert client.get("/demonstration/composants/").status_code == 200
