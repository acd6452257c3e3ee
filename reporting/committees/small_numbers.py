"""What a paper that leaves the house does not tell: how many, where it is about one to four young people, and what
would let it be worked out. Zero is told. No Django."""

from __future__ import annotations

from collections.abc import Collection, Sequence

TOO_FEW = range(1, 5)


def is_small(people: int | None) -> bool:
    """Whether a figure about so many young people is hidden; None: it is about nobody."""
    return people in TOO_FEW


def hidden_parts(counts: Sequence[int], small: Collection[int]) -> set[int] | None:
    """Which parts of a total are hidden (their ranks), that of the small ones, and as many others as it takes, the
    fewest first, for the total to give none of them away. None: the total has to be hidden with all of them."""
    hidden = set(small)
    others = sorted(rank for rank, count in enumerate(counts) if count and rank not in hidden)
    others.sort(key=lambda rank: counts[rank])
    while hidden and gives_away([counts[rank] for rank in hidden]):
        if not others:
            return None
        hidden.add(others.pop(0))
    return hidden


def gives_away(counts: Sequence[int]) -> bool:
    """Whether the sum of hidden counts, each of one at least, says what each is: there is one, or each is one."""
    return len(counts) == 1 or sum(counts) == len(counts)
