"""Names as one searches and sorts them: without accents, case or punctuation."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not decompose.
LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"}
)
# A key longer than this helps nobody and would not fit a PostgreSQL index.
KEY_LENGTH = 200


def fold(text: str) -> str:
    """The text in lower-case ASCII letters and digits, words separated by one space, at most 200 characters."""
    plain = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    letters = (char for char in plain if not unicodedata.combining(char))
    words = "".join(char.lower() if char.isalnum() else " " for char in letters)
    return " ".join(words.split())[:KEY_LENGTH]
