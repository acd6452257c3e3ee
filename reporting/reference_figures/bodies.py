"""Whose shares a coordinator keeps, for which years."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse

from cases.models.programmes import ProgrammeQuerySet
from partners.models import Organisation
from partners.models.organisations import OrganisationQuerySet
from reporting.models import ReferenceFigure
from reporting.reference_figures.shares import ALL, gaps
from reporting.scope_choice import missions_locales_of


class Standing(NamedTuple):
    """How far the shares of a Mission Locale are typed; `url` is where, empty for one of others' programmes."""

    name: str
    known: int
    missing: list[str]
    url: str

    @property
    def is_whole(self) -> bool:
        return self.known == ALL


def bodies_of(programmes: ProgrammeQuerySet) -> OrganisationQuerySet:
    """The Missions Locales where one of these programmes is open, or has somebody."""
    everywhere = programmes.filter(missions_locales=None).exists()
    is_open = Q(is_active=True) if everywhere else Q(pk__in=programmes.values("missions_locales"))
    bodies = Organisation.objects.missions_locales()
    return bodies.filter(is_open | Q(pk__in=missions_locales_of(programmes).values("pk")))


def reported_years(programmes: ProgrammeQuerySet, on: date) -> range:
    """The years that a report of these programmes may be about, up to that day's."""
    first = min((programme.starts_on.year for programme in programmes), default=on.year)
    return range(min(first, on.year), on.year + 1)


def standings(programmes: ProgrammeQuerySet, year: int) -> list[Standing]:
    """Those of the Missions Locales of these programmes, and of the others that have shares for the year: they count
    where a report looks for the only one that has."""
    own = set(bodies_of(programmes).values_list("pk", flat=True))
    known: dict[int, list[tuple[str, str]]] = {pk: [] for pk in own}
    for body, *share in ReferenceFigure.objects.filter(year=year).values_list("mission_locale", "table", "row"):
        known.setdefault(body, []).append((share[0], share[1]))
    return [
        Standing(
            name=body.name,
            known=len(known[body.pk]),
            missing=list(gaps(known[body.pk])),
            url=reverse("reporting:referencefigure_edit", args=[body.pk, year]) if body.pk in own else "",
        )
        for body in Organisation.objects.filter(pk__in=known)
    ]


def whose_are_shown(year: int, organisation: Organisation | None) -> list[Organisation]:
    """Whose shares a report of that year would show: those of the Mission Locale in scope; with none in scope, of each
    one that has any, and it shows none of several."""
    if organisation:
        return [organisation]
    return list(Organisation.objects.filter(pk__in=ReferenceFigure.objects.filter(year=year).values("mission_locale")))
