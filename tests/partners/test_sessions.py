"""A session ends by itself; the page that says why leads back to where one was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners.models import User
from partners.sessions import IDLE, TOO_LONG
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def at(minutes: float) -> time_machine.travel:
    """So many minutes after eight."""
    return time_machine.travel(MORNING + timedelta(minutes=minutes), tick=False)


@pytest.fixture
def client_at_eight(referent: User) -> Client:
    with at(0):
        client = signed_in(referent)
        client.get("/")
    return client


def reason_and_way_back(address: str) -> tuple[str, str]:
    assert urlsplit(address).path == "/comptes/session-terminee/"
    query = parse_qs(urlsplit(address).query)
    return query["motif"][0], query["next"][0]


def test_half_an_hour_without_a_request_ends_it(client_at_eight: Client) -> None:
    with at(29):
        assert client_at_eight.get("/").status_code == 200
    with at(58):
        assert client_at_eight.get("/").status_code == 200
    with at(89):
        response = client_at_eight.get("/?page=2")
    assert reason_and_way_back(response["Location"]) == (IDLE, "/?page=2")
    assert "_auth_user_id" not in client_at_eight.session


def test_ten_hours_end_it_whatever_is_done(client_at_eight: Client) -> None:
    for minutes in range(20, 600, 20):
        with at(minutes):
            assert client_at_eight.get("/").status_code == 200
    with at(601):
        response = client_at_eight.get("/")
    assert reason_and_way_back(response["Location"]) == (TOO_LONG, "/")


def test_a_form_that_was_being_sent_leads_back_to_its_page(client_at_eight: Client) -> None:
    with at(31):
        response = client_at_eight.post("/comptes/charte/accepter/", headers={"Referer": "http://testserver/bilans/"})
    assert reason_and_way_back(response["Location"])[1] == "http://testserver/bilans/"


def test_it_leads_nowhere_else(client_at_eight: Client, client: Client) -> None:
    with at(31):
        response = client_at_eight.post("/comptes/charte/accepter/", headers={"Referer": "https://ailleurs.invalid/"})
    assert reason_and_way_back(response["Location"])[1] == "/"
    page = client.get("/comptes/session-terminee/?next=https://ailleurs.invalid/").content.decode()
    assert "ailleurs.invalid" not in page


@pytest.mark.parametrize(
    ("reason", "words"), [(IDLE, "une demi-heure"), (TOO_LONG, "dix heures"), ("autre", "terminée")]
)
def test_the_page_says_why_and_leads_back(client: Client, reason: str, words: str) -> None:
    page = client.get("/comptes/session-terminee/", {"motif": reason, "next": "/bilans/"}).content.decode()
    assert words in page
    assert "/comptes/login/?next=%2Fbilans%2F" in page


def test_it_is_written_once_a_minute_at_most(client_at_eight: Client) -> None:
    def writes(seconds: int) -> int:
        with at(seconds / 60), CaptureQueriesContext(connection) as queries:
            client_at_eight.get("/comptes/charte/")
        return sum(query["sql"].startswith("UPDATE") for query in queries)

    assert [writes(seconds) for seconds in (5, 30, 59, 61, 90, 120, 122)] == [0, 0, 0, 1, 0, 0, 1]
