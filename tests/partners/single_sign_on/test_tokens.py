"""Which of the published keys may have signed."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from jwt.algorithms import HMACAlgorithm, RSAAlgorithm

from partners.single_sign_on.tokens import Refused, verified_claims
from tests.partners.single_sign_on.local_provider import FOREIGN_KEY, OWN_KEY

CLAIMS = {"iss": "https://auth.exemple.invalid", "aud": "dernier-ecrou"}
SECRET = b"a-secret-that-both-sides-share-and-is-long"


def published(name: str, key: Any, **more: str) -> dict[str, Any]:
    """A key as the provider publishes it."""
    return RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": name} | more


def read(token: str, *keys: dict[str, Any]) -> dict[str, Any]:
    return verified_claims(token, {"keys": list(keys)}, issuer=CLAIMS["iss"], audience=CLAIMS["aud"])


def signed(key: Any, algorithm: str = "RS256", **headers: str) -> str:
    return jwt.encode(CLAIMS, key, algorithm, headers=headers)


def test_the_named_key_of_several() -> None:
    keys = [published("old", FOREIGN_KEY), published("new", OWN_KEY)]
    assert read(signed(OWN_KEY, kid="new"), *keys) == CLAIMS
    with pytest.raises(jwt.InvalidSignatureError):
        read(signed(OWN_KEY, kid="old"), *keys)


def test_the_only_key_needs_no_name() -> None:
    assert read(signed(OWN_KEY), published("one", OWN_KEY)) == CLAIMS


@pytest.mark.parametrize("name", [{}, {"kid": "unheard-of"}])
def test_no_key_is_guessed(name: dict[str, str]) -> None:
    with pytest.raises(Refused):
        read(signed(OWN_KEY, **name), published("one", OWN_KEY), published("two", FOREIGN_KEY))


def test_a_key_for_encryption_signs_nothing() -> None:
    with pytest.raises(Refused):
        read(signed(OWN_KEY, kid="one"), published("one", OWN_KEY, use="enc"), published("two", FOREIGN_KEY))


def test_a_shared_secret_signs_nothing_even_where_it_is_published() -> None:
    shared = HMACAlgorithm.to_jwk(SECRET, as_dict=True) | {"kid": "shared", "alg": "HS256"}
    with pytest.raises(jwt.InvalidAlgorithmError):
        read(signed(SECRET, "HS256", kid="shared"), shared)


def test_an_unsigned_token_is_none() -> None:
    with pytest.raises(jwt.InvalidAlgorithmError):
        read(jwt.encode(CLAIMS, None, "none", headers={"kid": "one"}), published("one", OWN_KEY))
