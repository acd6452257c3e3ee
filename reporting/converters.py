"""What may stand in the address of a report, of a committee's sheet."""

from __future__ import annotations

import re

from django.urls.converters import StringConverter

# What an address cannot hold inside a code, or gives a meaning of its own: written ~2f~ for a slash.
TO_ESCAPE = re.compile(r"[~+/%\x00-\x1f\x7f]")
ESCAPED = re.compile(r"~([0-9a-f]{1,2})~")


class ProgrammesConverter:
    """Programmes by their codes, with + between them: `dernier-ecrou+dedans-dehors`."""

    regex = r"[^/\x00-\x1f\x7f]+"

    def to_python(self, value: str) -> list[str]:
        """The codes, in the order of the address. Raises ValueError for NUL, which no database holds: not found."""
        codes = [ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), code) for code in value.split("+")]
        if any("\0" in code for code in codes):
            raise ValueError(value)
        return codes

    def to_url(self, value: list[str]) -> str:
        """The codes joined; a code may be any text."""
        return "+".join(TO_ESCAPE.sub(lambda found: f"~{ord(found[0]):x}~", code) for code in value)


class YearConverter:
    """A year of four digits."""

    regex = r"[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        """The year as a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The year as it is written."""
        return str(value)


class AudienceConverter(StringConverter):
    """Whom a steering committee is held with: « partenaire », « financeur », « dispositif »."""

    regex = "partenaire|financeur|dispositif"
