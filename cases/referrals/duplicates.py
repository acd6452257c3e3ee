"""Whether two identities may be one person: accents, hyphens, swapped names, one digit off in the date of birth.

The date keeps it quick: only people born on one of the some fifty dates that a slip turns one into are compared, found
by the index on the date of birth.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple, Protocol

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from cases.models import DuplicateSuspicion, YoungPerson
from cases.models.people import YoungPersonQuerySet
from partners.names import fold

# How like the names must be, out of 100: on the same date, and on one that a slip explains.
SAME_DATE, OTHER_DATE = 85, 93
# What a page that proposes some of them is answered for someone who is none of them.
NEW = "nouveau"


class Identity(Protocol):
    """What is compared: `YoungPerson` has it."""

    @property
    def last_name(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def birth_date(self) -> date: ...


class TypedIdentity(NamedTuple):
    """An identity that is not a person yet."""

    last_name: str
    first_name: str
    birth_date: date


def alike(one: Identity, other: Identity) -> bool:
    """Whether they may be one person."""
    if other.birth_date == one.birth_date:
        return likeness(one, other) >= SAME_DATE
    return other.birth_date in near_dates(one.birth_date) and likeness(one, other) >= OTHER_DATE


def likeness(one: Identity, other: Identity) -> float:
    """How like the names are, out of 100: both of them, in their order or exchanged. Brothers are not alike."""
    last, first = letters(one.last_name), letters(one.first_name)
    other_last, other_first = letters(other.last_name), letters(other.first_name)
    straight = min(word_likeness(last, other_last), word_likeness(first, other_first))
    exchanged = min(word_likeness(last, other_first), word_likeness(first, other_last))
    return max(straight, exchanged)


def letters(name: str) -> str:
    """The name without accents, case, hyphens or spaces."""
    return fold(name).replace(" ", "")


def word_likeness(one: str, other: str) -> float:
    """How like two names are: a slip of the hand, or one of two names left out."""
    return max(100 * JaroWinkler.similarity(one, other), fuzz.ratio(one, other))


def near_dates(born: date) -> set[date]:
    """The date itself, those one digit away, and that with day and month exchanged."""
    text = f"{born:%Y%m%d}"
    slips = (text[:at] + digit + text[at + 1 :] for at in range(len(text)) for digit in "0123456789")
    return set(days([*slips, f"{born:%Y%d%m}"]))


def days(texts: list[str]) -> Iterator[date]:
    """Those that are days of the calendar."""
    for text in texts:
        try:
            yield date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            continue


def like(identity: Identity, among: YoungPersonQuerySet) -> list[YoungPerson]:
    """Those of them who may be that person."""
    born_then = among.filter(birth_date__in=near_dates(identity.birth_date)).order_by("last_name", "first_name", "pk")
    return [person for person in born_then if alike(identity, person)]


def suspect(person: YoungPerson, shown: YoungPersonQuerySet, at: datetime) -> list[DuplicateSuspicion]:
    """Record that a new person may be one of those who are not `shown`, among whom the user has looked; the suspicions
    that are new, of which the leads of the Missions Locales that hold the records are to be told."""
    hidden = YoungPerson.objects.exclude(pk=person.pk).exclude(pk__in=shown.values("pk"))
    found = []
    for other in like(person, hidden):
        first, second = sorted((person, other), key=lambda one: one.pk)
        suspicion, is_new = DuplicateSuspicion.objects.get_or_create(
            first=first, second=second, defaults={"found_at": at}
        )
        found += [suspicion] if is_new else []
    return found
