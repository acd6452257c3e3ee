"""The reminder of an appointment outside: a text to copy into a message, which no one who reads it over the young
person's shoulder learns anything from."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from cases.models import Appointment, Contact, ContactKind, ContactPlace
from cases.permanences.booking import locked_permanence
from partners.french import day_words, hour_words
from partners.models import User
from partners.names import fold

# Words of justice: a place whose name bears one is not named.
TELLING = {
    "arret", "carceral", "cef", "centre educatif", "detention", "ecrou", "ferme", "judiciaire", "juge", "justice",
    "libere", "peine", "penitentiaire", "pjj", "prison", "probation", "quartier", "spip", "tribunal",
}  # fmt: skip


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


def is_neutral(name: str) -> bool:
    """Whether a place's name bears no word of justice."""
    folded = f" {fold(name)} "
    return not any(f" {word}" in folded for word in TELLING)


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
