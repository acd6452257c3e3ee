"""What a Mission Locale reads of those that handed a person over to it: their rows on that person, to read alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils.timezone import localdate

from cases.models.people import HANDED_OVER, YoungPerson, answered, files_held, looked_at, named_programmes, own_rows
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


def former_rows(user: User, at: datetime, programme: str | None = None) -> Q:
    """Of a person whom the own Mission Locale holds, the rows of those that handed them over to it; membership by
    membership, as `own_rows`."""
    former = Q(pk__in=[])
    for membership in case_memberships(user, localdate(at)):
        files = files_held(membership, at, looked_at(user))
        programmes = named_programmes(membership) if programme else []
        for giver, given in former_files(user, membership.organisation_id).items():
            rows = Q(mission_locale=giver, person__in=files.filter(person__in=given).values("person"))
            former |= rows & Q(**{f"{programme}__in": programmes}) if programmes else rows
    return former


def former_files(user: User, mission_locale: int) -> dict[int, list[int]]:
    """By Mission Locale, the ids of the people whom it handed over to that one, at once or through others. Asked once
    for this instance of the user."""
    if sight := answered(user):
        return {giver: [sight.person] for giver in sight.givers.get(mission_locale, ()) if sight.person}
    known: dict[int, dict[int, list[int]]] = user.__dict__.setdefault("_former_files", {})
    if mission_locale not in known:
        received = YoungPerson.objects.filter(
            handovers__to_mission_locale=mission_locale, handovers__decision=HANDED_OVER
        )
        accepted = YoungPerson.objects.filter(pk__in=received.values("pk"), handovers__decision=HANDED_OVER).order_by()
        columns = ("from_mission_locale", "to_mission_locale", "decided_on")
        rows = accepted.values_list("pk", *(f"handovers__{column}" for column in columns))
        known[mission_locale] = by_giver([Passing(*row) for row in rows], mission_locale)
    return known[mission_locale]


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
