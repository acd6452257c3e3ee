"""Drafts: what is typed survives an ended session, another sign-in, an error; its author alone reads it, a week."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cases.drafting import KEPT_FLAG, LONGEST
from cases.models import Draft
from partners.models import User
from tests.personas import prove, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.cases.draft_pages")]

PAGE = "/lettres/"
TYPED = {"words": "Bonjour", "colours": ["bleu", "vert"]}


def token(client: Client, page: str = PAGE) -> str:
    """What the form of the page bears."""
    found = re.search(r'name="brouillon" value="([^"]+)"', client.get(page).content.decode())
    assert found
    return found[1]


def save(
    client: Client, bearing: str, accept: str = "application/json", **typed: object
) -> tuple[int, dict[str, object]]:
    response = client.post("/brouillons/", {"brouillon": bearing, **TYPED, **typed}, headers={"accept": accept})
    return response.status_code, response.json() if accept == "application/json" else {}


def shows_draft(client: Client) -> bool:
    page = client.get(PAGE).content.decode()
    shown = 'value="Bonjour"' in page
    assert shown == ("Voici votre brouillon" in page) == ("Effacer le brouillon" in page)
    return shown


def test_it_is_kept_and_shown_again_with_everything_typed(cpip: User) -> None:
    with time_machine.travel("2026-11-26 14:32:10+01:00", tick=False):
        client = signed_in(cpip)
        assert save(client, token(client)) == (200, {"saved_at": "14\xa0h\xa032", "signed_in": True})
        page = client.get(PAGE).content.decode()
    assert "enregistré le 26 novembre à 14\xa0h\xa032" in page
    assert re.findall(r'<option value="(\w+)" selected>|value="(Bonjour)"', page) == [
        ("", "Bonjour"),
        ("bleu", ""),
        ("vert", ""),
    ]
    assert "checked" not in page, "the box was on at first, and was unticked"


def test_without_javascript_a_button_keeps_it_and_leads_back(cpip: User) -> None:
    client = signed_in(cpip)
    response = client.post("/brouillons/", {"brouillon": token(client), **TYPED})
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert shows_draft(client)


def test_nobody_else_reads_it_on_the_same_browser_either(cpip: User, referent: User) -> None:
    client = signed_in(cpip)
    save(client, token(client))
    assert not shows_draft(signed_in(referent))
    client.logout()
    signed_in(referent)
    client.force_login(referent)
    prove(client, referent, "password", "code")
    assert not shows_draft(client)


def test_it_goes_when_the_form_is_sent(cpip: User) -> None:
    client = signed_in(cpip)
    bearing = token(client)
    save(client, bearing)
    assert client.post(PAGE, {"brouillon": bearing, **TYPED}).status_code == 302
    assert not Draft.objects.exists()


def test_it_goes_when_it_is_erased(cpip: User) -> None:
    client = signed_in(cpip)
    bearing = token(client)
    save(client, bearing)
    assert client.post("/brouillons/", {"brouillon": bearing, "effacer": "1"})["Location"] == PAGE
    assert not shows_draft(client)


@pytest.mark.parametrize("killed", ["cookie", "signed out", "too old"])
def test_sent_after_the_session_ended_it_is_kept_and_said(cpip: User, killed: str) -> None:
    client = signed_in(cpip)
    bearing, later = token(client), timezone.now()
    if killed == "cookie":
        client.cookies.pop("sessionid")
    elif killed == "signed out":
        client.post("/comptes/logout/")
    else:
        later += timedelta(hours=2)
    with time_machine.travel(later):
        response = client.post(PAGE, {"brouillon": bearing, **TYPED}, follow=True)
        assert "vous le retrouverez après la connexion" in response.content.decode()
    client.force_login(cpip)
    prove(client, cpip, "password", "code")
    assert shows_draft(client)
    assert KEPT_FLAG not in client.session, "it has been said once"


def test_autosaved_after_the_session_ended_it_is_kept_and_said(cpip: User) -> None:
    client = signed_in(cpip)
    bearing = token(client)
    client.logout()
    status, answer = save(client, bearing)
    assert (status, answer["signed_in"]) == (200, False)
    assert shows_draft(signed_in(cpip))


def test_the_token_against_forgery_was_changed_by_another_sign_in(cpip: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    client = signed_in(cpip)
    bearing = token(client)
    strict.cookies = client.cookies
    response = strict.post(PAGE, {"brouillon": bearing, **TYPED})
    page = response.content.decode()
    assert response.status_code == 403
    assert "gardé comme brouillon" in page
    assert f'href="{PAGE}"' in page
    assert shows_draft(client)
    assert "Rien n’a été enregistré" in strict.post(PAGE, TYPED).content.decode()


def test_sent_when_somebody_else_has_signed_in_it_is_the_author_s(cpip: User, referent: User) -> None:
    bearing = token(signed_in(cpip))
    other = signed_in(referent)
    assert other.post(PAGE, {"brouillon": bearing, **TYPED}).status_code == 403
    assert not shows_draft(other)
    assert shows_draft(signed_in(cpip))


def test_an_error_of_ours_loses_nothing(cpip: User) -> None:
    client = signed_in(cpip)
    client.raise_request_exception = False
    assert client.post(PAGE, {"brouillon": token(client), "words": "erreur"}).status_code == 500
    assert Draft.objects.get().data == {"words": ["erreur"]}


def test_a_forged_token_keeps_nothing(cpip: User) -> None:
    client = signed_in(cpip)
    assert client.post("/brouillons/", {"brouillon": token(client) + "x", **TYPED}).status_code == 404
    assert client.post("/brouillons/", TYPED).status_code == 404
    assert not Draft.objects.exists()


def test_wrong_method(cpip: User) -> None:
    assert signed_in(cpip).get("/brouillons/").status_code == 405


def test_passwords_and_too_long_texts_are_not_kept(cpip: User) -> None:
    client = signed_in(cpip)
    bearing = token(client)
    save(client, bearing, password="secret", old_password="secret", words="a\0b")
    assert Draft.objects.get().data == {"words": ["ab"], "colours": ["bleu", "vert"]}
    assert save(client, bearing, words="x" * LONGEST)[1]["saved_at"] == ""


def test_of_a_disabled_account_nothing_is_kept(cpip: User) -> None:
    client = signed_in(cpip)
    bearing = token(client)
    cpip.disable()
    client.post(PAGE, {"brouillon": bearing, **TYPED})
    assert not Draft.objects.exists()


def test_after_seven_days_it_is_gone(cpip: User, referent: User) -> None:
    client = signed_in(cpip)
    bearing = token(client)
    save(client, bearing)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert not shows_draft(signed_in(cpip))
        assert client.post(PAGE, {"brouillon": bearing, **TYPED}).status_code == 302
        assert Draft.objects.get().saved_at < timezone.now() - timedelta(days=7), "its token is as old"
        other = signed_in(referent)
        save(other, token(other))
        assert Draft.objects.get().author == referent


def test_the_command_deletes_what_is_older(cpip: User) -> None:
    client = signed_in(cpip)
    save(client, token(client))
    said = StringIO()
    call_command("delete_expired_drafts", stdout=said)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        call_command("delete_expired_drafts", stdout=said)
    assert re.findall(r"\d+", said.getvalue()) == ["0", "1"]
    assert not Draft.objects.exists()


def test_no_null_character_is_kept(referent: User) -> None:
    Draft.objects.keep(referent, "cases:referral_create", "", {"la\0st_name": ["Ker\0doncuff"]}, timezone.now())
    assert Draft.objects.get().data == {"last_name": ["Kerdoncuff"]}
