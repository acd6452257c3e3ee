"""What may stand in the address of a report."""

from __future__ import annotations


class ProgrammesConverter:
    """Programmes by their codes, with + between them: `dernier-ecrou+dedans-dehors`."""

    regex = r"[^/\x00-\x1f\x7f]+"

    def to_python(self, value: str) -> list[str]:
        """The codes, in the order of the address."""
        return value.split("+")

    def to_url(self, value: list[str]) -> str:
        """The codes joined."""
        return "+".join(value)


class YearConverter:
    """A year of four digits."""

    regex = r"[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        """The year as a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The year as it is written."""
        return str(value)
