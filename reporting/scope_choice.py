"""Which programmes and Missions Locales a coordinator may report on."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from cases.models import Programme
from cases.models.programmes import ProgrammeQuerySet
from partners.models import Organisation, Role, User


def programmes_of(user: User, on: date) -> ProgrammeQuerySet:
    """The programmes of the user's memberships as coordinator on that day; a membership that names none gives all."""
    memberships = [membership for membership in user.memberships_on(on) if membership.role == Role.COORDINATOR]
    if not memberships:
        return Programme.objects.none()
    limited = Programme.objects.filter(members__in=memberships)
    if {membership.pk for membership in memberships} - set(limited.values_list("members", flat=True)):
        return Programme.objects.all()
    return Programme.objects.filter(pk__in=limited.values("pk"))


def missions_locales_of(programmes: ProgrammeQuerySet) -> QuerySet[Organisation]:
    """The Missions Locales that received a referral to, or hold an enrolment in, one of these programmes."""
    return Organisation.objects.missions_locales().filter(
        Q(pk__in=programmes.filter(enrolments__isnull=False).values("enrolments__mission_locale"))
        | Q(pk__in=programmes.filter(referrals__isnull=False).values("referrals__mission_locale"))
    )
