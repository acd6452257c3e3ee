"""The first account of a new installation."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from partners.models import Role, User
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def opened(*arguments: str) -> str:
    """What the command prints."""
    output = io.StringIO()
    call_command("open_account", *arguments, stdout=output)
    return output.getvalue()


@pytest.fixture(autouse=True)
def mission_locale() -> None:
    OrganisationFactory(code="ml-rennes")


def test_it_opens_an_account_without_a_password() -> None:
    printed = opened("Coordination@exemple.invalid", "coordinator", "ml-rennes", "--first-name", "Rozenn")
    user = User.objects.get()
    assert (user.email, user.first_name) == ("coordination@exemple.invalid", "Rozenn")
    assert not user.has_usable_password()
    assert [membership.role for membership in user.memberships_on(timezone.localdate())] == [Role.COORDINATOR]
    assert "Mot de passe oublié" in printed


def test_its_owner_chooses_a_password_by_mail(client: Client, mailoutbox: list[object]) -> None:
    opened("coordination@exemple.invalid", "coordinator", "ml-rennes")
    client.post("/comptes/password/reset/", {"email": "coordination@exemple.invalid"})
    [message] = mailoutbox
    assert "/comptes/password/reset/key/" in message.body  # type: ignore[attr-defined]


def test_an_account_may_have_a_second_role() -> None:
    opened("agent@exemple.invalid", "coordinator", "ml-rennes")
    printed = opened("AGENT@exemple.invalid", "referent", "ml-rennes")
    assert User.objects.get().memberships.count() == 2
    assert "Mot de passe oublié" not in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("agent", "coordinator", "ml-rennes"), "n’est pas une adresse"),
        (("agent@exemple.invalid", "coordinator", "ailleurs"), "Aucune structure"),
        (("agent@exemple.invalid", "juge", "ml-rennes"), "juge"),
    ],
)
def test_what_cannot_be_is_told(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        opened(*arguments)
    assert not User.objects.exists()


def test_the_same_role_twice_is_refused() -> None:
    opened("agent@exemple.invalid", "coordinator", "ml-rennes")
    with pytest.raises(CommandError, match="déjà ce rôle"):
        opened("agent@exemple.invalid", "coordinator", "ml-rennes")


def test_the_first_administrator_comes_with_the_first_structure() -> None:
    opened("agent@exemple.invalid", "administrator", "ml-nouvelle", "--mission-locale", "Mission Locale nouvelle")
    held = User.objects.get().memberships.get()
    assert (held.role, held.organisation.name) == (Role.ADMINISTRATOR, "Mission Locale nouvelle")


def test_the_administration_goes_with_no_file() -> None:
    opened("agent@exemple.invalid", "referent", "ml-rennes")
    with pytest.raises(CommandError, match="aucun dossier"):
        opened("agent@exemple.invalid", "administrator", "ml-rennes")
