"""The stocks of places with partners: what is free, who waits, and how full each is over the months."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from cases.journal import disclose
from cases.models import Placement, YoungPerson
from cases.placements.giving import locked_stock, move_up
from cases.placements.requesting import PersonForm, key_of, offers
from cases.placements.stock_page import lines_of_places, lines_of_waiting, picture_of, words_on_others
from cases.placements.stocks import read_stocks, stocks_besides, stocks_on
from cases.placements.unnumbered import lines_of, read_people, read_unnumbered
from cases.searching import called
from partners.access import case_memberships, coordinator_memberships, decides, reads_agreements, signed_in
from partners.models import Commitment, PartnerAgreement, Role, User

NOBODY_SERVED = "Personne n’attendait de place qui soit libre."
UNKNOWN = "Aucun jeune que vous suivez n’a ce nom, ni cette référence."
SEVERAL = "Plusieurs jeunes que vous suivez ont ce nom\N{NO-BREAK SPACE}: ajoutez le prénom, ou tapez la référence."


def asks(user: User, at: datetime) -> bool:
    """Whether the user asks partners for places: referents who decide."""
    return any(one.role == Role.REFERENT and decides(one) for one in case_memberships(user, localdate(at)))


def serves(user: User, at: datetime) -> bool:
    """Whether the user may have the waiting list go on: those who ask, and coordinators."""
    return asks(user, at) or any(decides(one) for one in coordinator_memberships(user, localdate(at)))


@reads_agreements
@require_safe
def stock_list(request: HttpRequest) -> HttpResponse:
    """Every stock of today, in numbers; those to come that are kept already, and those that are over where somebody
    still is; the agreements without numbered places."""
    on = timezone.localdate()
    running = stocks_on(on)
    besides = read_stocks(stocks_besides(running), on)
    context = {
        "stocks": read_stocks(running, on),
        "coming": [stock for stock in besides if stock.commitment.starts_on > on],
        "over": [stock for stock in besides if stock.commitment.starts_on <= on],
        "unnumbered": read_unnumbered(on),
    }
    return render(request, "cases/stock_list.html", context)


@reads_agreements
@require_safe
def stock_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One of them: its places, its waiting list, its months. Raises Http404 for what is no stock that was agreed."""
    user, at = signed_in(request), timezone.now()
    on, stock = localdate(at), agreed_stock(code)
    if "jeune" in request.GET:
        return redirect(address_for(request, stock, at))
    [shown] = read_stocks([stock], on)
    there = [*shown.occupied, *shown.reserved, *shown.waiting]
    known = Placement.objects.visible_to(user, at).filter(pk__in=[one.pk for one in there])
    read = set(known.values_list("pk", flat=True))
    disclose(request, [one.person for one in there if one.pk in read], at)
    counts = not case_memberships(user, on)
    by_reference = bool(coordinator_memberships(user, on))
    context = {
        "stock": shown,
        "counts": counts and not by_reference,
        "places": lines_of_places(shown, read, on, by_reference=by_reference),
        "others": "" if by_reference else words_on_others(shown, read),
        "waiting": lines_of_waiting(shown, read, on, by_reference=by_reference),
        "asks": asks(user, at),
        "serves": serves(user, at) and shown.waiting and shown.free,
        **picture_of(shown, on),
    }
    return render(request, "cases/stock_detail.html", context)


def agreed_stock(code: str) -> Commitment:
    """The commitment of places of that code. Raises Http404 where none was agreed."""
    agreed = Commitment.objects.agreed().of_places().select_related("agreement__organisation")
    return get_object_or_404(agreed, code=code)


@reads_agreements
@require_safe
def placement_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Who asked an agreement for a place without a number, who waits, who is there. Raises Http404 for what is no
    agreement."""
    user, at = signed_in(request), timezone.now()
    agreement = get_object_or_404(PartnerAgreement.objects.select_related("organisation"), pk=pk)
    if "jeune" in request.GET:
        return redirect(address_for(request, agreement, at))
    on, shown = localdate(at), read_people(agreement)
    known = Placement.objects.visible_to(user, at).filter(agreement=agreement, commitment=None)
    read, there = set(known.values_list("pk", flat=True)), [*shown.waiting, *shown.others]
    disclose(request, [one.person for one in there if one.pk in read], at)
    by_reference = bool(coordinator_memberships(user, on))
    context = {
        "shown": shown,
        "waiting": lines_of(shown.waiting, read, on, by_reference=by_reference),
        "others": lines_of(shown.others, read, on, by_reference=by_reference),
        "asks": asks(user, at) and key_of(agreement) in offers(on),
    }
    return render(request, "cases/placement_list.html", context)


def address_for(request: HttpRequest, offer: Commitment | PartnerAgreement, at: datetime) -> str:
    """Where a place is asked for, for the young person whose name or reference was typed; the page itself, with the
    reason said, where the user follows nobody or several of that name."""
    form = PersonForm(request.GET)
    if form.is_valid():
        found = YoungPerson.objects.followed_by(signed_in(request), at).filter(called(form.cleaned_data["jeune"]))[:2]
        if len(found) == 1:
            return reverse("cases:placement_create", args=[found[0].code], query={"places": key_of(offer)})
        messages.error(request, SEVERAL if found else UNKNOWN)
    return request.path


@reads_agreements
@require_POST
def stock_serve(request: HttpRequest, code: str) -> HttpResponse:
    """Give those who wait the places that are free, to be confirmed. Raises Http404 for what is no stock,
    PermissionDenied for whoever only reads."""
    user, at = signed_in(request), timezone.now()
    stock = agreed_stock(code)
    if not serves(user, at):
        raise PermissionDenied
    with transaction.atomic():
        served = move_up(locked_stock(stock), at)
    disclose_served(request, served, at)
    messages.success(request, served_words(served) if served else NOBODY_SERVED)
    return redirect("cases:stock_detail", stock.code)


def disclose_served(request: HttpRequest, served: Collection[Placement], at: datetime) -> None:
    """Write into the journal those of them whom the user reads."""
    known = Placement.objects.visible_to(signed_in(request), at).filter(pk__in=[one.pk for one in served])
    disclose(request, [one.person for one in known.select_related("person")], at)


def say_served(request: HttpRequest, served: Collection[Placement]) -> None:
    """How many of those who waited have a place now; nothing where nobody has."""
    if served:
        messages.info(request, f"La liste d’attente a avancé\N{NO-BREAK SPACE}: {served_words(served)}")


def served_words(served: Collection[Placement]) -> str:
    """« 2 places réservées, à confirmer. »"""
    many = "s" if len(served) > 1 else ""
    return f"{len(served)} place{many} réservée{many}, à confirmer."
