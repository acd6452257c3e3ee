"""How many young people an agreement took in, read off the placements, beside what it promised for the year."""

from __future__ import annotations

from datetime import date

from cases.models import Placement
from partners.agreements.in_force import in_force
from partners.agreements.reading import agreements_whole
from partners.models import Commitment, CommitmentKind, CommitmentUse, PartnerAgreement


def read_uses(on: date) -> int:
    """Write that day's reading of each promise of young people a year whose number is another than the last one read,
    and give how many were written. What the coordinator read that year stands: the partner may count otherwise."""
    return sum(read_use(agreement, commitment, on) for agreement, commitment in counted_promises(on))


def counted_promises(on: date) -> list[tuple[PartnerAgreement, Commitment]]:
    """The agreements that run that day and promise one number of young people a year: of two, which one a placement
    is under cannot be said."""
    found = []
    for agreement in agreements_whole():
        promised = [one for one in in_force(agreement, on).commitments if one.kind == CommitmentKind.PEOPLE_A_YEAR]
        if len(promised) == 1:
            found.append((agreement, promised[0]))
    return found


def read_use(agreement: PartnerAgreement, commitment: Commitment, on: date) -> bool:
    """Write the reading of one, unless it is known or the coordinator reads it; whether it was written."""
    known = [use for use in commitment.uses.all() if use.read_on.year == on.year]
    if any(not use.is_counted for use in known):
        return False
    begun = Placement.objects.filter(agreement=agreement, starts_on__range=(date(on.year, 1, 1), on)).count()
    if known and max(known, key=lambda use: use.read_on).quantity == begun:
        return False
    reading = {"quantity": begun, "is_counted": True}
    CommitmentUse.objects.update_or_create(commitment=commitment, read_on=on, defaults=reading)
    return True
