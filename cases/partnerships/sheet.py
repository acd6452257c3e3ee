"""What the sheet of a body says: whom to call, what it offers, and what became of the placements there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, TextChoices
from django.utils.timezone import localdate

from cases.models import Axis, PartnerOffer, Placement, PlacementResult, PlacementState, SituationKind
from cases.models.placements import PlacementQuerySet
from partners.access import case_memberships, coordinator_memberships
from partners.models import Commune, Organisation, PartnerAgreement, PartnerContact, PartnerFunction, User

# Beyond so many communes, an offer says how many.
FEW_COMMUNES = 6
Told = list[tuple[str, int]]


@dataclass
class Counted:
    """How many young people an agreement was asked a place for: where they are, how it ended, what followed."""

    agreement: PartnerAgreement
    states: Told
    results: Told
    followed: Told


def grouped(rows: Iterable[Any], field: str, choices: type[TextChoices]) -> list[tuple[str, list[Any]]]:
    """The rows by their value in that field, in the order of the choices."""

    def rank(row: Any) -> int:
        return choices.values.index(getattr(row, field))

    return [(choices.labels[place], list(group)) for place, group in groupby(sorted(rows, key=rank), rank)]


def to_call(organisation: Organisation, on: date) -> list[tuple[str, list[PartnerContact]]]:
    """The contacts of a body that day, by what one calls them for."""
    contacts = PartnerContact.objects.open_on(on).filter(organisation=organisation).select_related("site")
    return grouped(contacts, "function", PartnerFunction)


def offered(organisation: Organisation, on: date) -> list[tuple[str, list[Any]]]:
    """What a body offers that day, by axis; each offer with its `served`, in words."""
    offers = list(PartnerOffer.objects.open_on(on).filter(organisation=organisation).prefetch_related("communes"))
    for offer in offers:
        offer.served = served(list(offer.communes.all()))
    return grouped(offers, "axis", Axis)


def served(communes: list[Commune]) -> str:
    """« Rennes, Bruz », « 12 communes », « sans condition de commune » where none is named."""
    if len(communes) > FEW_COMMUNES:
        return f"{len(communes)} communes"
    return ", ".join(map(str, communes)) or "sans condition de commune"


def closed(organisation: Organisation, on: date) -> list[Any]:
    """What a body no longer has: sites, contacts, offers, in that order."""
    kept = (organisation.partner_sites, organisation.partner_contacts, organisation.offers)
    return [row for rows in kept for row in rows.filter(closed_on__lte=on)]


def may_count(user: User, on: date) -> bool:
    """Whether placements are counted to the user: to a Mission Locale its own, to a coordinator all."""
    return bool(case_memberships(user, on) or coordinator_memberships(user, on))


def counted_placements(user: User, at: datetime) -> PlacementQuerySet:
    """Those that the user counts."""
    if coordinator_memberships(user, localdate(at)):
        return Placement.objects.all()
    return Placement.objects.visible_to(user, at)


def counted(user: User, organisation: Organisation, at: datetime) -> list[Counted]:
    """By agreement of a body, the placements that the user counts; never whose they are."""
    placements = counted_placements(user, at).filter(agreement__organisation=organisation)
    by_field = {
        field: {(agreement, value): many for agreement, value, many in counts_of(placements, field)}
        for field in ("state", "result", "situation__kind")
    }
    rows = [
        Counted(
            agreement,
            told(by_field["state"], agreement, PlacementState),
            told(by_field["result"], agreement, PlacementResult),
            told(by_field["situation__kind"], agreement, SituationKind),
        )
        for agreement in organisation.agreements.all()
    ]
    return [row for row in rows if row.states]


def counts_of(placements: PlacementQuerySet, field: str) -> Iterable[tuple[int, Any, int]]:
    """Agreement, value, how many."""
    return placements.order_by().values_list("agreement", field).annotate(many=Count("pk", distinct=True))


def told(counts: dict[tuple[int, Any], int], agreement: PartnerAgreement, choices: type[TextChoices]) -> Told:
    """« En attente » with how many, for each that there is."""
    return [
        (label, counts[agreement.pk, value]) for value, label in choices.choices if (agreement.pk, value) in counts
    ]
