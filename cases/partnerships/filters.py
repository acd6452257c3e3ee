"""What the list of bodies to call is narrowed by."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from cases.models import Axis, PartnerOffer
from partners.directory.forms import CommuneField
from partners.filters import ListFilter
from partners.models import Commune, Organisation, OrganisationKind, PartnerContact, PartnerSite
from partners.names import fold


class CommuneFilter(django_filters.Filter):
    field_class = CommuneField


class PartnerFilter(ListFilter):
    """By what one knows of a body, in one box; by kind; by an axis and a commune, that one offer has both."""

    q = django_filters.CharFilter(label="Nom, contact, offre ou commune", max_length=100)
    kind = django_filters.ChoiceFilter(choices=OrganisationKind, label="Type", empty_label="Tous")
    axe = django_filters.ChoiceFilter(choices=Axis, label="Axe", empty_label="Tous")
    commune = CommuneFilter(label="Commune desservie")

    class Meta:
        model = Organisation
        fields: list[str] = []

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def filter_queryset(self, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        """Axis and commune are those of one offer."""
        asked = {name: self.form.cleaned_data.get(name) for name in self.filters}
        if asked["kind"]:
            queryset = queryset.filter(kind=asked["kind"])
        if asked["axe"] or asked["commune"]:
            queryset = queryset.filter(pk__in=offers(asked["axe"], asked["commune"], self.on).values("organisation"))
        if asked["q"]:
            queryset = queryset.filter(pk__in=found(asked["q"], self.on))
        return queryset


def offers(axis: str, commune: Commune | None, on: date) -> QuerySet[Any]:
    """Those that run that day on that axis, for whoever lives in that commune; what an offer does not say, the
    territory of its Mission Locale says."""
    running = PartnerOffer.objects.open_on(on)
    if axis:
        running = running.filter(axis=axis)
    if commune:
        anywhere = Q(organisation__covered_communes=commune) | Q(organisation__covered_communes=None)
        running = running.filter(Q(communes=commune) | Q(communes=None) & anywhere)
    return running


def found(words: str, on: date) -> list[int]:
    """The bodies of which one knows all these words, even in part, accents and case aside: by their names, those of
    their contacts, sites, offers and communes. Folded here: neither database folds alike, and bodies are hundreds."""
    wanted = fold(words).split()
    return [pk for pk, text in known_of(on).items() if all(word in text for word in wanted)]


def known_of(on: date) -> dict[int, str]:
    """All that one may search a body by that day, folded, by its id."""
    texts: dict[int, list[str]] = defaultdict(list)
    running = PartnerOffer.objects.open_on(on)
    for rows in (
        Organisation.objects.values_list("pk", "name", "commune__name"),
        PartnerContact.objects.open_on(on).values_list("organisation", "name"),
        PartnerSite.objects.open_on(on).values_list("organisation", "name", "commune__name"),
        running.values_list("organisation", "label", "communes__name"),
    ):
        for pk, *parts in rows.order_by():
            texts[pk] += (fold(part) for part in parts if part)
    return {pk: " ".join(parts) for pk, parts in texts.items()}
