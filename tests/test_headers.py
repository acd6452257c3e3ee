"""Every answer says what the browser may do with it: pages, redirects, errors, files, with production's settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings

from partners.models import User
from partners.sessions import SEEN
from tests.factories import AnnualReportFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

HOST = "suivi.exemple.invalid"
HTTPS = {
    "ALLOWED_HOSTS": [HOST],
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 60 * 60,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
}
EVERYWHERE = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
POLICY = ["default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"]


@pytest.fixture(autouse=True)
def production(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "feuille.css").write_text("p {}")
    with override_settings(**HTTPS, STATIC_ROOT=tmp_path):
        yield


def get(client: Client, address: str, **options: Any) -> HttpResponse:
    response = client.get(address, secure=True, headers={"Host": HOST} | options)
    response.close()
    return response


def signed_out(user: User) -> HttpResponse:
    return get(Client(), "/")


def sign_in_page(user: User) -> HttpResponse:
    return get(Client(), "/comptes/login/")


def session_ended(user: User) -> HttpResponse:
    client = signed_in(user)
    session = client.session
    session[SEEN] = 0
    session.save()
    return get(client, "/")


def home(user: User) -> HttpResponse:
    return get(signed_in(user), "/")


def workbook(user: User) -> HttpResponse:
    AnnualReportFactory()
    return get(signed_in(user), "/bilans/dernier-ecrou/2016/classeur/")


def not_found(user: User) -> HttpResponse:
    return get(signed_in(user), "/rien-de-tel/")


def not_allowed(user: User) -> HttpResponse:
    user.set_unusable_password()
    user.save()
    return get(signed_in(user), "/comptes/reauthenticate/")


def wrong_method(user: User) -> HttpResponse:
    return get(signed_in(user), "/comptes/charte/accepter/")


def no_token(user: User) -> HttpResponse:
    return Client(enforce_csrf_checks=True).post("/comptes/login/", {}, secure=True, headers={"Host": HOST})


def another_host(user: User) -> HttpResponse:
    return get(Client(), "/", Host="ailleurs.invalid")


def broken(user: User) -> HttpResponse:
    client = signed_in(user)
    client.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reporting.views.home_page", None)
        return get(client, "/")


def file(user: User) -> HttpResponse:
    return get(Client(), f"/{settings.STATIC_URL.strip('/')}/feuille.css")


ANSWERS: dict[Callable[[User], HttpResponse], int] = {
    signed_out: 302,
    sign_in_page: 200,
    session_ended: 302,
    home: 200,
    workbook: 200,
    not_found: 404,
    not_allowed: 403,
    wrong_method: 405,
    no_token: 403,
    another_host: 400,
    broken: 500,
    file: 200,
}


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.__name__)
def test_no_answer_goes_without(coordinator: User, answer: Callable[[User], HttpResponse]) -> None:
    response = answer(coordinator)
    assert response.status_code == ANSWERS[answer]
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert "publickey-credentials-get=(self)" in response.headers["Permissions-Policy"]
    policy = response.headers["Content-Security-Policy"]
    assert [part for part in POLICY if part not in policy] == []
    assert "unsafe" not in policy
    assert "Access-Control-Allow-Origin" not in response.headers
    if answer is not file and answer is not another_host:
        assert "no-store" in response.headers["Cache-Control"]


def test_plain_http_leads_to_https(coordinator: User) -> None:
    response = Client().get("/", headers={"Host": HOST})
    assert response["Location"] == f"https://{HOST}/"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
