"""Which programmes and Missions Locales a coordinator may report on."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cases.models.programmes import ProgrammeQuerySet
from partners.models import Organisation


def missions_locales_of(programmes: ProgrammeQuerySet) -> QuerySet[Organisation]:
    """The Missions Locales that received a referral to, or hold an enrolment in, one of these programmes."""
    return Organisation.objects.missions_locales().filter(
        Q(pk__in=programmes.filter(enrolments__isnull=False).values("enrolments__mission_locale"))
        | Q(pk__in=programmes.filter(referrals__isnull=False).values("referrals__mission_locale"))
    )
