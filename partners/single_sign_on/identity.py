"""Who the provider says has come, and how they proved it: read from verified claims."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.emailkit import valid_email_or_none

from partners.single_sign_on.tokens import Refused

# As SocialAccount keeps it.
LONGEST_SUBJECT = 191
# RFC 8176, and the older names that ProConnect also used: what one holds, beside a password.
HELD = {"otp", "totp", "hwk", "swk", "pop", "sc"}


@dataclass(frozen=True)
class Identity:
    """One person at one provider. `address` is empty unless the provider vouches for it."""

    issuer: str
    subject: str
    address: str
    stated_address: str
    states_second_factor: bool


def identity_from(
    id_token: dict[str, Any], userinfo: dict[str, Any], *, acr_values: Collection[str], domains: Collection[str]
) -> Identity:
    """The identity in the verified claims. Raises Refused when the two are not about the same person."""
    subject = id_token["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise Refused("unusable sub")
    if userinfo and userinfo.get("sub") != subject:
        raise Refused("userinfo of somebody else")
    about = userinfo if "email" in userinfo else id_token
    return Identity(
        issuer=id_token["iss"],
        subject=subject,
        address=vouched_address(about, domains),
        stated_address=address_in(about),
        states_second_factor=states_second_factor(id_token, acr_values),
    )


def address_in(claims: dict[str, Any]) -> str:
    """The e-mail address that the claims hold, in small letters; empty when there is none."""
    return (valid_email_or_none(str(claims.get("email", ""))) or "").lower()


def vouched_address(claims: dict[str, Any], domains: Collection[str]) -> str:
    """That address, if the provider says that it verified it, or says nothing and the address is of these domains."""
    address = address_in(claims)
    stated = claims.get("email_verified")
    if stated is True or (stated is None and address.partition("@")[2] in domains):
        return address
    return ""


def states_second_factor(claims: dict[str, Any], acr_values: Collection[str]) -> bool:
    """Whether the id_token says that two factors were shown: by its level (`acr`), or by its methods (`amr`)."""
    stated = claims.get("amr")
    methods = {method for method in stated if isinstance(method, str)} if isinstance(stated, list) else set()
    return claims.get("acr") in acr_values or "mfa" in methods or ("pwd" in methods and bool(methods & HELD))
