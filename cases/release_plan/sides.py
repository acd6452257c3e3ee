"""Who writes what of a person's way out: the Mission Locale all of it, the unit its own side."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from cases.models import NeedSide
from cases.record.reading import Reading
from partners.access import case_memberships, decides
from partners.models import Membership, Role, User


def deciding_referents(user: User, at: datetime) -> list[Membership]:
    """The memberships by which this user decides as a referent: no trainee's, no mere lead's."""
    return [
        membership
        for membership in case_memberships(user, localdate(at))
        if membership.role == Role.REFERENT and decides(membership)
    ]


def sides_written(reading: Reading) -> set[str]:
    """The sides whose needs and steps this reader writes: a referent all, an officer of the unit in charge the SPIP's;
    a trainee, a mere lead, a former unit none."""
    if reading.deciding:
        return set(NeedSide.values)
    return {NeedSide.SPIP.value} if reading.decides_for_unit else set()
