"""Which units a person concerns, and which one, of an officer's, is in charge."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from cases.models import JusticeMeasure, Referral, UnitTransfer, YoungPerson
from partners.access import officer_memberships, officer_units
from partners.models import Organisation, User


def units_concerned(person: YoungPerson, on: date) -> set[int]:
    """The ids of the bodies that made an open referral, that the measure running that day names (itself, or above a
    prison or centre), or to which the person was passed."""
    referrals = Referral.objects.undecided().filter(person=person).values_list("referred_by", flat=True)
    measures = JusticeMeasure.objects.running(on).filter(person=person)
    named = measures.values_list("organisation", "organisation__parent")
    received = UnitTransfer.objects.current().filter(person=person).values_list("to_unit", flat=True)
    return {*referrals, *received, *(unit for pair in named for unit in pair if unit is not None)}


def unit_of_referral(referral: Referral) -> int:
    """The id of the unit in charge: the last one to which the person was passed since, else the one that referred."""
    passed = UnitTransfer.objects.current().filter(person=referral.person_id, passed_on__gte=referral.referred_on)
    return passed.values_list("to_unit", flat=True).first() or referral.referred_by_id


def unit_in_charge(person: YoungPerson, user: User, at: datetime) -> Organisation:
    """The unit of this officer, or below this lead, that is in charge of the person: the officer's own one first.

    Raises Organisation.DoesNotExist when none is.
    """
    on = localdate(at)
    own = [membership.organisation_id for membership in officer_memberships(user, on)]
    for unit in sorted(officer_units(user, on), key=lambda unit: unit not in own):
        if YoungPerson.objects.of_units([unit], on, on + timedelta(days=1)).filter(pk=person.pk).exists():
            return Organisation.objects.get(pk=unit)
    raise Organisation.DoesNotExist
