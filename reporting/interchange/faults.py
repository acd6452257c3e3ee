"""What is wrong with a package, one line a fault. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The faults that are listed; the others are counted.
LISTED_FAULTS = 100
SHOWN_VALUE = 80


def printable(value: str) -> str:
    """The value on one line, without control characters, cut after 80 characters."""
    shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in value)
    return shown if len(shown) <= SHOWN_VALUE else f"{shown[: SHOWN_VALUE - 1]}…"


@dataclass(frozen=True)
class Fault:
    """Where it is, what was found, what was expected. The header is line 1."""

    resource: str
    line: int
    field: str
    value: str
    expected: str

    def __str__(self) -> str:
        return (
            f"{self.resource}, ligne {self.line}, {self.field}, «\u00a0{printable(self.value)}\u00a0», "
            f"attendu\u00a0: {self.expected}"
        )


class PackageFaults(Exception):
    """The package cannot be imported. `faults` are the first hundred, `total` how many there are."""

    def __init__(self, faults: Sequence[Fault], total: int | None = None) -> None:
        self.faults = list(faults[:LISTED_FAULTS])
        self.total = len(faults) if total is None else total
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """What to print: each fault on its line, then how many more."""
        lines = [str(fault) for fault in self.faults]
        more = self.total - len(self.faults)
        if more == 1:
            lines.append("… et 1 autre erreur.")
        elif more:
            lines.append(f"… et {more} autres erreurs.")
        return lines


class Unreadable(Exception):
    """A file, or what follows a line of it, cannot be read at all."""

    def __init__(self, line: int, value: str, expected: str) -> None:
        self.line, self.value, self.expected = line, value, expected
        super().__init__(expected)
