"""The measures and the adjustments, on the record."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cases.models import JusticeMeasure, SentenceAdjustment
from cases.record.reading import Reading
from cases.record.section import Section
from cases.record.together import Rows


def measures_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """Both, by their start."""
    of_person = {"person": reading.person}
    measures = JusticeMeasure.objects.visible_to(reading.user, reading.at).filter(**of_person)
    adjustments = SentenceAdjustment.objects.visible_to(reading.user, reading.at).filter(**of_person)
    return {"measures": measures.select_related("organisation"), "adjustments": adjustments}


def measures_context(reading: Reading, rows: Rows) -> dict[str, Any]:
    """As _person_measures.html has it."""
    return {"measures": rows["measures"], "adjustments": rows["adjustments"]}


SECTION = Section("cases/_person_measures.html", measures_rows, measures_context)
