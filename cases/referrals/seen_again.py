"""Another appointment for someone whose referral waits: it replaces the one that they had."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import transaction

from cases.models import Appointment, Permanence, Referral
from cases.models.permanences import AppointmentQuerySet
from cases.permanences.booking import book, give_back


class SeenAgain(NamedTuple):
    """The appointment made, and the permanences where a place is free again."""

    appointment: Appointment
    freed: list[Permanence]


def other_places(referral: Referral, on: date) -> AppointmentQuerySet:
    """Those that the referral's Mission Locale keeps for the person after that day."""
    own = {"person": referral.person_id, "permanence__mission_locale": referral.mission_locale_id}
    return Appointment.objects.kept_after(on).filter(**own)


def see_again(referral: Referral, permanence: Permanence, on: date) -> SeenAgain:
    """A place at that permanence; those where the person was expected after that day, given back: nobody is called in
    two places, nor where they no longer are. Raises ValidationError as `book` does."""
    with transaction.atomic():
        appointment = book(referral.person, permanence, referral)
        return SeenAgain(appointment, give_back(other_places(referral, on).exclude(pk=appointment.pk)))
