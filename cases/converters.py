"""What may stand in an address: the code of a row, which is any text once a package has been imported."""

from __future__ import annotations

import re

# A code's characters that an address cannot hold, or gives a meaning of its own: written ~2f~ for a slash.
ESCAPED = re.compile(r"~([0-9a-f]{1,2})~")
TO_ESCAPE = re.compile(r"[~/\x00-\x1f\x7f]|^\.(?=\.?$)")


def escaped(code: str, to_escape: re.Pattern[str]) -> str:
    """The code with these characters written so."""
    return to_escape.sub(lambda found: f"~{ord(found[0]):x}~", code)


def unescaped(text: str) -> str:
    """The code that is written so. Raises ValueError for NUL, which no database holds: not found."""
    code = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if "\0" in code:
        raise ValueError(text)
    return code


class CodeConverter:
    """The code of a row."""

    regex = r"[^/]+"

    def to_python(self, value: str) -> str:
        """The code. Raises ValueError for NUL: not found."""
        return unescaped(value)

    def to_url(self, value: str) -> str:
        """The code, whatever its text."""
        return escaped(str(value), TO_ESCAPE)
