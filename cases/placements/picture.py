"""The months of a stock as bars of an inline drawing: measures alone, the colours are the style sheet's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.placements.occupancy import Month
from partners.french import day_words

STEP, BAR, HEIGHT, MARGIN = 26, 18, 160, 32
TOP, FOOT = 10, 44


@dataclass(frozen=True)
class Bar:
    """One month: the places that there were, the part of them that was taken; a name under some."""

    month: Month
    x: int
    middle: int
    all_y: float
    all_height: float
    y: float
    height: float
    name: str

    @property
    def words(self) -> str:
        """« janvier 2027 : 5 places sur 9, prévu »."""
        count = f"{self.month.taken} place{'s' if self.month.taken > 1 else ''} sur {self.month.places}"
        planned = ", prévu" if self.month.is_to_come else ""
        return f"{day_words(self.month.first_day, 'F Y')}\N{NO-BREAK SPACE}: {count}{planned}"


@dataclass(frozen=True)
class Picture:
    """The bars, and the size of what they are drawn in; `today_x` is where the past ends."""

    bars: list[Bar]
    width: int
    height: int
    base: int
    names_y: int
    today_x: int


def picture(months: Sequence[Month]) -> Picture:
    """The months in their order, the tallest as high as there is room."""
    most = max([1, *(max(month.places, month.taken) for month in months)])
    bars = [bar_of(index, month, HEIGHT / most) for index, month in enumerate(months)]
    past = sum(not month.is_to_come for month in months)
    width = STEP * len(months) + 2 * MARGIN
    return Picture(bars, width, HEIGHT + FOOT, HEIGHT + TOP, HEIGHT + FOOT - 12, MARGIN + STEP * past - 4)


def bar_of(index: int, month: Month, unit: float) -> Bar:
    """A month at its place; every third one has its name."""
    x, base = MARGIN + STEP * index, HEIGHT + TOP
    whole, taken = round(month.places * unit, 1), round(month.taken * unit, 1)
    name = day_words(month.first_day, "M y") if index % 4 == 0 else ""
    return Bar(month, x, x + BAR // 2, base - whole, whole, base - taken, taken, name)
