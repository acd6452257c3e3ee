"""Puts people whom the package tells of on the permanences around the day of loading, as a referent would."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import (
    Appointment,
    Attendance,
    Contact,
    ContactKind,
    ContactPlace,
    Enrolment,
    JusticeMeasure,
    Permanence,
    YoungPerson,
)
from reporting.demonstration.timetable import MALOUIN_PRISON, MAUREPAS_SITE, VEZIN_SITE, Timetable, coded

# How many of those followed come to each permanence, by site and rank.
COMING = {
    (VEZIN_SITE, -1): 4,
    (VEZIN_SITE, 0): 3,
    (VEZIN_SITE, 1): 2,
    (MAUREPAS_SITE, -4): 2,
    (MAUREPAS_SITE, 0): 3,
    (MAUREPAS_SITE, 1): 2,
    (MALOUIN_PRISON, 0): 1,
}


def follow_up(timetable: Timetable, rng: random.Random) -> None:
    """Those met on the day of a permanence were on it; some of those accompanied are expected at the next ones."""
    for permanence in timetable.held():
        for contact in interviews_of(permanence)[: places_left(permanence)]:
            put(contact.person, permanence, rng, contact)
    for (site, rank), number in COMING.items():
        permanence = timetable.at(site, rank)
        for person in list(accompanied(permanence))[:number]:
            put(person, permanence, rng)


def places_left(permanence: Permanence) -> int:
    return max(0, (permanence.slots or 0) - permanence.appointments.count())


def interviews_of(permanence: Permanence) -> QuerySet[Contact]:
    """The interviews of that day in that prison, or outside, by that Mission Locale, which no appointment has yet."""
    interviews = Contact.objects.filter(
        kind=ContactKind.INTERVIEW,
        held_on=permanence.planned_on,
        mission_locale=permanence.mission_locale,
        place=ContactPlace.INSIDE if permanence.site.is_inside else ContactPlace.OUTSIDE,
        appointment__isnull=True,
    )
    if permanence.site.is_inside:
        interviews = interviews.filter(Exists(custody_at(permanence)))
    return interviews.select_related("person").order_by("code")


def custody_at(permanence: Permanence, person: str = "person") -> QuerySet[JusticeMeasure]:
    """The custody of an outer row's person running that day in the prison of the permanence."""
    running = JusticeMeasure.objects.custody().running(permanence.planned_on)
    return running.filter(person=OuterRef(person), organisation=permanence.site.organisation)


def accompanied(permanence: Permanence) -> Iterator[YoungPerson]:
    """Those in the programme who can come there: held in that prison, or free; not yet on this permanence or on one of
    the days around it, nor met that day."""
    running = Enrolment.objects.filter(
        mission_locale=permanence.mission_locale, left_on__isnull=True, entered_on__lt=permanence.planned_on
    )
    people = YoungPerson.objects.filter(pk__in=running.values("person"))
    if permanence.site.is_inside:
        people = people.filter(Exists(custody_at(permanence, "pk")))
    else:
        held = JusticeMeasure.objects.custody().running(permanence.planned_on)
        people = people.exclude(pk__in=held.values("person"))
    around = Permanence.objects.filter(planned_on__range=(permanence.planned_on, permanence.planned_on + timedelta(9)))
    busy = Appointment.objects.filter(permanence__in=around).values("person")
    met = Contact.objects.filter(held_on=permanence.planned_on).values("person")
    yield from people.exclude(pk__in=busy).exclude(pk__in=met).order_by("code")


def put(person: YoungPerson, permanence: Permanence, rng: random.Random, contact: Contact | None = None) -> None:
    """A place there; with the interview, one who came."""
    position = permanence.appointments.count() + 1
    Appointment.objects.create(
        code=coded(rng),
        permanence=permanence,
        person=person,
        position=position,
        starts_at=permanence.time_of(position),
        attendance=Attendance.PRESENT if contact else "",
        contact=contact,
        entered_at=permanence.entered_at if contact else None,
        entered_by=permanence.referent if contact else None,
    )
