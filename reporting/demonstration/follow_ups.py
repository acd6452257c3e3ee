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
from reporting.demonstration.meetings import seat
from reporting.demonstration.plans import weighted
from reporting.demonstration.timetable import MALOUIN_PRISON, MAUREPAS_SITE, VEZIN_SITE, Timetable

# How many came to a permanence of the last weeks at least, as far as there are people, and how it went.
MET = 3
APART = timedelta(days=6)
ATTENDANCES = {
    Attendance.PRESENT: 8,
    Attendance.VISITING_ROOM: 1,
    Attendance.AT_WORK: 1,
    Attendance.UNAVAILABLE: 1,
}
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
    """Those met on the day of a permanence were on it, with some more of those accompanied; others are expected at the
    next ones."""
    for permanence in timetable.held():
        for contact in interviews_of(permanence)[: places_left(permanence)]:
            seat(rng, permanence, contact.person, Attendance.PRESENT, contact=contact)
        for person in list(accompanied(permanence))[: max(0, MET - permanence.appointments.count())]:
            seat(rng, permanence, person, weighted(rng, ATTENDANCES))
    for (site, rank), number in COMING.items():
        permanence = timetable.at(site, rank)
        for person in list(accompanied(permanence))[:number]:
            seat(rng, permanence, person)


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
    days = permanence.planned_on - APART, permanence.planned_on + APART
    around = Permanence.objects.filter(planned_on__range=days)
    busy = Appointment.objects.filter(permanence__in=around).values("person")
    met = Contact.objects.filter(held_on=permanence.planned_on).values("person")
    yield from people.exclude(pk__in=busy).exclude(pk__in=met).order_by("code")
