"""Someone who has left the place of a permanence: where they may be seen instead, and what is said of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils.timezone import localdate

from cases.entry.saving import LEFT
from cases.models import JusticeMeasure, Permanence, YoungPerson
from cases.permanences.choices import permanence_in_words
from partners.french import day_words
from partners.models import User


def new_places(permanence: Permanence, people: Collection[int], user: User, at: datetime) -> dict[int, Permanence]:
    """By person, of those known to be held in another establishment now, the next permanence there with a place."""
    if not permanence.site.is_inside:
        return {}
    held = JusticeMeasure.objects.visible_to(user, at).running(localdate(at)).custody().filter(person__in=people)
    moved = held.filter(organisation__isnull=False).exclude(organisation=permanence.site.organisation_id)
    where = dict(moved.values_list("person", "organisation"))
    offered = Permanence.objects.offered(localdate(at)).filter(
        mission_locale=permanence.mission_locale_id, site__is_inside=True, site__organisation__in=set(where.values())
    )
    first: dict[int | None, Permanence] = {}
    for one in offered.exclude(site=permanence.site_id).select_related("site"):
        first.setdefault(one.site.organisation_id, one)
    return {person: first[establishment] for person, establishment in where.items() if establishment in first}


def stays_at(permanence: Permanence, attendance: str, following: Permanence | None, on: date) -> bool:
    """Whether the next appointment would be where the person no longer is."""
    if following is None or attendance not in LEFT or not permanence.site.is_inside:
        return False
    return following.site_id == permanence.site_id and following.planned_on > on


def departure_words(
    person: YoungPerson, left: Permanence, freed: list[Permanence], proposed: Permanence | None
) -> str:
    """What is said of someone who has left and has no next appointment; empty where there is nothing to say."""
    said = []
    if freed:
        days = ", ".join(day_words(one.planned_on, "j F") for one in freed)
        said.append(f"{person} n’est plus à {left.site}\N{NO-BREAK SPACE}: rendez-vous rendu ({days}).")
    if proposed:
        who = "Permanence" if freed else f"{person}\N{NO-BREAK SPACE}: permanence"
        said.append(
            f"{who} proposée à son nouvel établissement, sous «\N{NO-BREAK SPACE}Revoir à\N{NO-BREAK SPACE}»"
            f"\N{NO-BREAK SPACE}: {permanence_in_words(proposed)}."
        )
    return " ".join(said)
