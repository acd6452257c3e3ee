"""Who may be invited to a permanence."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.timezone import localdate

from cases.models import Appointment, Permanence, Referral
from partners.models import User


def to_invite(permanence: Permanence, user: User, at: datetime) -> QuerySet[Referral]:
    """The undecided referrals to its Mission Locale, that this user sees, of people without an appointment to come
    there; those for its site first, then the longest waiting."""
    invited = Appointment.objects.to_come(localdate(at)).filter(
        permanence__mission_locale=permanence.mission_locale_id
    )
    on_it = permanence.appointments.values("person")
    elsewhere = Case(When(site=permanence.site_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    waiting = Referral.objects.visible_to(user, at).undecided().filter(mission_locale=permanence.mission_locale_id)
    waiting = waiting.exclude(person__in=invited.values("person")).exclude(person__in=on_it)
    return waiting.select_related("person", "site").order_by(elsewhere, "referred_on", "code")
