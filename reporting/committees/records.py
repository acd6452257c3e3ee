"""The records behind a figure of a sheet: agreements, programmes, and placements by their reference."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from cases.models import Placement, Programme, Restriction
from partners.models import PartnerAgreement
from reporting.committees.figures import Figure


@dataclass
class Records:
    """Pages to open (words, address); placements without whose they are; how many files are reserved."""

    pages: list[tuple[str, str]] = field(default_factory=list)
    placements: list[dict[str, Any]] = field(default_factory=list)
    reserved: int = 0


def records_of(figure: Figure) -> Records:
    """Those that it was counted from. A placement of a reserved file is counted, and no more."""
    wanted: dict[str, list[int]] = {"agreement": [], "programme": [], "placement": []}
    for kind, pk in figure.records:
        wanted[kind].append(pk)
    agreements = PartnerAgreement.objects.filter(pk__in=wanted["agreement"]).select_related("organisation")
    pages = [(str(agreement), agreement.get_absolute_url()) for agreement in agreements]
    pages += [(programme.name, programme.get_absolute_url()) for programme in programmes(wanted["programme"])]
    known = Placement.objects.filter(pk__in=wanted["placement"])
    restricted = Restriction.objects.running().values("person")
    shown = known.exclude(person__in=restricted).select_related("agreement__organisation", "commitment", "situation")
    return Records(pages, [placement_row(one) for one in shown], known.filter(person__in=restricted).count())


def programmes(ids: list[int]) -> list[Programme]:
    """These programmes."""
    return list(Programme.objects.filter(pk__in=ids))


def placement_row(placement: Placement) -> dict[str, Any]:
    """A placement by its reference, as the page of its stock has it, with the way there."""
    stock = placement.commitment
    return {
        "code": placement.code,
        "agreement": str(placement.agreement),
        "url": reverse("cases:stock_detail", args=[stock.code]) if stock else placement.agreement.get_absolute_url(),
        "starts_on": placement.starts_on,
        "ends_on": placement.ends_on,
        "state": placement.get_state_display(),
        "result": placement.get_result_display(),
    }
