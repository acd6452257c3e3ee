"""What a provider signed: verified against its published keys, never taken at its word."""

from __future__ import annotations

from typing import Any

import jwt
from django.utils.crypto import constant_time_compare

# Signatures by a private key. With a shared secret (HS256) whoever holds our secret could sign as the provider.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
# How far the two clocks may be apart.
LEEWAY_SECONDS = 30


class Refused(Exception):
    """What the provider answered is not to be trusted. The reason is for the log: it holds nothing of the answer."""


def verified_claims(token: str, keys: dict[str, Any], *, issuer: str, audience: str) -> dict[str, Any]:
    """The claims of a token that this issuer signed for us. Raises jwt.PyJWTError or Refused."""
    key = signing_key(token, keys)
    claims: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=ALGORITHMS,
        issuer=issuer,
        audience=audience,
        leeway=LEEWAY_SECONDS,
        options={"require": ["iss", "aud"]},
    )
    # A token for several services says which one it was made for.
    if claims["aud"] not in (audience, [audience]) and claims.get("azp") != audience:
        raise Refused("made for another service")
    return claims


def signing_key(token: str, keys: dict[str, Any]) -> jwt.PyJWK:
    """The published key that the token names; the only one where it names none. Raises jwt.PyJWTError or Refused."""
    name = jwt.get_unverified_header(token).get("kid")
    usable = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use in (None, "sig")]
    named = [key for key in usable if key.key_id == name] if name else usable
    if len(named) != 1:
        raise Refused("signed with a key that is not published")
    return named[0]


def verified_id_token(token: str, keys: dict[str, Any], *, issuer: str, audience: str, nonce: str) -> dict[str, Any]:
    """The claims of the id_token that answers the request with this nonce. Raises jwt.PyJWTError or Refused."""
    claims = verified_claims(token, keys, issuer=issuer, audience=audience)
    if not {"exp", "iat", "sub", "nonce"} <= claims.keys():
        raise Refused("id_token without exp, iat, sub or nonce")
    if not nonce or not constant_time_compare(str(claims["nonce"]), nonce):
        raise Refused("nonce of another request")
    return claims
