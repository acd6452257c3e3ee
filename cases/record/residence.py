"""Where someone lives on the days that matter, and whether it is in a priority quarter: unknown stays unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.models import (
    Address,
    AddressKind,
    AddressMoment,
    AdjustmentDecision,
    JusticeMeasure,
    SentenceAdjustment,
    Setting,
)
from cases.releases import effective_release, is_outside

# One gets one's post there, or is held there: nobody lives there (docs/access.md).
NO_RESIDENCE = frozenset({AddressKind.ADMINISTRATIVE.value, AddressKind.ESTABLISHMENT.value})
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Residence:
    """On one of the days that matter: the address that answers, if one does. `is_inside`: held on that day."""

    label: str
    on: date | None
    address: Address | None
    is_inside: bool = False

    @property
    def qpv(self) -> bool | None:
        """In a priority quarter, outside, or unknown."""
        return self.address.qpv if self.address else None


def residences(
    addresses: Sequence[Address],
    measures: Sequence[JusticeMeasure],
    adjustments: Sequence[SentenceAdjustment],
    on: date,
) -> list[Residence]:
    """Before the last custody (on its eve), at its effective release, expected where it has not come, and on that
    day. Without a custody: on that day alone."""
    now = Residence("Aujourd’hui", on, lived_at(addresses, on, AddressMoment.AFTER))
    custodies = [row for row in measures if row.setting == Setting.CUSTODY and row.starts_on <= on]
    if not custodies:
        return [now]
    last = max(custodies, key=lambda row: row.starts_on)
    outside = [
        row.starts_on
        for row in adjustments
        if row.decision == AdjustmentDecision.GRANTED and row.starts_on and is_outside(row.kind, row.modality)
    ]
    released = effective_release(last.starts_on, last.ends_on, outside)
    is_inside = released is None or released > on
    release = released or last.planned_end_on
    eve = last.starts_on - A_DAY
    return [
        Residence("Avant la détention", eve, lived_at(addresses, eve, AddressMoment.BEFORE)),
        Residence("À la sortie", release, lived_at(addresses, release, AddressMoment.AFTER)),
        Residence(now.label, on, None if is_inside else now.address, is_inside),
    ]


def lived_at(addresses: Sequence[Address], on: date | None, moment: AddressMoment) -> Address | None:
    """The residence of that day, the last one begun; else the one without dates that is said to be of that moment."""
    homes = [address for address in addresses if address.kind not in NO_RESIDENCE]
    dated = [address for address in homes if on is not None and covers(address, on)]
    if dated:
        return max(dated, key=lambda address: (address.starts_on or date.min, address.pk))
    return next((address for address in homes if not is_dated(address) and address.moment == moment), None)


def is_dated(address: Address) -> bool:
    """Whether it says from or until when."""
    return address.starts_on is not None or address.ends_on is not None


def covers(address: Address, on: date) -> bool:
    """Whether it is dated, and holds on that day."""
    return is_dated(address) and (address.starts_on or on) <= on <= (address.ends_on or on)
