"""At which permanences someone may be seen next: to come, not cancelled, with a free place; the nearest first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from cases.models import Permanence
from partners.french import day_words, hour_words

# As far ahead as one invites.
LISTED = 12


def free_permanences(mission_locales: Collection[int], on: date) -> list[Permanence]:
    """Those of these Missions Locales on that day or later, each with `taken`; no limit of places is always free."""
    to_come = Permanence.objects.to_come(on).filter(
        mission_locale__in=mission_locales, was_held__isnull=True, entered_at__isnull=True
    )
    rows = to_come.with_places().select_related("site", "mission_locale")
    return [permanence for permanence in rows if has_place(permanence)]


def has_place(permanence: Permanence) -> bool:
    """Whether one more may be put on it, from its `taken`."""
    return permanence.slots is None or permanence.taken < permanence.slots  # type: ignore[attr-defined]


def nearest(permanences: list[Permanence], here: Permanence | None = None) -> list[Permanence]:
    """The first ones at the same site, by date, then those elsewhere."""
    ranked = sorted(permanences, key=lambda other: here is not None and other.site_id != here.site_id)
    return ranked[:LISTED]


def in_words(permanence: Permanence) -> str:
    """As one chooses it: « jeu. 26 nov. 2026, 8 h 30, Maison d’arrêt »."""
    words = [day_words(permanence.planned_on, "D j N Y"), hour_words(permanence.starts_at), str(permanence.site)]
    return ", ".join(filter(None, words))


def as_choices(permanences: list[Permanence]) -> list[tuple[str, str]]:
    """The choices of a field, by code."""
    return [(permanence.code, in_words(permanence)) for permanence in permanences]
