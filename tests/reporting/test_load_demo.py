"""The demonstration is never loaded, nor entered, beside other people."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cases.models import YoungPerson
from partners.models import User
from reporting.demonstration.accounts import ACCOUNTS
from reporting.models import Demonstration
from tests.factories import YoungPersonFactory

pytestmark = pytest.mark.django_db


def test_it_refuses_a_database_with_other_people() -> None:
    YoungPersonFactory()
    with pytest.raises(CommandError, match="contient d’autres personnes"):
        call_command("load_demo")
    assert YoungPerson.objects.count() == 1
    assert not Demonstration.objects.exists()


def test_verifying_refuses_other_people_and_writes_nothing() -> None:
    call_command("load_demo", "--verify")
    assert not Demonstration.objects.exists()
    YoungPersonFactory()
    with pytest.raises(CommandError, match="contient d’autres personnes"):
        call_command("load_demo", "--verify")


def test_a_wrong_day_is_told_in_french() -> None:
    with pytest.raises(CommandError, match="n’est pas une date"):
        call_command("load_demo", "--on", "22 novembre")


def test_no_card_on_a_database_of_other_people(client: Client, settings: Any) -> None:
    settings.DEMONSTRATION = True
    YoungPersonFactory()
    User.objects.create_user(ACCOUNTS[0].email)
    assert "Entrer comme" not in client.get("/comptes/login/").content.decode()
    assert client.post("/demonstration/entrer/", {"role": "coordinator"}).status_code == 404
