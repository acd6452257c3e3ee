"""Whom to tell of a hole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

pytestmark = pytest.mark.django_db

ADDRESS = "/.well-known/security.txt"


def test_it_names_the_address_of_the_settings(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "securite@exemple.invalid"
    with time_machine.travel(datetime(2026, 11, 23, tzinfo=UTC), tick=False):
        response = client.get(ADDRESS)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines()[:2] == [
        "Contact: mailto:securite@exemple.invalid",
        "Expires: 2027-02-21T00:00:00Z",
    ]


def test_without_one_there_is_no_such_page(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 404
