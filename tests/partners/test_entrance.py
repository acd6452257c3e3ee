"""What stands between a password and the first page: a second factor, then the charter."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partners import second_factor
from partners.models import CharterAcceptance, User
from tests.personas import prove, signed_in

pytestmark = pytest.mark.django_db

CHOICE = reverse("mfa_index")
CHARTER = reverse("partners:charter")


def newcomer_signed_in(user: User) -> Client:
    """A browser that has just given the password and the code by mail, for the first time."""
    client = Client()
    client.force_login(user)
    prove(client, user, "password", "code")
    return client


def test_a_session_without_a_second_factor_opens_nothing_and_ends(referent: User) -> None:
    client = signed_in(referent)
    prove(client, referent, "password")
    assert client.get("/")["Location"] == "/comptes/login/?next=/"
    assert "_auth_user_id" not in client.session


def test_another_user_s_proof_proves_nothing(referent: User, cpip: User) -> None:
    client = signed_in(referent)
    prove(client, cpip, "password", "code")
    assert client.get("/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_nothing_opens_before_a_factor_is_chosen(referent: User) -> None:
    client = newcomer_signed_in(referent)
    for page in ["/", "/bilans/", CHARTER, reverse("account_change_password")]:
        assert client.get(page)["Location"] == CHOICE
        assert client.post(page)["Location"] == CHOICE
    assert client.get(CHOICE).status_code == 200


def test_then_the_charter_then_the_page_asked_for(coordinator: User) -> None:
    client = newcomer_signed_in(coordinator)
    client.get("/bilans/?annee=2016")
    assert client.post(reverse("partners:mail_code_choose"))["Location"] == "/bilans/?annee=2016"
    assert client.get("/bilans/?annee=2016")["Location"] == CHARTER
    assert "J’ai lu la charte" in client.get(CHARTER).content.decode()
    assert client.post(reverse("partners:charter_accept"))["Location"] == "/bilans/?annee=2016"
    assert client.get("/").status_code == 200


def test_a_new_version_of_the_charter_is_asked_for_again(referent: User) -> None:
    client = signed_in(referent)
    assert client.get("/").status_code == 200
    CharterAcceptance.objects.update(version="2020-01")
    assert client.get("/")["Location"] == CHARTER


def test_the_charter_is_read_again_without_a_button(referent: User) -> None:
    page = signed_in(referent).get(CHARTER).content.decode()
    assert "acceptée le" in page
    assert "J’ai lu la charte" not in page


def test_a_version_is_accepted_once(referent: User) -> None:
    for _ in range(2):
        CharterAcceptance.accept(referent, timezone.now())
    acceptance = CharterAcceptance.objects.get()
    with pytest.raises(IntegrityError):
        CharterAcceptance.objects.create(user=referent, version=acceptance.version, accepted_at=timezone.now())


def test_a_factor_that_is_gone_is_asked_for_at_the_next_request(referent: User) -> None:
    client = signed_in(referent)
    User.objects.filter(pk=referent.pk).update(mail_code_chosen_at=None)
    assert client.get("/")["Location"] == CHOICE


def test_factors_taken_away_end_the_sessions(referent: User) -> None:
    client = signed_in(referent)
    second_factor.reset(referent)
    assert client.get("/")["Location"] == "/comptes/login/?next=/"
    assert newcomer_signed_in(referent).get("/")["Location"] == CHOICE


def test_a_disabled_account_is_out_at_the_next_request(referent: User) -> None:
    client = signed_in(referent)
    User.objects.filter(pk=referent.pk).update(is_active=False)
    assert client.get("/")["Location"] == "/comptes/login/?next=/"


def test_the_session_and_the_user_are_all_that_it_reads(referent: User) -> None:
    client = signed_in(referent)
    client.get(CHARTER)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.post("/").status_code == 405
    assert len(queries) == 2, [query["sql"] for query in queries]
