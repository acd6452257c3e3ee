"""Who writes measures, adjustments and permissions: both sides, the trainees of neither."""

from __future__ import annotations

from cases.planned_end import Author
from cases.record.reading import Reading
from cases.units import unit_in_charge
from partners.models import Organisation


def may_write(reading: Reading) -> bool:
    """A referent of a Mission Locale that follows; an officer who decides for the unit in charge."""
    return bool(reading.deciding) or reading.decides_for_unit


def author_of(reading: Reading) -> Author:
    """The user, in the name of the Mission Locale that follows; else of the unit in charge."""
    if reading.deciding:
        body = Organisation.objects.get(pk=min(reading.deciding))
    else:
        body = unit_in_charge(reading.person, reading.user, reading.at)
    return Author(reading.user, body, reading.at)
