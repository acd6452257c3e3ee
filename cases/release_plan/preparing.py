"""Reads what is known of the preparation of releases, as far as a reader may: as many queries for one as for a
hundred."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate

from cases.models import (
    Address,
    AddressKind,
    AddressMoment,
    AdjustmentDecision,
    Appointment,
    Contact,
    ContactAttempt,
    ContactKind,
    ContactPlace,
    Housing,
    ReleaseNeed,
    SentenceAdjustment,
    YoungPerson,
)
from cases.record.together import Rows
from cases.release_plan.expected import FOLLOWED_FOR, Release
from cases.release_plan.gaps import Preparation
from cases.release_plan.measured_by import MEETINGS
from cases.release_plan.needs import belongs
from cases.release_plan.thread import thread
from partners.models import User

ROOFS = (AddressKind.PERSONAL, AddressKind.HOSTED)


def preparations(found: Iterable[Release], user: User, at: datetime) -> list[Preparation]:
    """One for each release, in their order."""
    found, on = list(found), localdate(at)
    people = [release.measure.person_id for release in found]
    held = set(YoungPerson.objects.held_by(user, at).filter(pk__in=people).values_list("pk", flat=True))
    rows = {name: list(rows.filter(person__in=people)) for name, rows in preparation_rows(user, at).items()}
    interviews = last_days(interviews_of(user, at).filter(person__in=people), on)
    others = last_days(contacts_of_unit(user, at).filter(person__in=set(people) - held), on)
    return prepared_from(found, held, rows, interviews | others, on)


def preparation_rows(user: User, at: datetime) -> dict[str, QuerySet[Any]]:
    """All that a preparation is made from, but for the last meeting; to be narrowed to the people."""
    on = localdate(at)
    is_asked = (
        Q(requested_on__isnull=False) | Q(hearing_on__isnull=False) | ~Q(decision=AdjustmentDecision.IN_PREPARATION)
    )
    return {
        "release_needs": ReleaseNeed.objects.visible_to(user, at).select_related("type"),
        "release_roofs": Address.objects.visible_to(user, at).filter(moment=AddressMoment.AFTER, kind__in=ROOFS),
        "release_outside": Appointment.objects.visible_to(user, at)
        .to_come(on)
        .filter(permanence__site__is_inside=False)
        .select_related("permanence"),
        "release_asked": SentenceAdjustment.objects.visible_to(user, at).filter(is_asked),
        "release_contacts": Contact.objects.visible_to(user, at).filter(held_on__gte=on - FOLLOWED_FOR),
        "release_attempts": ContactAttempt.objects.visible_to(user, at).filter(tried_on__gte=on - FOLLOWED_FOR),
    }


def prepared_from(
    found: Iterable[Release], held: Collection[int], rows: Rows, last_met: Mapping[int, date], on: date
) -> list[Preparation]:
    """The preparations made of these rows; `held` are those whose file the reader's Mission Locale holds, `last_met`
    the last interviews with them, and the last contacts with the others."""
    prepared = {release.measure.person_id: Preparation(release) for release in found}
    for pk, preparation in prepared.items():
        preparation.is_held = pk in held
        preparation.is_housed = pk in held and preparation.release.person.housing in (Housing.OWN, Housing.FAMILY)
        preparation.last_met = last_met.get(pk)
    add_needs(prepared, rows["release_needs"])
    for address in rows["release_roofs"]:
        starts_on = prepared[address.person_id].release.measure.starts_on
        prepared[address.person_id].has_roof |= address.ends_on is None or address.ends_on >= starts_on
    for appointment in rows["release_outside"]:
        prepared[appointment.person_id].expected_outside.append(appointment.permanence.planned_on)
    for adjustment in rows["release_asked"]:
        prepared[adjustment.person_id].is_adjustment_asked |= is_of(adjustment, prepared[adjustment.person_id])
    add_threads(prepared, rows, on)
    return list(prepared.values())


def add_needs(prepared: dict[int, Preparation], needs: Iterable[ReleaseNeed]) -> None:
    """The states of the needs that belong to the measure."""
    states: dict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for need in needs:
        if belongs(need, prepared[need.person_id].release.measure):
            states[need.person_id][need.type_id].append(need.state)
    for pk, preparation in prepared.items():
        preparation.states = states[pk]


def is_of(adjustment: SentenceAdjustment, preparation: Preparation) -> bool:
    """Whether it was asked for during that custody: it names the measure, or one of its days lies in it."""
    measure = preparation.release.measure
    days = (adjustment.requested_on, adjustment.hearing_on, adjustment.decided_on, adjustment.starts_on)
    return adjustment.measure_id == measure.pk or any(day >= measure.starts_on for day in days if day)


def add_threads(prepared: dict[int, Preparation], rows: Rows, on: date) -> None:
    """Of those who are out and whose file the reader's Mission Locale holds: what has become of the thread."""
    met, reached, tried = (defaultdict[int, list[date]](list) for _ in range(3))
    for contact in rows["release_contacts"]:
        is_meeting = contact.kind in MEETINGS and contact.place != ContactPlace.INSIDE
        (met if is_meeting else reached)[contact.person_id].append(contact.held_on)
    for attempt in rows["release_attempts"]:
        tried[attempt.person_id].append(attempt.tried_on)
    for pk, preparation in prepared.items():
        if preparation.is_held and preparation.release.is_out and preparation.release.day:
            preparation.thread = thread(preparation.release.day, met[pk], reached[pk], tried[pk], on)


def interviews_of(user: User, at: datetime) -> QuerySet[Contact]:
    """The interviews of one's Mission Locale."""
    return Contact.objects.visible_to(user, at).filter(kind=ContactKind.INTERVIEW)


def contacts_of_unit(user: User, at: datetime) -> QuerySet[Contact]:
    """The contacts with people of the own unit, whichever Mission Locale it was: of them, an officer reads how many
    and when last, and no more (docs/access.md)."""
    return Contact.objects.filter(person__in=YoungPerson.objects.of_unit(user, at).values("pk"))


def last_days(contacts: QuerySet[Contact], on: date) -> dict[int, date]:
    """By person, the last day until that one."""
    rows = contacts.filter(held_on__lte=on).order_by().values("person").annotate(last=Max("held_on"))
    return dict(rows.values_list("person", "last"))
