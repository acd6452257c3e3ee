"""Places that came to those who waited for them, or that are over before anyone came, and stays beyond their expected
end: on the home page of the referents who asked, in numbers on those of leads and coordinators."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from cases.homes.to_do import ToDoLine
from cases.models import Placement, PlacementState, YoungPerson
from cases.models.placements import PlacementQuerySet
from cases.placements.steps import BEFORE_ARRIVAL, is_stranded, next_words
from partners.models import User

RELATED = ("person", "agreement__organisation", "commitment")
# What is left to do of a place once the person is not followed any more: nobody came yet, or somebody is there.
LEFT_OPEN = ("place encore demandée ou gardée, à rendre", "place encore prise, départ à noter")


def placement_lines(user: User, at: datetime) -> Iterator[ToDoLine]:
    """Those of people whom nobody follows any more, then the stays beyond their expected end, then those whose places
    are over, then those to confirm, the first that came first."""
    on = localdate(at)
    left = Placement.objects.left_open(user, at).select_related(*RELATED)
    for one in left.order_by("starts_on", "reserved_from", "pk"):
        yield line(one, LEFT_OPEN[one.state == PlacementState.STARTED], "Suivi terminé", "bad")
    followed = YoungPerson.objects.followed_by(user, at).values("pk")
    own = Placement.objects.visible_to(user, at).filter(person__in=followed)
    for one in own.beyond(on).select_related(*RELATED).order_by("expected_end_on", "pk"):
        yield line(one, next_words(one, on), "Fin prévue passée", "warn")
    asking = [*own.filter(state__in=BEFORE_ARRIVAL).select_related(*RELATED).order_by("reserved_from", "pk")]
    stranded = [one for one in asking if is_stranded(one, on)]
    for one in stranded:
        yield line(one, next_words(one, on), "Convention finie", "bad")
    for one in asking:
        if one.is_to_confirm and one not in stranded:
            yield line(one, "une place s’est libérée, gardée pour l’instant", "À confirmer", "warn")


def beyond_figures(placements: PlacementQuerySet, on: date) -> list[dict[str, Any]]:
    """How many of these stays run beyond their expected end; nothing where none does."""
    count = placements.beyond(on).count()
    note = "départ à noter, ou séjour à prolonger, chez les partenaires"
    url = reverse("cases:stock_list")
    return [{"label": "Séjours au-delà de la fin prévue", "value": count, "note": note, "url": url}] if count else []


def line(placement: Placement, words: str, state: str, tone: str) -> ToDoLine:
    """A placement, with what it asks for."""
    partner, person = placement.agreement.organisation, placement.person
    said = f"{partner}\N{NO-BREAK SPACE}: {words[0].lower()}{words[1:]}"
    return ToDoLine(str(person), placement.get_absolute_url(), said, state, tone, person=person)
