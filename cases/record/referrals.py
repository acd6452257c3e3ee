"""The referrals, and the enrolments for the Missions Locales, on the record."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cases.models import Enrolment, Referral
from cases.record.reading import Reading
from cases.record.section import Section
from cases.record.together import Rows


def referrals_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """Both, the last one first."""
    of_person = {"person": reading.person}
    referrals = Referral.objects.visible_to(reading.user, reading.at).filter(**of_person)
    enrolments = Enrolment.objects.visible_to(reading.user, reading.at).filter(**of_person)
    return {
        "referrals": referrals.select_related("programme", "referred_by", "mission_locale"),
        "enrolments": enrolments.select_related("programme", "mission_locale"),
    }


def referrals_context(reading: Reading, rows: Rows) -> dict[str, Any]:
    """As _person_referrals.html has it."""
    return {"referrals": rows["referrals"], "enrolments": rows["enrolments"], "is_held": reading.is_held}


SECTION = Section("cases/_person_referrals.html", referrals_rows, referrals_context)
