"""What no key answers is refused, by pages that stand."""

from __future__ import annotations

import pytest
from django.test import Client

from partners.models import User
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

ANSWERS = ["[]", "1", "{}", '{"id":1}', '"x"', "9" * 5000, '{"rawId":"é","response":{}}', "[" * 2000]


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_before_signing_in(client: Client, answer: str) -> None:
    address = "/comptes/verification/webauthn/login/"
    client.get(address)
    assert client.post(address, {"credential": answer}).status_code < 500


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_a_key_that_is_added(referent: User, answer: str) -> None:
    client, address = signed_in(referent), "/comptes/verification/webauthn/add/"
    client.get(address)
    assert client.post(address, {"name": "Clé", "credential": answer}).status_code < 500
