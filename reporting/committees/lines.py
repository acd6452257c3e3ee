"""A figure of the sheet beside the one of the year before, in words: on screen, and on paper, which hides some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from partners.french import euros_words, number_words
from reporting.committees.facts import Facts
from reporting.committees.figures import Figure, Part
from reporting.document.french import NARROW, NO_BREAK, NOTHING

# What is printed where a number is hidden.
HIDDEN = f"n.{NO_BREAK}c."


@dataclass(frozen=True)
class Line:
    """One figure on the last day or over the span, and a year before; which of the two a paper hides."""

    part: Part
    now: Figure
    before: Figure
    hides_now: bool = False
    hides_before: bool = False

    @property
    def label(self) -> str:
        """Its words."""
        return self.part.label

    @property
    def difference(self) -> Decimal | None:
        """How much more than a year before; None where one of them is not known."""
        if self.now.value is None or self.before.value is None:
            return None
        return Decimal(self.now.value) - Decimal(self.before.value)

    @property
    def is_hidden(self) -> bool:
        """Whether a paper says less than the screen."""
        return self.hides_now or self.hides_before

    @property
    def tells(self) -> bool:
        """Whether a paper gives a number of it that is not zero."""
        return bool((self.now.value and not self.hides_now) or (self.before.value and not self.hides_before))

    @property
    def words(self) -> list[str]:
        """Now, before, difference, as the coordinator reads them."""
        return [told(self.now, self.part), told(self.before, self.part), change(self)]

    @property
    def paper(self) -> list[str]:
        """The same as they leave."""
        now, before, difference = self.words
        return [
            HIDDEN if self.hides_now else now,
            HIDDEN if self.hides_before else before,
            HIDDEN if self.is_hidden else difference,
        ]


@dataclass(frozen=True)
class Group:
    """Figures under a title; `parts` are those of a total, left out where they are nothing."""

    title: str
    lines: list[Line]
    parts: list[Line] = field(default_factory=list)

    @property
    def shown(self) -> list[Line]:
        """What the coordinator reads."""
        return [*self.lines, *(part for part in self.parts if part.now.value or part.before.value)]

    @property
    def printed(self) -> list[Line]:
        """What leaves: no part where nothing but zeros would be told, for the parts left would tell how it went."""
        is_told = any(part.tells for part in self.parts)
        return [*self.lines, *(part for part in self.parts if is_told and (part.tells or part.is_hidden))]


def counted(parts: Sequence[Part], now: Facts, then: Facts) -> list[Line]:
    """Each part in both spans."""
    return [Line(part, part.count(now), part.count(then)) for part in parts]


def told(figure: Figure, part: Part) -> str:
    """« 1 314 », « 31 % », « 24 000 € »; « – » for what is not known."""
    return NOTHING if figure.value is None else measured(figure.value, part)


def measured(value: Decimal | int, part: Part) -> str:
    """The number and its unit."""
    return euros_words(value) if part.unit == "€" else f"{number_words(value)}{unit_of(part)}"


def unit_of(part: Part) -> str:
    """What follows the number."""
    return f"{NARROW}%" if part.unit == "%" else ""


def change(line: Line) -> str:
    """« +3 », « −2 », « 0 », « +4 points »; « – » where one of them is not known."""
    difference = line.difference
    if difference is None:
        return NOTHING
    sign = "+" if difference > 0 else "\N{MINUS SIGN}" if difference < 0 else ""
    if line.part.unit == "%":
        return f"{sign}{number_words(abs(difference))}{NO_BREAK}pt{'s' if abs(difference) > 1 else ''}"
    return f"{sign}{measured(abs(difference), line.part)}"
