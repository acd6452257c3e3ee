"""The places with partners on the record: where each stands, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cases.models import Placement
from cases.placements.steps import next_words, state_tone, state_words
from cases.record.reading import Reading
from cases.record.section import RecordAction, Section
from cases.record.together import Rows


def placement_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """The last one asked for first."""
    own = Placement.objects.visible_to(reading.user, reading.at).filter(person=reading.person)
    related = ("agreement__organisation", "commitment", "mission_locale")
    return {"placements": own.select_related(*related).order_by("-asked_on", "-pk")}


@dataclass(frozen=True)
class PlacementRow:
    """A placement: where it stands, what comes next."""

    placement: Placement
    state: str
    tone: str
    following: str


def placement_context(reading: Reading, rows: Rows) -> dict[str, Any] | None:
    """As _person_placements.html has it; nothing where there is none."""
    if not rows["placements"]:
        return None
    return {
        "placements": [
            PlacementRow(one, state_words(one), state_tone(one), next_words(one, reading.on))
            for one in rows["placements"]
        ]
    }


def placement_actions(reading: Reading, rows: Rows) -> Iterator[RecordAction]:
    """To ask a partner for a place."""
    if reading.deciding:
        yield RecordAction(
            "Demander une place à un partenaire", reverse("cases:placement_create", args=[reading.person.code])
        )


SECTION = Section("cases/_person_placements.html", placement_rows, placement_context)
