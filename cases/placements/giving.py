"""Who has which place of a stock: given, waited for, given back. Two at the same moment wait for each other, and the
second joins the waiting list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.timezone import localdate

from cases.models import Placement, PlacementState
from cases.placements.occupancy import free_places
from partners.agreements.in_force import in_force, same_places
from partners.agreements.reading import IN_FORCE, SAME_PLACES, locked_agreement
from partners.models import Commitment, PartnerAgreement

ALREADY = "Ce jeune a déjà une demande ouverte pour ces places."
NOT_RUNNING = "La convention ne donne pas de place ce jour-là\N{NO-BREAK SPACE}: choisissez une autre date."
TAKEN_SINCE = "Sa place a été donnée depuis à quelqu’un d’autre\N{NO-BREAK SPACE}: faites une nouvelle demande."
# A place is wanted for what is to come: so long before the request, the day is a slip.
LONG_BEFORE = timedelta(days=31)
LONG_PAST = "Ce jour précède la demande de plus d’un mois\N{NO-BREAK SPACE}: vérifiez la date."
NONE_FREE = "Aucune place n’est libre à partir de ce jour\N{NO-BREAK SPACE}: choisissez-en un autre."


def locked_stock(stock: Commitment) -> Commitment:
    """The places as they are stored, which nobody else gives until the transaction ends, nor others of the agreement.
    Inside a transaction."""
    return next(one for one in locked_stocks(stock.agreement_id) if one == stock)


def locked_stocks(agreement: int) -> list[Commitment]:
    """The same for all places of the agreement of that id, as it is stored: it first, then they, always in one order.
    Two who lock them wait, and do not block."""
    kept = locked_agreement(agreement)
    stocks = Commitment.objects.select_for_update(no_key=True).of_places().filter(agreement=kept).order_by("pk")
    for stock in stocks:
        stock.agreement = kept
    return [*stocks]


def lock_places(placement: Placement) -> None:
    """Until the end of the transaction nobody else gives what it may have, nor changes its agreement."""
    locked_stocks(placement.agreement_id)


def ask(placement: Placement, at: datetime) -> Placement:
    """The request, kept: with the first place that is free from the day that it wants, once those who waited have
    theirs, else at the end of the waiting list; with neither where the agreement gives no numbered places.

    Raises ValidationError, in French, when the agreement does not run that day, or when this person has an open
    request there.
    """
    assert placement.reserved_from is not None
    with transaction.atomic():
        placement.agreement = locked_agreement(placement.agreement_id)
        stock = placement.commitment = locked_stock(placement.commitment) if placement.commitment else None
        refuse_unless_running(placement, placement.reserved_from)
        refuse_twice(placement)
        if stock is not None:
            move_up(stock, at)
            placement.place = first_free(stock, placement.reserved_from)
            placement.state = PlacementState.ASKED if placement.place else PlacementState.WAITING
            placement.waiting_since = None if placement.place else at
        placement.save()
    return placement


def refuse_unless_running(placement: Placement, on: date) -> None:
    """Raises ValidationError when the agreement, or its commitment of places, does not hold that day."""
    said = in_force(placement.agreement, on)
    if not said.runs or (placement.commitment and placement.commitment not in said.commitments):
        raise ValidationError(NOT_RUNNING, code="not_running")


def refuse_twice(placement: Placement) -> None:
    """Raises ValidationError when the person has a request there that is not over."""
    there = Placement.objects.filter(
        person=placement.person, agreement=placement.agreement, **under(placement.commitment)
    )
    if there.exclude(pk=placement.pk).filter(state__in=PlacementState.open()).exists():
        raise ValidationError(ALREADY, code="already")


def under(stock: Commitment | None) -> dict[str, object]:
    """How the placements of these places are found; of none, those of an agreement without numbered places."""
    return {"commitment__in": same_places(stock)} if stock else {"commitment": None}


def held_places(stock: Commitment, on: date) -> list[Placement]:
    """Those who have or keep one of these places that day or later, under whichever commitment it was given."""
    return [*Placement.objects.filter(**under(stock)).holding(on)]


def first_free(stock: Commitment, start: date) -> int | None:
    """The first place that nobody has from that day on, nor keeps for a later day; None when there is none."""
    return next(iter(free_places(stock, held_places(stock, start))), None)


def move_up(stock: Commitment, at: datetime) -> list[Placement]:
    """Give those who wait the places that are free, in their order, each to be confirmed: nothing is accepted by
    itself. Those who got one. Inside a transaction, the stock locked."""
    prefetch_related_objects([stock.agreement], *IN_FORCE, *SAME_PLACES)
    stocks = same_places(stock)
    waiting = [*Placement.objects.filter(commitment__in=stocks).waiting()]
    held = held_places(stock, localdate(at)) if waiting else []
    return [one for one in waiting if any(serve(one, each, stock.agreement, held, at) for each in stocks)]


def serve(
    placement: Placement, stock: Commitment, agreement: PartnerAgreement, held: list[Placement], at: datetime
) -> bool:
    """Keep a place of the stock for somebody who waits, from the day that is wanted on, and count it among those that
    are held; whether one was free."""
    on = localdate(at)
    start = max(placement.reserved_from or on, on, stock.starts_on)
    free = free_places(stock, [one for one in held if one.ends_on is None or one.ends_on > start])
    if not free or stock not in in_force(agreement, start).commitments:
        return False
    placement.commitment, placement.place, placement.reserved_from = stock, free[0], start
    placement.state, placement.confirmed_on = PlacementState.ASKED, None
    placement.waiting_since = placement.waiting_since or at
    placement.save(update_fields=["commitment", "state", "place", "reserved_from", "waiting_since", "confirmed_on"])
    held.append(placement)
    return True


def move_up_under(agreement: PartnerAgreement, at: datetime, opened: Collection[Commitment] = ()) -> list[Placement]:
    """The same for all its places, after it changed. `opened`: those that it gives since, of which those who wait for
    others of its places have what is left, where the shortest stay is the same. Those who got one."""
    with transaction.atomic():
        stocks = locked_stocks(agreement.pk)
        served = [one for stock in stocks for one in move_up(stock, at)]
        return served + [one for stock in stocks if stock in opened for one in open_to_others(stock, at)]


def move_up_everywhere(at: datetime) -> int:
    """The same for all agreements, as days pass; how many got a place."""
    waiting = PartnerAgreement.objects.filter(pk__in=Placement.objects.waiting().order_by().values("agreement"))
    return sum(len(move_up_under(agreement, at)) for agreement in waiting)


def open_to_others(stock: Commitment, at: datetime) -> list[Placement]:
    """Those who waited for other places of its agreement, and got one of these."""
    alike = Placement.objects.filter(agreement=stock.agreement, commitment__minimum_months=stock.minimum_months)
    others = alike.exclude(commitment=None).exclude(**under(stock)).waiting()
    held = held_places(stock, localdate(at))
    return [one for one in others if serve(one, stock, stock.agreement, held, at)]


def place_from(placement: Placement, stock: Commitment, start: date) -> int | None:
    """Its own place where nobody else has it from that day on, else the first one; None when there is none."""
    others = [one for one in held_places(stock, start) if one != placement]
    free = free_places(stock, others)
    is_own = placement.place and placement.place <= stock.quantity
    if free and is_own and all(one.place != placement.place for one in others):
        return placement.place
    return next(iter(free), None)


def want_from(placement: Placement, wanted: date) -> None:
    """Want it from another day: its place where nobody else has that from then on, else the first one. Who waits
    keeps the rank. Nothing is saved. Raises ValidationError, in French, where the places are not given that day, or
    none is free. Inside a transaction, the stock locked."""
    refuse_unless_running(placement, wanted)
    if placement.place is None or placement.commitment is None:
        return
    placement.place = place_from(placement, placement.commitment, wanted)
    if placement.place is None:
        raise ValidationError(NONE_FREE, code="none_free")


def take_back(placement: Placement, on: date) -> None:
    """Put a placement whose stay is over, or that was refused, on a place again: its own where it is still free, else
    the first one. Nothing is saved. Raises ValidationError when there is none. Inside a transaction, the stock
    locked."""
    if placement.commitment is None:
        return
    start = placement.starts_on or max(placement.reserved_from or on, on)
    before, placement.place = placement.place, place_from(placement, placement.commitment, start)
    if placement.place != before:
        placement.reserved_from = start
    if placement.place is None:
        raise ValidationError(TAKEN_SINCE, code="taken")
    if placement.starts_on is None or placement.reserved_from is None:
        placement.reserved_from = start
