"""Looks for duplicates among everyone at once: a hundred thousand people in seconds, where each pair takes days.

Two people are compared who are born on one day, or who share a whole name, in its place or the other one's, and whose
dates of birth a slip of the hand explains. Both are compared as `cases.referrals.duplicates` compares what is typed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from cases.models import DuplicateSuspicion, YoungPerson
from cases.referrals.duplicates import OTHER_DATE, SAME_DATE, letters, near_dates

BATCH = 500


class Known(NamedTuple):
    """What is compared of a person, the names as letters."""

    pk: int
    last: str
    first: str
    born: date


def find_duplicates(at: datetime) -> list[DuplicateSuspicion]:
    """Those that nobody was told of yet, among all people; kept as found at that moment. The dismissed stay so."""
    rows = YoungPerson.objects.order_by("pk").values_list("pk", "last_name", "first_name", "birth_date")
    people = [Known(pk, letters(last), letters(first), born) for pk, last, first, born in rows.iterator()]
    known = set(DuplicateSuspicion.objects.values_list("first", "second"))
    new = [
        DuplicateSuspicion(first_id=first, second_id=second, found_at=at)
        for first, second in sorted(pairs(people) - known)
    ]
    return DuplicateSuspicion.objects.bulk_create(new, batch_size=BATCH)


def pairs(people: list[Known]) -> set[tuple[int, int]]:
    """The ids of those who may be one person, the smaller first."""
    return {
        (min(one.pk, other.pk), max(one.pk, other.pk))
        for one, other in candidates(people)
        if is_alike(one, other, SAME_DATE if one.born == other.born else OTHER_DATE)
    }


def candidates(people: list[Known]) -> Iterator[tuple[Known, Known]]:
    """Born on one day; or of one name, on days that a slip explains. Some come twice."""
    for born_then in by(people, lambda one: [one.born]).values():
        yield from combinations(born_then, 2)
    near = cache(near_dates)
    for namesakes in by(people, lambda one: {one.last, one.first}).values():
        by_day = by(namesakes, lambda one: [one.born])
        for day in by_day:
            for other_day in near(day) & by_day.keys():
                if day < other_day:
                    yield from ((one, other) for one in by_day[day] for other in by_day[other_day])


def by(people: Iterable[Known], keys: Callable[[Known], Iterable[Any]]) -> dict[Any, list[Known]]:
    """The people by each of their keys."""
    found: dict[Any, list[Known]] = defaultdict(list)
    for person in people:
        for key in keys(person):
            found[key].append(person)
    return found


def is_alike(one: Known, other: Known, wanted: float) -> bool:
    """As `likeness` of cases.referrals.duplicates says it, the least likely name first."""
    straight = is_close(one.last, other.last, wanted) and is_close(one.first, other.first, wanted)
    return straight or (is_close(one.last, other.first, wanted) and is_close(one.first, other.last, wanted))


def is_close(one: str, other: str, wanted: float) -> bool:
    """Whether two names are as like as that."""
    if one == other:
        return True
    cutoff = wanted / 100
    return (
        JaroWinkler.similarity(one, other, score_cutoff=cutoff) >= cutoff
        or fuzz.ratio(one, other, score_cutoff=wanted) >= wanted
    )
