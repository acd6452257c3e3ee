"""Codes given to rows made in the application: random, without meaning, readable over a telephone."""

from __future__ import annotations

import secrets

# Without I, O, 0 and 1, which are mistaken for one another when read aloud or typed.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_reference() -> str:
    """A reference to read aloud, for a person or a referral: `7K3M-2P`."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"{letters[:4]}-{letters[4:]}"


def as_reference(text: str) -> str:
    """What somebody typed who read or heard a reference, as it is kept: case, spaces and dash do not matter."""
    letters = "".join(text.upper().replace("-", " ").split())
    return f"{letters[:4]}-{letters[4:]}" if len(letters) == 6 else text.strip()


def new_code() -> str:
    """An identifier for rows that nobody reads aloud (contacts, situations…): twelve characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def new_secret() -> str:
    """A part of an address that nobody can guess: 32 letters and digits, 160 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(32))
