"""The journal of access in words: lines for the people who may read it, each with what that reader may know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from cases.access_words import label_of, plain_words
from cases.journal import FUNCTIONS, keys_of_people
from cases.models import AccessedPerson, AccessEntry, YoungPerson
from partners.models import Organisation, User

NAMES_SHOWN = 3


@dataclass
class AccessLine:
    """A row of the journal, as one page shows it. `others` counts the people who are not named."""

    at: datetime
    who: str
    function: str
    organisation: str
    action: str
    reason: str
    people: list[YoungPerson] = field(default_factory=list)
    others: int = 0


def access_lines(
    entries: Sequence[AccessEntry], known: dict[UUID, YoungPerson], *, with_reasons: bool = True
) -> list[AccessLine]:
    """The entries in words; `known` are the people whom the reader sees, by their key in the journal. Reasons are free
    text: the administrator does not read them."""
    users = {user.pk: str(user) for user in User.objects.filter(pk__in={entry.user_key for entry in entries})}
    bodies = organisation_names(entry.organisation_key for entry in entries)
    keys = keys_of(entries)
    lines = []
    for entry in entries:
        people = [known[key] for key in keys[entry.pk] if key in known][:NAMES_SHOWN]
        lines.append(
            AccessLine(
                at=entry.at,
                who=users.get(entry.user_key or 0, "Compte supprimé" if entry.user_key else "Commande"),
                function=FUNCTIONS.get(entry.role, ""),
                organisation=bodies.get(entry.organisation_key or 0, ""),
                action=label_of(entry.action, entry.method),
                reason=entry.reason if with_reasons else "",
                people=people,
                others=len(keys[entry.pk]) - len(people),
            )
        )
    return lines


def organisation_names(keys: Iterable[int | None]) -> dict[int, str]:
    """The names of these organisations, by their ids."""
    return dict(Organisation.objects.filter(pk__in={key for key in keys if key}).values_list("pk", "name"))


def keys_of(entries: Sequence[AccessEntry]) -> dict[int, list[UUID]]:
    """The people of each entry, by its id."""
    keys: dict[int, list[UUID]] = {entry.pk: [] for entry in entries}
    rows = AccessedPerson.objects.filter(entry__in=list(keys)).order_by("pk")
    for entry, key in rows.values_list("entry", "person_key"):
        keys[entry].append(key)
    return keys


@dataclass(frozen=True)
class Opening:
    """What one function of one body did with a file on one day."""

    on: date
    function: str
    organisation: str
    action: str
    times: int


def openings_of(person: YoungPerson, since: datetime) -> list[Opening]:
    """Who opened a person's file since then, by day and function, the last day first: functions, never names."""
    keys = list(keys_of_people([person]))
    entries = AccessEntry.objects.filter(people__person_key__in=keys, at__gte=since).distinct()
    rows = list(entries.order_by("-at").values_list("at", "role", "organisation_key", "action", "method"))
    names = organisation_names(row[2] for row in rows)
    days = Counter(
        (localdate(at), FUNCTIONS.get(role, "Exploitation"), names.get(body or 0, ""), plain_words(action, method))
        for at, role, body, action, method in rows
    )
    return [Opening(*key, times) for key, times in days.items()]
