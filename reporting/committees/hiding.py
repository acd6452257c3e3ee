"""Which figures of a sheet a paper hides: those about a few young people, and what would let them be worked out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reporting.committees.facts import Facts
from reporting.committees.figures import ENDED, HOW_ENDED, WHAT_FOLLOWED, Figure
from reporting.committees.lines import Line, counted
from reporting.committees.small_numbers import hidden_parts, is_small


def hidden_by_people(lines: list[Line]) -> list[Line]:
    """The lines, those hidden that are about a few young people."""
    return [
        Line(line.part, line.now, line.before, is_small(line.now.people), is_small(line.before.people))
        for line in lines
    ]


def results_of(now: Facts, then: Facts) -> tuple[list[Line], list[Line], Line]:
    """How the placements ended, what followed, and their number."""
    blocks = [counted(parts, now, then) for parts in (HOW_ENDED, WHAT_FOLLOWED)]
    [total] = counted([ENDED], now, then)
    now_hidden, hides_now = hides(([line.now for line in block] for block in blocks), total.now)
    before_hidden, hides_before = hides(([line.before for line in block] for block in blocks), total.before)
    ended, followed = (
        [replace(line, hides_now=here, hides_before=there) for line, here, there in zip(*columns, strict=True)]
        for columns in zip(blocks, now_hidden, before_hidden, strict=True)
    )
    return ended, followed, replace(total, hides_now=hides_now, hides_before=hides_before)


def hides(blocks: Iterable[list[Figure]], total: Figure) -> tuple[list[list[bool]], bool]:
    """Which figures of one year are hidden, and whether their total is: each block adds up to it, and tells nothing
    without it, not even a zero, for what is left would tell how it went."""
    ranks = [(len(block), hidden_ranks(block)) for block in blocks]
    hides_total = is_small(total.people) or any(hidden is None for _, hidden in ranks)
    return [[hides_total or rank in (hidden or ()) for rank in range(size)] for size, hidden in ranks], hides_total


def hidden_ranks(figures: list[Figure]) -> set[int] | None:
    """Which of these parts of a total are hidden; None: the total too."""
    small = {rank for rank, figure in enumerate(figures) if is_small(figure.people)}
    return hidden_parts([int(figure.value or 0) for figure in figures], small)
