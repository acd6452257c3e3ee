"""Files that nobody would follow: what keeps the last officer of a unit, or the last referent, from moving on."""

from __future__ import annotations

from datetime import date, timedelta

from cases.models import CaseFile, YoungPerson
from partners.models import Membership, Role


def files_without(membership: Membership, day: date, on: date) -> int:
    """How many files of today nobody would follow from that day on, without this membership; none while a colleague
    holds the role there that day, neither a trainee nor a substitute."""
    colleagues = Membership.objects.valid(day).filter(
        organisation=membership.organisation_id, role=membership.role, is_trainee=False, replaces__isnull=True
    )
    if colleagues.exclude(pk=membership.pk).exists():
        return 0
    return files_of(membership, on)


def files_of(membership: Membership, on: date) -> int:
    """How many people the unit of an officer is in charge of that day, or on how many the Mission Locale of a referent
    holds a file."""
    if membership.role == Role.OFFICER:
        return YoungPerson.objects.of_units([membership.organisation_id], on, on + timedelta(days=1)).count()
    if membership.role == Role.REFERENT:
        return CaseFile.objects.open(on).filter(organisation=membership.organisation_id).count()
    return 0
