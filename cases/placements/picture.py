"""The months of a stock as bars of an inline drawing: measures alone, the colours are the style sheet's. In two parts,
what was and what will be, so that neither is too wide for a telephone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.placements.occupancy import MONTHS_AROUND, Month
from partners.agreements.periods import ONE_DAY, months_after
from partners.french import day_words

STEP, BAR, HEIGHT, MARGIN = 28, 20, 150, 20
TOP, FOOT, COUNT = 24, 26, 5
EVERY = 3
# Both parts as wide, so that they have one scale: the months that were, this one included, are one more.
WIDTH = STEP * (MONTHS_AROUND + 1) - (STEP - BAR) + 2 * MARGIN


@dataclass(frozen=True)
class Ending:
    """The last day of the places, and of what it is the end: « de la convention », « de ces places »."""

    day: date
    of: str

    def words_after(self, month: Month) -> str:
        """« après la fin de la convention », of a month that is; else empty."""
        return f"après la fin {self.of}" if month.first_day > self.day else ""


@dataclass(frozen=True)
class Bar:
    """One month: the places that there were; the part of them that was taken, and what of it goes beyond the expected
    end, each from `y` down; how many were taken at `count_y`; a name under some; that the
    places are over by then, in words."""

    month: Month
    x: int
    middle: int
    all_y: float
    all_height: float
    y: float
    height: float
    beyond_height: float
    count_y: float
    name: str
    after: str

    @property
    def words(self) -> str:
        """« janvier 2027 : 5 places sur 9, dont 1 au-delà de la fin prévue, prévu »."""
        count = f"{self.month.taken} place{'s' if self.month.taken > 1 else ''} sur {self.month.places}"
        beyond = f", dont {self.month.beyond} au-delà de la fin prévue" if self.month.beyond else ""
        planned = ", prévu" if self.month.is_to_come else ""
        after = f", {self.after}" if self.after else ""
        return f"{day_words(self.month.first_day, 'F Y')}\N{NO-BREAK SPACE}: {count}{beyond}{planned}{after}"

    @property
    def is_drawn(self) -> bool:
        """Whether there were places that month, or somebody on one."""
        return bool(self.month.places or self.month.taken)


@dataclass(frozen=True)
class Part:
    """The bars of what was, or of what will be, under their title, and the size of what they are drawn in; where the
    last day of the places is, if it is one of these months."""

    title: str
    is_to_come: bool
    bars: list[Bar]
    width: int
    end_x: float | None
    height: int = TOP + HEIGHT + FOOT
    base: int = TOP + HEIGHT
    names_y: int = TOP + HEIGHT + FOOT - 8
    bar: int = BAR


def picture(months: Sequence[Month], ending: Ending | None = None) -> list[Part]:
    """The months in their order, the tallest of all as high as there is room; `ending`: of the places, if they end."""
    unit = HEIGHT / max([1, *(max(month.places, month.taken) for month in months)])
    been = [month for month in months if not month.is_to_come]
    coming = [month for month in months if month.is_to_come]
    return [
        part_of("Jusqu’à aujourd’hui", been, unit, ending, is_to_come=False),
        part_of("Les mois qui viennent, comme prévu aujourd’hui", coming, unit, ending, is_to_come=True),
    ]


def part_of(title: str, months: Sequence[Month], unit: float, ending: Ending | None, *, is_to_come: bool) -> Part:
    """These months side by side."""
    bars = [bar_of(index, month, unit, ending) for index, month in enumerate(months)]
    return Part(title, is_to_come, bars, WIDTH, end_of(bars, ending))


def end_of(bars: Sequence[Bar], ending: Ending | None) -> float | None:
    """Where the last day is, in its month: the end of a month is half-way to the next bar. None in none of them."""
    for bar in bars:
        first = bar.month.first_day
        last = months_after(first, 1) - ONE_DAY
        if ending and first <= ending.day <= last:
            return round(bar.x - (STEP - BAR) / 2 + STEP * ending.day.day / last.day, 1)
    return None


def bar_of(index: int, month: Month, unit: float, ending: Ending | None) -> Bar:
    """A month at its place; every third one has its name."""
    x, base = MARGIN + STEP * index, HEIGHT + TOP
    whole, taken, beyond = (round(count * unit, 1) for count in (month.places, month.taken, month.beyond))
    return Bar(
        month=month,
        x=x,
        middle=x + BAR // 2,
        all_y=base - whole,
        all_height=whole,
        y=base - taken,
        height=taken,
        beyond_height=beyond,
        count_y=base - max(whole, taken) - COUNT,
        name=day_words(month.first_day, "N y") if index % EVERY == 0 else "",
        after=ending.words_after(month) if ending else "",
    )
