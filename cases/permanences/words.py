"""An appointment in words."""

from __future__ import annotations

from cases.models import Appointment
from partners.french import hour_words


def place_words(appointment: Appointment) -> str:
    """Where, and at what time when that is known: « Maurepas, 14 h »."""
    permanence = appointment.permanence
    hour = hour_words(appointment.starts_at or permanence.starts_at)
    return ", ".join(filter(None, [str(permanence.site), hour]))
