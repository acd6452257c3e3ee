"""What a Mission Locale reads of those that handed a person over to it: their rows on that person, to read alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.timezone import localdate

from cases.models.people import (
    HANDED_OVER,
    Sight,
    YoungPerson,
    answered,
    files_held,
    looked_at,
    named_programmes,
    only,
    own_rows,
)
from partners.access import case_memberships
from partners.models import User


class Passing(NamedTuple):
    """An accepted hand-over: of whom, from which Mission Locale, to which, on which day."""

    person: int
    giver: int
    receiver: int
    on: date


def read_rows(user: User, at: datetime, programme: str | None = None) -> Q:
    """The rows that the referents of a Mission Locale read: its own (`own_rows`), and those of the Missions Locales
    that handed the person over to it, at once or through others."""
    return own_rows(user, at, programme=programme) | former_rows(user, at, programme=programme)


def former_rows(user: User, at: datetime, programme: str | None = None, mission_locale: str = "mission_locale") -> Q:
    """Of a person whom the own Mission Locale holds, the rows of those that handed them over to it; membership by
    membership, as `own_rows`; `mission_locale` is the path to the row's own."""
    former, sight = Q(pk__in=[]), answered(user)
    for membership in case_memberships(user, localdate(at)):
        given = Q(pk__in=[])
        for giver, people in former_files(user, membership.organisation_id).items():
            given |= Q(person__in=people, **{mission_locale: giver})
        if sight is None:
            given &= Q(person__in=files_held(membership, at, looked_at(user)).values("person"))
        elif membership.pk not in sight.held_through:
            continue
        programmes = named_programmes(membership) if programme else []
        former |= given & Q(**{f"{programme}__in": programmes}) if programmes else given
    return former


def former_files(user: User, mission_locale: int) -> Mapping[int, Collection[int]]:
    """By Mission Locale, the ids of the people whom it handed over to that one, at once or through others: of those on
    whom the user's rights are asked. Asked once for this instance of the user."""
    if sight := answered(user):
        return sight.givers.get(mission_locale, {})
    return former_files_among(user, mission_locale, looked_at(user))


def former_files_among(user: User, mission_locale: int, sight: Sight | None) -> Mapping[int, Collection[int]]:
    """The same, among those people at least: all, where all were asked for already."""
    known: dict[Any, Mapping[int, Collection[int]]] = user.__dict__.setdefault("_former_files", {})
    asked = (mission_locale, None) if (mission_locale, None) in known else (mission_locale, sight)
    if asked not in known:
        known[asked] = handed_over_to(mission_locale, sight)
    return known[asked]


def handed_over_to(mission_locale: int, sight: Sight | None = None) -> dict[int, list[int]]:
    """By Mission Locale, the ids of the people whom it handed over to that one, at once or through others; among
    those. In one query."""
    passed = YoungPerson.objects.filter(only(sight), handovers__decision=HANDED_OVER).order_by()
    if sight is None:
        received = passed.filter(handovers__to_mission_locale=mission_locale)
        passed = YoungPerson.objects.filter(pk__in=received.values("pk"), handovers__decision=HANDED_OVER).order_by()
    columns = ("from_mission_locale", "to_mission_locale", "decided_on")
    rows = passed.values_list("pk", *(f"handovers__{column}" for column in columns))
    return by_giver([Passing(*row) for row in rows], mission_locale)


def by_giver(passings: list[Passing], mission_locale: int) -> dict[int, list[int]]:
    """Those people, by each Mission Locale that had them before."""
    of_person: dict[int, list[Passing]] = defaultdict(list)
    for passing in passings:
        of_person[passing.person].append(passing)
    found: dict[int, list[int]] = defaultdict(list)
    for person, passed in of_person.items():
        for giver in sorted(set(givers(passed, mission_locale, date.max)) - {mission_locale}):
            found[giver].append(person)
    return dict(found)


def givers(passings: list[Passing], receiver: int, until: date) -> Iterator[int]:
    """Who handed the person over to that Mission Locale until that day, and to them before, back to the first."""
    for passing in passings:
        if passing.receiver == receiver and passing.on <= until:
            yield passing.giver
            yield from givers([other for other in passings if other is not passing], passing.giver, passing.on)
