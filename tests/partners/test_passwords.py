"""Passwords: what a wrong one tells (nothing), what a new one ends, and the link by mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from partners.models import User
from tests.partners.signing_in import (
    AUTHENTICATE,
    PASSWORD,
    give_password,
    is_in,
    with_application,
    with_mail_code,
    with_password,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

RESET = "/comptes/password/reset/"
CHANGE = "/comptes/password/change/"
NEW = "une-autre-Phrase-2027"
NOBODY = "personne@exemple.invalid"


@pytest.fixture(autouse=True)
def no_attempt_yet() -> Iterator[None]:
    """Counted where production counts: in the database."""
    with override_settings(
        CACHES={"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
    ):
        call_command("createcachetable")
        yield


def readable(response: HttpResponse) -> str:
    """The page without what differs each time: tokens, and the address typed."""
    page = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", response.content.decode())
    return re.sub(r"[\w.]+@[\w.]+", "ADRESSE", page)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(referent: User) -> None:
    with_password(referent)
    known, unknown = Client(), Client()
    answers = [give_password(known, referent.email, "faux"), give_password(unknown, NOBODY, "faux")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert readable(answers[0]) == readable(answers[1])
    assert dict(known.cookies).keys() == dict(unknown.cookies).keys()


def test_and_cost_the_same_work(client: Client, referent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with_password(referent)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    work = []
    for address in (referent.email, NOBODY):
        hashed.clear()
        give_password(client, address, "faux")
        work.append(len(hashed))
    assert work == [1, 1]


def test_a_disabled_account_is_told_so_with_its_password_alone(client: Client, referent: User) -> None:
    with_password(referent)
    User.objects.filter(pk=referent.pk).update(is_active=False)
    assert readable(give_password(client, referent.email, "faux")) == readable(give_password(client, NOBODY, "faux"))
    assert give_password(client, referent.email)["Location"] == "/comptes/inactive/"
    assert not is_in(client)


def test_five_wrong_passwords_close_the_door_for_a_while(client: Client, referent: User) -> None:
    with_password(referent)
    for _ in range(5):
        give_password(client, referent.email, "faux")
    assert "attendez cinq minutes" in give_password(client, referent.email).content.decode()
    assert "Trop de tentatives" in give_password(Client(), referent.email.upper()).content.decode()


def test_an_unknown_address_closes_the_same_way(client: Client) -> None:
    for _ in range(5):
        give_password(client, NOBODY, "faux")
    assert "Trop de tentatives" in give_password(client, NOBODY, "faux").content.decode()


def test_many_addresses_from_one_machine_close_it_too(client: Client) -> None:
    for number in range(10):
        give_password(client, f"agent{number}@exemple.invalid", "faux")
    assert "Trop de tentatives" in give_password(client, NOBODY, "faux").content.decode()


def test_asking_for_a_link_tells_nothing(client: Client, referent: User) -> None:
    with_password(referent)
    answers = [client.post(RESET, {"email": address}, follow=True) for address in (referent.email, NOBODY)]
    assert readable(answers[0]) == readable(answers[1])
    assert [message.to for message in mail.outbox] == [[referent.email]]


def test_the_link_leaves_once_the_answer_has(referent: User, rf: RequestFactory) -> None:
    request = rf.post(RESET, {"email": referent.email})
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    response = WSGIHandler().get_response(request)
    assert response.status_code == 302
    assert mail.outbox == []
    response.close()
    assert [message.to for message in mail.outbox] == [[referent.email]]


def test_a_page_asked_for_too_often_says_how_long_to_wait(client: Client) -> None:
    answers = [client.post(RESET, {"email": NOBODY}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "Attendez cinq minutes" in answers[-1].content.decode()


def link_for(client: Client, user: User) -> str:
    client.post(RESET, {"email": user.email})
    found = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)
    assert found
    return client.get(found[1])["Location"]


def test_the_link_gives_a_new_password_and_keeps_the_second_factor(client: Client, referent: User) -> None:
    with_application(referent)
    elsewhere = signed_in(referent)
    link = link_for(client, referent)
    client.post(link, {"password1": NEW, "password2": NEW})
    assert not is_in(client)
    assert elsewhere.get("/").status_code == 302
    assert give_password(client, referent.email, NEW)["Location"] == AUTHENTICATE
    assert mail.outbox[-1].subject == "Votre mot de passe a changé"


def test_a_first_password_replaces_none(client: Client, referent: User) -> None:
    referent.set_unusable_password()
    referent.save()
    link = link_for(client, referent)
    page = client.get(link).content.decode()
    assert "Choisissez votre mot de passe" in page
    assert referent.email in page
    done = client.post(link, {"password1": NEW, "password2": NEW}, follow=True).content.decode()
    assert "changé" not in done
    assert mail.outbox[-1].subject == "Votre mot de passe est choisi"
    assert "remplacé" not in mail.outbox[-1].body
    assert give_password(client, referent.email, NEW).status_code == 302


def test_the_link_serves_once(client: Client, referent: User) -> None:
    with_password(referent)
    client.post(RESET, {"email": referent.email})
    found = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)
    assert found
    client.post(client.get(found[1])["Location"], {"password1": NEW, "password2": NEW})
    assert "n’est plus valable" in Client().get(found[1]).content.decode()


def test_a_wrong_current_password_is_called_wrong(referent: User) -> None:
    given = {"oldpassword": "ce n’est pas lui", "password1": NEW, "password2": NEW}
    page = signed_in(with_password(referent)).post(CHANGE, given).content.decode()
    assert "Ce n’est pas votre mot de passe actuel." in page


def test_a_changed_password_ends_the_other_sessions_and_is_told(referent: User) -> None:
    with_mail_code(referent)
    here, elsewhere = signed_in(referent), signed_in(referent)
    here.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert here.get("/").status_code == 200
    assert elsewhere.get("/")["Location"] == "/comptes/login/?next=/"
    [notice] = mail.outbox
    assert notice.to == [referent.email]
    assert "prévenez aussitôt" in notice.body
