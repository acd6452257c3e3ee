"""What may stand in an address: the code of a row, which is any text once a package has been imported."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from django.urls import reverse

# A code's characters that an address cannot hold, or gives a meaning of its own: written ~2f~ for a slash.
ESCAPED = re.compile(r"~([0-9a-f]{1,2})~")
UNQUOTED = "!$&'()*+,;=/~:@"  # as Django leaves them in a path (RFC 3986)
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


def addresses(view: str) -> Callable[[str], str]:
    """The addresses of that view for one code after another, as `reverse` gives them, for a page of many rows."""
    before, after = reverse(view, args=["code"]).rsplit("code", 1)
    return lambda code: f"{before}{quote(escaped(code, TO_ESCAPE), safe=UNQUOTED)}{after}"
