"""Names as one searches and sorts them: without accents, case or punctuation."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not decompose.
LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"}
)
# Letters and signs, to Unicode, that show nothing: fillers, a blank of Braille, joiners, variation selectors.
FILLERS = "\u115f\u1160\u3164\uffa0\u2800\u034f" + "".join(map(chr, range(0xFE00, 0xFE10)))
# A key longer than this helps nobody and would not fit a PostgreSQL index.
KEY_LENGTH = 200


def visible(text: str) -> str:
    """The text without what shows nothing or turns the writing round (zero-width, bidirectional, soft hyphen,
    control), its letters composed, its words separated by one space."""
    composed = unicodedata.normalize("NFC", text)
    shown = (" " if char.isspace() else char for char in composed if char not in FILLERS)
    kept = "".join(char for char in shown if unicodedata.category(char) not in ("Cc", "Cf", "Cn", "Co", "Cs"))
    return " ".join(kept.split())


def fold(text: str) -> str:
    """The text in lower-case ASCII letters and digits, words separated by one space, at most 200 characters."""
    plain = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    letters = (char for char in plain if not unicodedata.combining(char))
    words = "".join(char.lower() if char.isalnum() else " " for char in letters)
    return " ".join(words.split())[:KEY_LENGTH]
