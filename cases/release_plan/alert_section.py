"""The alerts on a person's record, those put off too."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cases.record.reading import Reading
from cases.record.section import Section
from cases.record.together import Rows
from cases.release_plan.following import alert_rows, alerts_from


def alerts_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """What the alerts are made from; nothing for an officer, who has none."""
    return alert_rows([reading.person.pk], reading.user, reading.at) if reading.is_held else {}


def alerts_context(reading: Reading, rows: Rows) -> dict[str, Any] | None:
    """As _person_alerts.html has it; nothing on a day without any."""
    found = alerts_from(rows, reading.user, reading.on) if reading.is_held else []
    return {"alerts": found} if found else None


SECTION = Section("cases/_person_alerts.html", alerts_rows, alerts_context)
