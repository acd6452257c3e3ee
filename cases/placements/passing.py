"""What becomes of a young person's places when their Mission Locale follows no more: they pass to the one that takes
over, or somebody there sees them to their end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.timezone import localdate

from cases.models import (
    CaseFile,
    EarlyEnd,
    Enrolment,
    Handover,
    Placement,
    PlacementRefusal,
    PlacementResult,
    PlacementState,
    YoungPerson,
)
from cases.models.placements import PlacementQuerySet
from cases.placements.giving import locked_stock, move_up
from cases.placements.steps import is_early, state_words
from cases.record.reading import Reading, read_person
from partners.french import day_words
from partners.models import User

BEGUN_LATER = "Le séjour chez le partenaire a commencé après ce jour\N{NO-BREAK SPACE}: corrigez l’une des dates."


def pass_on(handover: Handover) -> None:
    """The places that are open in the Mission Locale that gives go to the one that accepted, unless the first one goes
    on with the person otherwise. Inside the transaction of the acceptance, the files in step."""
    giver = handover.from_mission_locale_id
    if CaseFile.objects.filter(person=handover.person_id, organisation=giver, closes_on=None).exists():
        return
    passed = Placement.objects.filter(person=handover.person_id, mission_locale=giver, state__in=PlacementState.open())
    for placement in passed:
        placement.handovers.add(handover)
        placement.mission_locale_id = handover.to_mission_locale_id
        placement.save(update_fields=["mission_locale"])


def hand_back(handover: Handover) -> None:
    """Those that passed by it return, as they are by now. Inside the transaction that takes the acceptance back."""
    for placement in Placement.objects.filter(handovers=handover):
        placement.handovers.remove(handover)
        placement.mission_locale_id = handover.from_mission_locale_id
        placement.save(update_fields=["mission_locale"])


def handed_over_words(rows: Iterable[Enrolment | Handover], user: User, at: datetime) -> list[str]:
    """The places open in the Mission Locale that gives, of these enrolments or hand-overs, that the user reads:
    « FJT Les Amitiés Sociales : commencée »."""
    givers = {(row.person_id, giver_of(row)) for row in rows}
    known = Placement.objects.visible_to(user, at).filter(state__in=PlacementState.open())
    found = [known.filter(person=person, mission_locale=giver) for person, giver in sorted(givers)]
    related = [one for places in found for one in places.select_related("agreement__organisation")]
    return [f"{one.agreement.organisation}\N{NO-BREAK SPACE}: {state_words(one).lower()}" for one in related]


def giver_of(row: Enrolment | Handover) -> int:
    """The Mission Locale that follows until the answer."""
    return row.from_mission_locale_id if isinstance(row, Handover) else row.mission_locale_id


def has_places(enrolment: Enrolment) -> bool:
    """Whether its Mission Locale has a place open for the person."""
    return open_places(enrolment).exists()


def open_places(enrolment: Enrolment) -> PlacementQuerySet:
    """Those asked for, kept or taken."""
    own = Placement.objects.filter(person=enrolment.person_id, mission_locale=enrolment.mission_locale_id)
    return own.filter(state__in=PlacementState.open())


def give_up(enrolment: Enrolment, on: date, at: datetime) -> list[Placement]:
    """They are given back that day, a stay as one that is over; those who waited and have one now come out. Inside the
    transaction that locks the person. Raises ValidationError for a stay that began after that day."""
    served: list[Placement] = []
    for placement in open_places(enrolment).select_related("commitment").order_by("pk"):
        stock = locked_stock(placement.commitment) if placement.commitment else None
        if placement.state == PlacementState.STARTED:
            end_stay(placement, on)
        else:
            placement.state, placement.place = PlacementState.REFUSED, None
            placement.refused_on, placement.refusal = localdate(at), PlacementRefusal.WITHDRAWN
        placement.save()
        if stock is not None:
            served += move_up(stock, at)
    return served


def end_stay(placement: Placement, on: date) -> None:
    """Over that day; nothing is saved. Raises ValidationError where it began later."""
    if max(placement.starts_on or on, placement.reserved_from or on) > on:
        raise ValidationError({"left_on": BEGUN_LATER})
    placement.state, placement.ends_on, placement.result = PlacementState.ENDED, on, PlacementResult.OTHER
    placement.early_end = EarlyEnd.OTHER if is_early(placement) else ""


def passings_of(placement: Placement) -> list[tuple[str, str]]:
    """From which Mission Locale it came, and when: label, value; the last first."""
    passed = placement.handovers.select_related("from_mission_locale").order_by("-decided_on", "-pk")
    return [("Reprise par relais", f"{one.from_mission_locale}, le {day_words(one.decided_on)}") for one in passed]


def read_placed(placement: Placement, user: User, at: datetime) -> Reading:
    """The person as the user reads them; whoever sees the placement alone reads nothing else of them."""
    try:
        return read_person(user, placement.person.code, at)
    except Http404:
        return reading_nothing(placement.person, user, at)


def reading_nothing(person: YoungPerson, user: User, at: datetime) -> Reading:
    """Of someone of whom the user reads no file, and writes on none."""
    nobody: frozenset[int] = frozenset()
    return Reading(person, user, at, nobody, nobody, nobody, nobody, is_in_charge=False, decides_for_unit=False)


def may_write(placement: Placement, reading: Reading) -> bool:
    """A referent of the Mission Locale whose placement it is, while it follows the person; then those who see it to
    its end."""
    return placement.mission_locale_id in reading.deciding or is_left_open(placement, reading.user, reading.at)


def is_left_open(placement: Placement, user: User, at: datetime) -> bool:
    """Whether it goes on though nobody of its Mission Locale follows the person, and the user may end it."""
    return Placement.objects.left_open(user, at).filter(pk=placement.pk).exists()
