"""What may stand in the address of a report, of a committee's sheet."""

from __future__ import annotations

import re

from django.urls.converters import StringConverter

from cases.converters import escaped, unescaped

# Besides what no code can hold in an address (`cases.converters`): what stands between two.
TO_ESCAPE = re.compile(r"[~+/%\x00-\x1f\x7f]")


class ProgrammesConverter:
    """Programmes by their codes, with + between them: `dernier-ecrou+dedans-dehors`."""

    regex = r"[^/\x00-\x1f\x7f]+"

    def to_python(self, value: str) -> list[str]:
        """The codes, in the order of the address. Raises ValueError for NUL, which no database holds: not found."""
        return [unescaped(code) for code in value.split("+")]

    def to_url(self, value: list[str]) -> str:
        """The codes joined; a code may be any text."""
        return "+".join(escaped(code, TO_ESCAPE) for code in value)


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
