"""Shortages announced: more referrals wait for a site than it has free places in the four weeks to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from cases.models import Appointment, Permanence, Referral, Site
from cases.models.permanences import PermanenceQuerySet
from partners.models import Organisation

AHEAD = timedelta(weeks=4)


@dataclass(frozen=True)
class Shortage:
    """At that site of that Mission Locale, so many referrals wait and so many places are free."""

    site: Site
    mission_locale: Organisation
    waiting: int
    free: int


def shortages(permanences: PermanenceQuerySet, on: date) -> list[Shortage]:
    """The sites of these permanences (past ones make a site known too) where fewer places are free, in the four weeks
    from that day, than referrals wait for one. Numbers alone: both sides may read them."""
    known = set(permanences.order_by().values_list("site", "mission_locale").distinct())
    waiting = waiting_by_place({site for site, _ in known}, on)
    short = {place: count for place, count in waiting.items() if place in known}
    if not short:
        return []
    free, endless = free_places(short, on), unlimited(short, on)
    sites = Site.objects.in_bulk({site for site, _ in short})
    bodies = Organisation.objects.in_bulk({body for _, body in short})
    return [
        Shortage(sites[site], bodies[body], count, free[site, body])
        for (site, body), count in sorted(short.items())
        if (site, body) not in endless and free[site, body] < count
    ]


def waiting_by_place(sites: Collection[int], on: date) -> Counter[tuple[int, int]]:
    """How many undecided referrals wait for each site and Mission Locale, without an appointment to come."""
    invited = Appointment.objects.to_come(on).filter(referral__isnull=False).values("referral")
    waiting = Referral.objects.undecided().filter(site__in=sites).exclude(pk__in=invited)
    counts = waiting.order_by().values_list("site", "mission_locale").annotate(count=Count("pk"))
    return Counter({(site, body): count for site, body, count in counts})


def free_places(places: Collection[tuple[int, int]], on: date) -> Counter[tuple[int, int]]:
    """The places free at each site and Mission Locale, from that day, for four weeks."""
    free: Counter[tuple[int, int]] = Counter()
    counted = ahead(places, on).filter(slots__isnull=False).annotate(taken=Count("appointments"))
    for site, body, slots, taken in counted.order_by().values_list("site", "mission_locale", "slots", "taken"):
        free[site, body] += max((slots or 0) - taken, 0)
    return free


def unlimited(places: Collection[tuple[int, int]], on: date) -> set[tuple[int, int]]:
    """Those that have a permanence without a number of places: none is ever lacking there."""
    return set(ahead(places, on).filter(slots__isnull=True).order_by().values_list("site", "mission_locale"))


def ahead(places: Collection[tuple[int, int]], on: date) -> PermanenceQuerySet:
    """The permanences of these sites in the four weeks from that day."""
    ahead = Permanence.objects.to_come(on).open()
    return ahead.filter(planned_on__lt=on + AHEAD, site__in={site for site, _ in places})
