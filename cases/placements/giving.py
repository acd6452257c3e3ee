"""Who has which place of a stock: given, waited for, given back. Two at the same moment wait for each other, and the
second joins the waiting list."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from cases.models import Placement, PlacementState
from partners.agreements.in_force import in_force
from partners.models import Commitment

ALREADY = "Ce jeune a déjà une demande ouverte pour ces places."
NOT_RUNNING = "La convention ne donne pas de place ce jour-là\N{NO-BREAK SPACE}: choisissez une autre date."
TAKEN_SINCE = "Sa place a été donnée depuis à quelqu’un d’autre\N{NO-BREAK SPACE}: faites une nouvelle demande."
OVER = (PlacementState.ENDED, PlacementState.REFUSED)


def locked_stock(stock: Commitment) -> Commitment:
    """The places as they are stored, which nobody else gives until the transaction ends. Inside a transaction."""
    return Commitment.objects.select_for_update(of=("self",), no_key=True).select_related("agreement").get(pk=stock.pk)


def ask(placement: Placement, at: datetime) -> Placement:
    """The request, kept: with the first place that is free from the day that it wants, once those who waited have
    theirs, else at the end of the waiting list; with neither where the agreement gives no numbered places.

    Raises ValidationError, in French, when the agreement does not run that day, or when this person has an open
    request there.
    """
    assert placement.reserved_from is not None
    with transaction.atomic():
        stock = locked_stock(placement.commitment) if placement.commitment else None
        refuse_unless_running(placement, placement.reserved_from)
        refuse_twice(placement)
        if stock is not None:
            move_up(stock, at)
            placement.place = first_free(stock, placement.reserved_from)
            if placement.place is None:
                placement.state, placement.waiting_since = PlacementState.WAITING, at
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
        person=placement.person, agreement=placement.agreement, commitment=placement.commitment
    )
    if there.exclude(pk=placement.pk).exclude(state__in=OVER).exists():
        raise ValidationError(ALREADY, code="already")


def first_free(stock: Commitment, start: date) -> int | None:
    """The first place that nobody has from that day on, nor keeps for a later day; None when there is none."""
    held = Placement.objects.filter(commitment=stock).holding(start)
    taken = set(held.values_list("place", flat=True))
    return next((number for number in range(1, int(stock.quantity) + 1) if number not in taken), None)


def move_up(stock: Commitment, at: datetime) -> list[Placement]:
    """Give those who wait the places that are free, in their order, each to be confirmed: nothing is accepted by
    itself. Those who got one. Inside a transaction, the stock locked."""
    served, on = [], localdate(at)
    for placement in Placement.objects.filter(commitment=stock).waiting().select_related("agreement"):
        start = max(placement.reserved_from or on, on)
        number = first_free(stock, start)
        if number is not None and stock in in_force(placement.agreement, start).commitments:
            placement.state, placement.place, placement.reserved_from = PlacementState.ASKED, number, start
            placement.waiting_since, placement.confirmed_on = placement.waiting_since or at, None
            placement.save(update_fields=["state", "place", "reserved_from", "waiting_since", "confirmed_on"])
            served.append(placement)
    return served


def take_back(placement: Placement, on: date) -> None:
    """Put a placement whose stay is over, or that was refused, on a place again: its own where it is still free, else
    the first one. Nothing is saved. Raises ValidationError when there is none. Inside a transaction, the stock
    locked."""
    if placement.commitment is None:
        return
    start = placement.starts_on or max(placement.reserved_from or on, on)
    others = Placement.objects.filter(commitment=placement.commitment).exclude(pk=placement.pk).holding(start)
    if placement.place is None or others.filter(place=placement.place).exists():
        placement.place = first_free(placement.commitment, start)
    if placement.place is None:
        raise ValidationError(TAKEN_SINCE, code="taken")
    placement.reserved_from = placement.reserved_from or start
