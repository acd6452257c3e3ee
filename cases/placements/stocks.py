"""The stocks of places: which run on a day, how many are occupied, reserved, free, and who waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from cases.models import Placement, PlacementState
from partners.agreements.in_force import in_force
from partners.models import Commitment
from partners.models.agreements import CommitmentQuerySet


def stocks_on(on: date) -> list[Commitment]:
    """The commitments of places that hold that day, by partner."""
    agreed = Commitment.objects.agreed().of_places().select_related("agreement__organisation")
    stocks = agreed.prefetch_related("agreement__commitments", "agreement__amendments__replaced")
    running = [stock for stock in stocks if stock in in_force(stock.agreement, on).commitments]
    return sorted(running, key=lambda stock: (stock.agreement.organisation.name, stock.label, stock.code))


@dataclass
class Stock:
    """A commitment of places and its people on a day: those who are there, those for whom a place is kept, those who
    wait, in their order."""

    commitment: Commitment
    occupied: list[Placement] = field(default_factory=list)
    reserved: list[Placement] = field(default_factory=list)
    waiting: list[Placement] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many places there are."""
        return int(self.commitment.quantity)

    @property
    def free(self) -> int:
        """How many nobody has, nor waits to enter."""
        return max(0, self.total - len(self.occupied) - len(self.reserved))


def read_stocks(commitments: Iterable[Commitment], on: date) -> list[Stock]:
    """These stocks as they are that day, in one more query."""
    stocks = {commitment.pk: Stock(commitment) for commitment in commitments}
    there = Placement.objects.filter(commitment__in=stocks).select_related("person", "mission_locale")
    for placement in there.holding(on).order_by("place"):
        assert placement.commitment_id is not None
        stock = stocks[placement.commitment_id]
        is_there = placement.starts_on is not None and placement.starts_on <= on
        (stock.occupied if is_there else stock.reserved).append(placement)
    for placement in there.waiting():
        assert placement.commitment_id is not None
        stocks[placement.commitment_id].waiting.append(placement)
    return list(stocks.values())


def stocks_with_people() -> CommitmentQuerySet:
    """Those where somebody is, keeps or waits for a place, though they may be over."""
    over = (PlacementState.ENDED, PlacementState.REFUSED)
    there = Placement.objects.filter(commitment__isnull=False).exclude(state__in=over)
    stocks = Commitment.objects.agreed().of_places().filter(pk__in=there.values("commitment"))
    return stocks.select_related("agreement__organisation")
