"""A place at a permanence of the demonstration, and the interview that it became."""

from __future__ import annotations

import random

from cases.models import (
    Appointment,
    Attendance,
    Axis,
    Contact,
    ContactKind,
    ContactPlace,
    Permanence,
    Referral,
    ServiceAxis,
    YoungPerson,
)
from reporting.demonstration.plans import weighted
from reporting.demonstration.timetable import coded

MINUTES = 25
AXES = {Axis.CAREER_PLAN: 3, Axis.EMPLOYMENT: 4, Axis.HOUSING: 2, Axis.TRAINING: 2, Axis.HEALTH: 1}


def seat(
    rng: random.Random,
    permanence: Permanence,
    person: YoungPerson,
    attendance: str = "",
    referral: Referral | None = None,
    contact: Contact | None = None,
) -> None:
    """The next place, with the attendance; whoever came has an interview: the one given, or a new one."""
    position = permanence.appointments.count() + 1
    if attendance == Attendance.PRESENT and contact is None:
        contact = interview(rng, permanence, person)
    Appointment.objects.create(
        code=coded(rng),
        permanence=permanence,
        person=person,
        referral=referral,
        position=position,
        starts_at=permanence.time_of(position),
        attendance=attendance,
        contact=contact,
        entered_at=permanence.entered_at if attendance else None,
        entered_by=permanence.referent if attendance else None,
    )


def interview(rng: random.Random, permanence: Permanence, person: YoungPerson) -> Contact:
    """The meeting, with one or two services proposed."""
    contact = Contact.objects.create(
        code=coded(rng),
        person=person,
        held_on=permanence.planned_on,
        kind=ContactKind.INTERVIEW,
        place=ContactPlace.INSIDE if permanence.site.is_inside else ContactPlace.OUTSIDE,
        mission_locale=permanence.mission_locale,
        referent_name=str(permanence.referent),
        duration_minutes=MINUTES,
        entered_at=permanence.entered_at,
        entered_by=permanence.referent,
    )
    axes = sorted({weighted(rng, AXES) for _ in range(2)})
    ServiceAxis.objects.bulk_create(ServiceAxis(contact=contact, axis=axis) for axis in axes)
    return contact
