"""Inviting an agent by mail: an account without a password, and one link to choose it."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.models import Organisation, OrganisationKind, Role, User
from tests.factories import OrganisationFactory, ProgrammeFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

INVITE = reverse("partners:user_invite")
PASSWORD = "des mots assez longs"


@pytest.fixture
def office(administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def given() -> dict[str, Any]:
    """What is typed to invite a referent."""
    body: Organisation = OrganisationFactory(code="ml-rennes")
    return {
        "first_name": "Nolwenn",
        "last_name": "Le Bihan",
        "email": "N.LeBihan@exemple.invalid",
        "organisation": body.pk,
        "role": "referent",
        "starts_on": timezone.localdate().isoformat(),
    }


@pytest.fixture
def invite(office: Client) -> Any:
    return partial(office.post, INVITE)


def link_in(message: EmailMessage) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", str(message.body))
    assert found
    return found[1]


def test_the_account_has_a_membership_and_no_password(invite: Any, given: dict[str, Any]) -> None:
    programme = ProgrammeFactory()
    response = invite(given | {"programmes": [programme.pk], "is_lead": "on"})
    user = User.objects.get(email="n.lebihan@exemple.invalid")
    assert response["Location"] == user.get_absolute_url()
    assert not user.has_usable_password()
    [membership] = user.memberships.all()
    assert (membership.role, membership.is_lead) == (Role.REFERENT, True)
    assert [limited.pk for limited in membership.programmes.all()] == [programme.pk]


def test_the_link_opens_once(invite: Any, given: dict[str, Any], mailoutbox: list[EmailMessage]) -> None:
    invite(given)
    [message] = mailoutbox
    assert message.to == ["n.lebihan@exemple.invalid"]
    assert message.subject == "Votre accès est ouvert"
    assert not re.search("écrou|prison|détention|SPIP", message.subject + str(message.body), re.IGNORECASE)
    browser = Client()
    page = browser.get(link_in(message), follow=True)
    answer = browser.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 302
    assert User.objects.get(email="n.lebihan@exemple.invalid").check_password(PASSWORD)
    assert "plus valable" in Client().get(link_in(message), follow=True).content.decode()


def test_a_link_out_of_date_says_so(invite: Any, given: dict[str, Any], mailoutbox: list[EmailMessage]) -> None:
    invite(given)
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        content = Client().get(link_in(mailoutbox[0]), follow=True).content.decode()
    assert "Ce lien n’est plus valable" in content
    assert reverse("account_reset_password") in content


def test_it_is_sent_again(office: Client, invite: Any, given: dict[str, Any], mailoutbox: list[EmailMessage]) -> None:
    invite(given)
    user = User.objects.get(email="n.lebihan@exemple.invalid")
    office.post(reverse("partners:user_resend", args=[user.pk]))
    assert [message.to for message in mailoutbox] == [[user.email]] * 2
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    assert office.post(reverse("partners:user_resend", args=[user.pk])).status_code == 404


def test_a_message_that_does_not_leave_is_told(
    office: Client, invite: Any, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    content = office.get(invite(given)["Location"]).content.decode()
    assert "n’est pas parti" in content
    assert "Renvoyer l’invitation" in content


def test_twice_is_once(invite: Any, given: dict[str, Any], mailoutbox: list[EmailMessage]) -> None:
    assert invite(given).status_code == 302
    again = invite(given)
    assert again.status_code == 400
    assert "Un compte a déjà cette adresse" in again.content.decode()
    assert len(mailoutbox) == 1
    assert User.objects.filter(email="n.lebihan@exemple.invalid").count() == 1


def test_a_referent_cannot_invite(referent: User, given: dict[str, Any]) -> None:
    assert signed_in(referent).get(INVITE).status_code == 404
    assert signed_in(referent).post(INVITE, given).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"email": "pas une adresse"}, "adresse"),
        ({"last_name": ""}, "obligatoire"),
        ({"role": "juge"}, "juge"),
        ({"starts_on": "2010-01-01"}, "un jour à venir"),
        ({"is_trainee": "on"}, "a une date de fin"),
        ({"is_trainee": "on", "ends_on": "2098-01-01"}, "six mois au plus"),
        ({"ends_on": "2012-01-01"}, "avant d’avoir commencé"),
        ({"role": "reader", "is_trainee": "on", "ends_on": "2990-01-01"}, "référent ou prescripteur"),
    ],
)
def test_what_is_wrong_is_told(invite: Any, given: dict[str, Any], wrong: dict[str, str], told: str) -> None:
    response = invite(given | wrong)
    assert response.status_code == 400
    assert told in response.content.decode()
    assert not User.objects.filter(email="n.lebihan@exemple.invalid").exists()


@pytest.mark.parametrize(
    ("role", "kind", "is_held_there"),
    [
        ("referent", OrganisationKind.SPIP, False),
        ("officer", OrganisationKind.TRAINING, False),
        ("officer", OrganisationKind.MISSION_LOCALE, False),
        ("officer", OrganisationKind.CEF, True),
        ("reader", OrganisationKind.FUNDER, True),
        ("reader", OrganisationKind.EMPLOYER, False),
        ("coordinator", OrganisationKind.HOUSING, False),
        ("administrator", OrganisationKind.PRISON, False),
    ],
)
def test_a_role_has_its_places(
    invite: Any, given: dict[str, Any], role: str, kind: OrganisationKind, is_held_there: bool
) -> None:
    response = invite(given | {"role": role, "organisation": OrganisationFactory(kind=kind).pk})
    assert response.status_code == (302 if is_held_there else 400)
    assert is_held_there or "se tient là" in response.content.decode()


@pytest.mark.parametrize(
    ("role", "kind", "leads"),
    [
        ("officer", OrganisationKind.SPIP, True),
        ("reader", OrganisationKind.MISSION_LOCALE, True),
        ("reader", OrganisationKind.SPIP, False),
        ("reader", OrganisationKind.PLIE, False),
    ],
)
def test_a_lead_leads_somebody(
    invite: Any, given: dict[str, Any], role: str, kind: OrganisationKind, leads: bool
) -> None:
    response = invite(given | {"role": role, "organisation": OrganisationFactory(kind=kind).pk, "is_lead": "on"})
    assert response.status_code == (302 if leads else 400)
    assert leads or "Un responsable dirige une Mission Locale" in response.content.decode()
