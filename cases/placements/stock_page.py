"""The page of a stock: who is on which place, for those who may read it; the others are counted, and that is all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from cases.models import Placement
from cases.placements.occupancy import occupancy
from cases.placements.picture import Ending, picture
from cases.placements.steps import is_beyond, state_tone, state_words
from cases.placements.stocks import Stock
from partners.agreements.in_force import last_day, same_places
from partners.models import Commitment

NOBODY = "Libre"
OTHERS = (
    ("{count} autre place est prise ou gardée", "{count} autres places sont prises ou gardées"),
    ("{count} autre jeune attend", "{count} autres jeunes attendent"),
)


@dataclass(frozen=True)
class Line:
    """A place, or a rank of the waiting list: who has it (words, and the page of those that one reads), since when,
    until when, and whether that day has passed."""

    number: int
    name: str
    url: str = ""
    state: str = ""
    tone: str = "neutral"
    since: date | None = None
    until: date | None = None
    is_beyond: bool = False


def lines_of_places(stock: Stock, read: Collection[int], on: date, *, by_reference: bool) -> list[Line]:
    """Those of the people whom one reads; by reference, every place of the stock in its order, and those beyond it
    where somebody still is."""
    people = {one.place: one for one in [*stock.occupied, *stock.reserved] if one.place}
    if not by_reference:
        own = sorted(number for number, one in people.items() if one.pk in read)
        return [line_of(number, people[number], read, on) for number in own]
    numbers = range(1, max([stock.total, *people]) + 1)
    return [
        line_of(number, people[number], read, on) if number in people else Line(number, NOBODY) for number in numbers
    ]


def lines_of_waiting(stock: Stock, read: Collection[int], on: date, *, by_reference: bool) -> list[Line]:
    """Those of the waiting list whom one reads, with their ranks; by reference, all."""
    ranked = enumerate(stock.waiting, start=1)
    return [line_of(rank, one, read, on) for rank, one in ranked if by_reference or one.pk in read]


def words_on_others(stock: Stock, read: Collection[int]) -> str:
    """How many places those have whom one does not read, and how many of them wait; empty without any."""
    there, waiting = [*stock.occupied, *stock.reserved], stock.waiting
    counts = [sum(one.pk not in read for one in people) for people in (there, waiting)]
    said = [words[count > 1].format(count=count) for count, words in zip(counts, OTHERS, strict=True) if count]
    return f"{', '.join(said)}." if said else ""


def line_of(number: int, placement: Placement, read: Collection[int], on: date) -> Line:
    """A placement as one reads it: by name, or by its reference."""
    is_read = placement.pk in read
    return Line(
        number=number,
        name=str(placement.person) if is_read else placement.code,
        url=placement.get_absolute_url() if is_read else "",
        state=state_words(placement),
        tone=state_tone(placement),
        since=placement.starts_on or placement.reserved_from,
        until=placement.expected_end_on,
        is_beyond=is_beyond(placement, on),
    )


def picture_of(stock: Stock, on: date) -> dict[str, object]:
    """The months around that day, in their two parts, and the end of the places where it is one of them."""
    same = same_places(stock.commitment)
    held = Placement.objects.filter(commitment__in=same, place__isnull=False).select_related("commitment")
    ending = ending_of(same)
    parts = picture(occupancy(same, list(held), on), ending)
    return {"parts": parts, "ending": ending if any(part.end_x is not None for part in parts) else None}


def ending_of(same: Sequence[Commitment]) -> Ending | None:
    """The end of the same places, one commitment after the other: their agreement's, or their own before it."""
    agreement, own = same[-1].agreement, same[-1].ends_on
    whole = last_day(agreement, agreement)
    if whole and (own is None or whole <= own):
        return Ending(whole, "de la convention")
    return Ending(own, "de ces places") if own else None
