"""The reminder of an appointment outside: a text to copy into a message, which no one who reads it over the young
person's shoulder learns anything from."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from cases.entry.saving import may_enter
from cases.models import Appointment, Contact, ContactKind, ContactPlace, Permanence
from cases.permanences.booking import locked_permanence
from cases.telling import is_neutral
from partners.french import day_words, hour_words
from partners.models import User


def may_remind(user: User, permanence: Permanence, on: date) -> bool:
    """Whether that user reminds people of that permanence: outside and still to come, of their own Mission Locale."""
    is_to_come = permanence.planned_on >= on and permanence.cancelled_at is None and permanence.was_held is None
    return is_to_come and not permanence.site.is_inside and may_enter(user, permanence, on)


def reminder_url(appointment: Appointment, user: User, on: date) -> str:
    """Where that text is; empty for whoever does not send it, and once something is noted."""
    if appointment.attendance or not may_remind(user, appointment.permanence, on):
        return ""
    return reverse("cases:appointment_reminder", args=[appointment.code])


def reminder_text(appointment: Appointment) -> str:
    """First name, day, hour and, where its name says nothing, the place; signed by the Mission Locale."""
    permanence = appointment.permanence
    day = day_words(permanence.planned_on, "l j F")
    starts_at = appointment.starts_at or permanence.starts_at
    hour = f" à {hour_words(starts_at)}" if starts_at else ""
    place = f", {permanence.site.name}" if is_neutral(permanence.site.name) else ""
    return (
        f"Bonjour {appointment.person.first_name}, votre rendez-vous avec la Mission Locale est le {day}{hour}{place}."
        " Si vous ne pouvez pas venir, prévenez-nous. À bientôt."
    )


def log_reminder(appointment: Appointment, author: User, at: datetime) -> bool:
    """The message as a contact of that day. False when one is logged already: a button pressed twice."""
    on = localdate(at)
    message = {
        "person": appointment.person,
        "kind": ContactKind.SMS,
        "held_on": on,
        "mission_locale": appointment.permanence.mission_locale,
    }
    with transaction.atomic():
        locked_permanence(appointment.permanence)
        if Contact.objects.filter(**message).exists():
            return False
        Contact.objects.create(
            **message, place=ContactPlace.REMOTE, referent_name=str(author), entered_at=at, entered_by=author
        )
    return True
