"""The permanences that a page offers for someone: to whoever refers, to whoever invites again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from cases.models import Permanence
from partners.french import day_words, hour_words
from partners.models import Organisation, OrganisationKind

# Nobody is asked for on the day itself; further ahead than this, « la prochaine » comes first.
SHOWN_FOR = timedelta(days=60)
SHOWN_A_SITE = 4
NEXT = ""
# As far ahead as one invites again.
LISTED = 12


def permanences_offered(on: date) -> list[Permanence]:
    """To whoever refers: those of every Mission Locale in the next two months, from the day after, the first first."""
    soon = Permanence.objects.offered(on + timedelta(days=1)).filter(planned_on__lte=on + SHOWN_FOR)
    return list(soon.select_related("site__organisation", "mission_locale"))


def permanence_choices(permanences: list[Permanence], establishment: int | None = None) -> list[Any]:
    """« La prochaine possible », then the next ones of each site: that of the establishment first."""
    by_site: dict[tuple[bool, str], list[tuple[str, str]]] = {}
    for permanence in permanences:
        elsewhere = establishment is None or permanence.site.organisation_id != establishment
        options = by_site.setdefault((elsewhere, permanence.site.name), [])
        if len(options) < SHOWN_A_SITE:
            options.append((permanence.code, permanence_words(permanence)))
    return [
        (NEXT, "La prochaine possible"),
        *((site, by_site[elsewhere, site]) for elsewhere, site in sorted(by_site)),
    ]


def permanence_words(permanence: Permanence) -> str:
    """« mardi 1er décembre, 9 h 30, 3 places »."""
    words = [day_words(permanence.planned_on, "l j F")]
    if permanence.starts_at:
        words.append(hour_words(permanence.starts_at))
    if permanence.slots is not None:
        free = permanence.slots - permanence.taken  # type: ignore[attr-defined]
        words.append(f"{free} place{'s' if free > 1 else ''}")
    return ", ".join(words)


def next_possible(
    permanences: list[Permanence], establishment: Organisation | None, mission_locale: Organisation
) -> list[Permanence]:
    """Those of that Mission Locale where the person can come: inside the establishment of whoever is held, outside for
    anyone else."""
    held = establishment is not None and establishment.kind in OrganisationKind.places_of_custody()
    return [
        permanence
        for permanence in permanences
        if permanence.mission_locale_id == mission_locale.pk
        and (permanence.site.organisation == establishment if held else not permanence.site.is_inside)
    ]


def nearest_offered(mission_locale: int, on: date, here: Permanence | None = None) -> list[Permanence]:
    """To whoever invites again: the first ones of that Mission Locale, at the same site as `here` before the others;
    not `here` itself."""
    offered = Permanence.objects.offered(on).filter(mission_locale=mission_locale).select_related("site")
    others = [permanence for permanence in offered if permanence != here]
    return sorted(others, key=lambda other: here is not None and other.site_id != here.site_id)[:LISTED]


def in_words(permanence: Permanence) -> str:
    """As one chooses it: « jeu. 26 nov. 2026, 8 h 30, Maison d’arrêt »."""
    words = [day_words(permanence.planned_on, "D j N Y"), hour_words(permanence.starts_at), str(permanence.site)]
    return ", ".join(filter(None, words))


def as_choices(permanences: list[Permanence]) -> list[tuple[str, str]]:
    """The choices of a field, by code."""
    return [(permanence.code, in_words(permanence)) for permanence in permanences]
