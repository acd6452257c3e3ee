"""The referrals, on the record."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cases.models import Referral
from cases.record.reading import Reading
from cases.record.section import Section
from cases.record.together import Rows


def referrals_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """The last one first."""
    referrals = Referral.objects.visible_to(reading.user, reading.at).filter(person=reading.person)
    return {"referrals": referrals.select_related("programme", "referred_by", "mission_locale")}


def referrals_context(reading: Reading, rows: Rows) -> dict[str, Any]:
    """As _person_referrals.html has it."""
    return {"referrals": rows["referrals"]}


SECTION = Section("cases/_person_referrals.html", referrals_rows, referrals_context)
