"""The agreements that give no numbered places: who asked, who waits and in what order, who is there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from cases.models import Placement, PlacementState
from cases.placements.requesting import offers
from cases.placements.stock_page import Line, line_of
from partners.models import Organisation, PartnerAgreement

RELATED = ("person", "agreement__organisation", "commitment", "mission_locale")


@dataclass
class Unnumbered:
    """An agreement without numbered places, and its people on a day: those who wait, in their order, the others."""

    agreement: PartnerAgreement
    waiting: list[Placement] = field(default_factory=list)
    others: list[Placement] = field(default_factory=list)

    @property
    def there(self) -> int:
        """How many have come."""
        return sum(one.state == PlacementState.STARTED for one in self.others)

    @property
    def asked(self) -> int:
        """How many have an answer to come, or are to come."""
        return len(self.others) - self.there


def read_unnumbered(on: date, body: Organisation | None = None) -> list[Unnumbered]:
    """Those that run that day, and those where somebody is or waits still; with a body, its own alone."""
    running = [one for one in offers(on, body).values() if isinstance(one, PartnerAgreement)]
    found = {one.pk: Unnumbered(one) for one in running}
    without = Placement.objects.filter(commitment=None, state__in=PlacementState.open()).select_related(*RELATED)
    open_ones = without.filter(agreement__organisation=body) if body else without
    for one in open_ones.exclude(state=PlacementState.WAITING).order_by("asked_on", "pk"):
        found.setdefault(one.agreement_id, Unnumbered(one.agreement)).others.append(one)
    for one in open_ones.waiting():
        found.setdefault(one.agreement_id, Unnumbered(one.agreement)).waiting.append(one)
    return list(found.values())


def read_people(agreement: PartnerAgreement) -> Unnumbered:
    """The people of one."""
    own = agreement.placements.filter(commitment=None, state__in=PlacementState.open()).select_related(*RELATED)
    others = own.exclude(state=PlacementState.WAITING).order_by("asked_on", "pk")
    return Unnumbered(agreement, [*own.waiting()], [*others])


def lines_of(people: list[Placement], read: Collection[int], on: date, *, by_reference: bool) -> list[Line]:
    """Those whom one reads, with their rank; by reference, all."""
    ranked = enumerate(people, start=1)
    return [line_of(rank, one, read, on) for rank, one in ranked if by_reference or one.pk in read]
