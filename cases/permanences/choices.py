"""The permanences that a page offers for someone: to whoever refers, to whoever invites again."""

from __future__ import annotations

from collections.abc import Collection
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


def permanence_choices(
    permanences: list[Permanence], establishments: Collection[str] = (), chosen: str = ""
) -> list[Any]:
    """« La prochaine possible », then the next ones of each site, where they are held in each: the sites of these
    establishments (ids, as a form holds them) first. The one of the code `chosen` is among them, however far ahead."""
    by_site: dict[tuple[bool, str], list[tuple[str, str]]] = {}
    for permanence in permanences:
        is_elsewhere = str(permanence.site.organisation_id) not in establishments
        options = by_site.setdefault((is_elsewhere, permanence.site.name), [])
        if len(options) < SHOWN_A_SITE or permanence.code == chosen:
            options.append((permanence.code, f"{permanence.site}, {permanence_with_places(permanence, 'D j N')}"))
    return [
        (NEXT, "La prochaine possible"),
        *((site, by_site[is_elsewhere, site]) for is_elsewhere, site in sorted(by_site)),
    ]


def permanence_with_places(permanence: Permanence, form: str = "l j F") -> str:
    """« mardi 1er décembre, 9 h 30, 3 places », the day in that form."""
    words = [day_words(permanence.planned_on, form)]
    if permanence.starts_at:
        words.append(hour_words(permanence.starts_at))
    if permanence.slots is not None:
        free = permanence.slots - permanence.taken  # type: ignore[attr-defined]
        words.append(f"{free} place{'s' if free > 1 else ''}")
    return ", ".join(words)


def next_possible(
    permanences: list[Permanence], establishment: Organisation | None, mission_locale: Organisation
) -> list[Permanence]:
    """Those of that Mission Locale where the person can come."""
    own = [permanence for permanence in permanences if permanence.mission_locale_id == mission_locale.pk]
    return [permanence for permanence in own if can_come(permanence, establishment)]


def can_come(permanence: Permanence, establishment: Organisation | None, ends_on: date | None = None) -> bool:
    """Whether it is held where the person is: inside the establishment of whoever is held, outside for anyone else,
    whoever is to leave custody by that day included."""
    is_held = establishment is not None and establishment.kind in OrganisationKind.places_of_custody()
    if not is_held or (ends_on and ends_on <= permanence.planned_on):
        return not permanence.site.is_inside
    return permanence.site.organisation == establishment


def elsewhere_words(permanence: Permanence, establishment: Organisation, ends_on: date | None = None) -> str:
    """What to look at again before someone of that establishment is sent there; empty where they can come."""
    if can_come(permanence, establishment, ends_on):
        return ""
    where = "" if permanence.site.is_inside else ", à l’extérieur"
    return (
        f"Cette permanence se tient ailleurs\N{NO-BREAK SPACE}: {permanence.site}{where}. Le jeune dépend de"
        f"\N{NO-BREAK SPACE}: {establishment}. Gardez-la s’il peut s’y rendre, ou choisissez-en une autre."
    )


def nearest_offered(
    mission_locale: int, on: date, here: Permanence | None = None, wanted: str = ""
) -> list[Permanence]:
    """To whoever invites again: of that Mission Locale, the one of the code `wanted`, then the first ones at the same
    site as `here`, then the others; not `here` itself."""
    offered = Permanence.objects.offered(on).filter(mission_locale=mission_locale).select_related("site")
    others = [permanence for permanence in offered if permanence != here]
    ranks = {other: (other.code != wanted, here is not None and other.site_id != here.site_id) for other in others}
    return sorted(others, key=lambda other: ranks[other])[:LISTED]


def permanence_in_words(permanence: Permanence) -> str:
    """As one chooses it: « jeu. 26 nov. 2026, 8 h 30, Maison d’arrêt »."""
    words = [day_words(permanence.planned_on, "D j N Y"), hour_words(permanence.starts_at), str(permanence.site)]
    return ", ".join(filter(None, words))


def freed_words(freed: Collection[Permanence]) -> str:
    """What is said of the permanences where someone is not expected any more; empty for none."""
    places = "\N{NARROW NO-BREAK SPACE}; ".join(permanence_in_words(permanence) for permanence in freed)
    again = "Si la liste ou la convocation est partie, réimprimez-la."
    return f"Rendez-vous d’avant rendu\N{NO-BREAK SPACE}: {places}. {again}" if freed else ""


def as_choices(permanences: list[Permanence]) -> list[tuple[str, str]]:
    """The choices of a field, by code."""
    return [(permanence.code, permanence_in_words(permanence)) for permanence in permanences]
