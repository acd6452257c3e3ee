"""The appointments that a hand-over leaves with the Mission Locale that gives: told of, never cancelled by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from cases.models import Appointment
from cases.permanences.words import place_words
from partners.french import day_words
from partners.models import User


def appointments_left(person: int, giver: int, user: User, at: datetime) -> list[str]:
    """Those to come there, of those that this user is told of: « 4 décembre 2026, Maurepas, 14 h »."""
    told = Appointment.objects.told_to(user, at).to_come(localdate(at)).filter(person=person)
    there = told.filter(permanence__mission_locale=giver).select_related("permanence__site")
    found = there.order_by("permanence__planned_on", "pk")
    return [f"{day_words(one.permanence.planned_on)}, {place_words(one)}" for one in found]
