"""What a person's record says of hand-overs: to both Missions Locales, and to the officers of the unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cases.handovers.lists import tone_of
from cases.handovers.rights import may_ask
from cases.models import Handover
from cases.record.reading import Reading
from cases.record.section import RecordAction, Section
from cases.record.together import Rows
from partners.french import day_words


def handovers_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """Those that the reader may open, and those of which an officer is told."""
    bodies = ("from_mission_locale", "to_mission_locale")
    read = Handover.objects.visible_to(reading.user, reading.at).filter(person=reading.person)
    told = Handover.objects.told_to(reading.user, reading.at).filter(person=reading.person)
    return {"handovers": read.select_related(*bodies), "handovers_told": told.select_related(*bodies)}


def handovers_context(reading: Reading, rows: Rows) -> dict[str, Any] | None:
    """The last first; an officer is told from where to where, and when. None where there is none."""
    known = {handover.pk for handover in rows["handovers"]}
    lines = [
        {
            "words": words_of(one),
            "url": one.get_absolute_url(),
            "state": one.state_words,
            "tone": tone_of(one, reading.on),
        }
        for one in rows["handovers"]
    ]
    lines += [{"words": words_of(one)} for one in rows["handovers_told"] if one.pk not in known]
    return {"lines": lines} if lines else None


def words_of(handover: Handover) -> str:
    """« De We Ker à Saint-Malo, le 3 mars 2026 »: the day of the answer, or of the request while it waits."""
    day = day_words(handover.decided_on or handover.asked_on)
    return f"De {handover.from_mission_locale} à {handover.to_mission_locale}, le {day}"


def handover_actions(reading: Reading, rows: Rows) -> Iterator[RecordAction]:
    """To ask another Mission Locale to follow, for those who do."""
    followed = [one for one in rows["enrolments"] if one.left_on is None and may_ask(reading.user, one, reading.on)]
    if followed and not any(handover.is_pending for handover in rows["handovers"]):
        yield RecordAction("Demander un relais", reverse("cases:handover_create", args=[reading.person.code]))


SECTION = Section("cases/_person_handovers.html", handovers_rows, handovers_context)
