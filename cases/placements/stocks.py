"""The stocks of places: which run on a day, how many are occupied, reserved, free, and who waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from cases.models import Placement, PlacementState
from cases.placements.occupancy import free_places
from partners.agreements.in_force import in_force, same_places
from partners.agreements.reading import IN_FORCE, SAME_PLACES
from partners.models import Commitment, Organisation
from partners.models.agreements import CommitmentQuerySet
from partners.names import fold


def stocks_on(on: date, body: Organisation | None = None) -> list[Commitment]:
    """The commitments of places that hold that day, by partner; with a body, its own alone."""
    agreed = Commitment.objects.agreed().of_places().select_related("agreement__organisation")
    own = agreed.filter(agreement__organisation=body) if body else agreed
    stocks = own.prefetch_related(*(f"agreement__{rows}" for rows in (*IN_FORCE, *SAME_PLACES)))
    running = [stock for stock in stocks if stock in in_force(stock.agreement, on).commitments]
    return sorted(running, key=listed_by)


def listed_by(stock: Commitment) -> tuple[str, str, str]:
    """Where it stands in a list: by partner, as names are searched."""
    return fold(stock.agreement.organisation.name), fold(stock.label), stock.code


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
        return len(free_places(self.commitment, [*self.occupied, *self.reserved]))


def read_stocks(commitments: Iterable[Commitment], on: date) -> list[Stock]:
    """These stocks as they are that day, in one more query: with those who are on the same places under what came
    before or comes after."""
    stocks = {commitment.pk: Stock(commitment) for commitment in commitments}
    counted = {one.pk: stock for stock in stocks.values() for one in same_places(stock.commitment)}
    counted |= stocks
    there = Placement.objects.filter(commitment__in=counted).select_related("person", "mission_locale")
    for placement in there.holding(on).order_by("place"):
        assert placement.commitment_id is not None
        stock = counted[placement.commitment_id]
        is_there = placement.starts_on is not None and placement.starts_on <= on
        (stock.occupied if is_there else stock.reserved).append(placement)
    for placement in there.waiting():
        assert placement.commitment_id is not None
        counted[placement.commitment_id].waiting.append(placement)
    return list(stocks.values())


def stocks_besides(running: Iterable[Commitment]) -> list[Commitment]:
    """Those that do not run, where somebody is, keeps or waits for a place, unless it is one of those that run."""
    counted = {each for one in running for each in same_places(one)}
    return sorted((stock for stock in stocks_with_people() if stock not in counted), key=listed_by)


def stocks_with_people() -> CommitmentQuerySet:
    """Those where somebody is, keeps or waits for a place, though they may be over."""
    there = Placement.objects.filter(commitment__isnull=False, state__in=PlacementState.open())
    stocks = Commitment.objects.agreed().of_places().filter(pk__in=there.values("commitment"))
    prefetched = stocks.prefetch_related(*(f"agreement__{rows}" for rows in SAME_PLACES))
    return prefetched.select_related("agreement__organisation")
