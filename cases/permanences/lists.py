"""What the page of permanences shows to each side: a calendar, dates and free places, or counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.timezone import localdate

from cases.filters import PermanenceFilter
from cases.models import (
    Appointment,
    CalendarFeed,
    Closure,
    Permanence,
    PermanencePrinting,
    PrintKind,
    Programme,
    YoungPerson,
)
from cases.models.permanences import PermanenceQuerySet
from cases.permanences.calendar import working_days_before
from cases.permanences.month import Entry, days_shown, entries_of, month_named, neighbours, weeks_of
from cases.permanences.record import LIST_IS_DUE
from cases.permanences.shortages import shortages
from partners.access import case_memberships, kept_missions_locales, officer_memberships, roles_of
from partners.models import Role, User

LISTED = 60
TO_ENTER_SHOWN = 10
FORTNIGHT = timedelta(days=14)  # more than the two working days by which a list is due


@dataclass
class PermanenceLists:
    """The parts of the page that the user's roles open, and the people whom they name."""

    user: User
    given: QueryDict
    at: datetime
    on: date
    people: list[YoungPerson] = field(default_factory=list)
    parts: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Of the page: 400 when its filters cannot be read."""
        filtered: PermanenceFilter | None = self.parts.get("filter")
        return filtered.status if filtered else 200

    def context(self, root: str) -> dict[str, Any]:
        """The page's context; `root` is the site's own address, before that of the feed."""
        may_plan = bool(kept_missions_locales(self.user, self.on))
        is_administrator = Role.ADMINISTRATOR in roles_of(self.user, self.on)
        feed = CalendarFeed.objects.filter(user=self.user).first() if "month" in self.parts else None
        return {
            "month": None,
            "offered": None,
            "counts": None,
            "shortages": [],
            **self.parts,
            "may_plan": may_plan,
            "keeps_rhythms": may_plan or is_administrator,
            "feed_address": f"{root}calendrier/{feed.secret}.ics" if feed else "",
        }


def permanence_lists(user: User, given: QueryDict, at: datetime) -> PermanenceLists:
    """What this user's roles open: the own Mission Locale's month, the sites that receive the own unit's people, the
    coordinator's counts."""
    lists = PermanenceLists(user, given, at, localdate(at))
    own = Permanence.objects.held_by(user, at)
    if case_memberships(user, lists.on):
        add_month(lists, own)
    receiving = Permanence.objects.receiving(user, at)
    if officer_memberships(user, lists.on):
        add_offered(lists, receiving)
    if Role.COORDINATOR in roles_of(user, lists.on):
        lists.parts["counts"] = counts_by_site(user, lists.on)
    known = Permanence.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=receiving.values("pk")))
    if "month" in lists.parts or "offered" in lists.parts:
        lists.parts["shortages"] = shortages(known, lists.on)
    return lists


def add_month(lists: PermanenceLists, own: PermanenceQuerySet) -> None:
    """The month of the own Mission Locale, as weeks or as a list, and what is to be done about it."""
    first = month_named(lists.given.get("mois", ""), lists.on)
    before, after = neighbours(first)
    filtered = PermanenceFilter(lists.given, queryset=own, user=lists.user)
    shown = days_shown(first)
    in_weeks = filtered.qs.filter(planned_on__range=shown).with_entry(lists.on)
    entries = entries_of(in_weeks.select_related("site", "referent"), lists.on)
    closures = Closure.objects.filter(
        mission_locale__in=own.order_by().values("mission_locale"), starts_on__lte=shown[1], ends_on__gte=shown[0]
    )
    lists.parts |= {
        "month": first,
        "before": before,
        "after": after,
        "is_list": lists.given.get("vue") == "liste",
        "filter": filtered,
        "entries": [entry for entry in entries if first <= entry.permanence.planned_on < after],
        "weeks": weeks_of(first, entries, closures.select_related("site"), lists.on),
        "to_enter": entries_of(
            own.to_enter(lists.on).with_entry(lists.on).select_related("site")[:TO_ENTER_SHOWN], lists.on
        ),
        "to_decide": own.to_come(lists.on).filter(needs_decision=True).select_related("site"),
        "lists_due": lists_due(own, lists.on),
    }


def lists_due(own: PermanenceQuerySet, on: date) -> list[Entry]:
    """The permanences inside custody whose list the prison should have by now, and of which none was printed."""
    printed = PermanencePrinting.objects.filter(permanence=OuterRef("pk"), kind=PrintKind.MOVEMENTS, unit__isnull=True)
    soon = own.to_come(on).filter(~Exists(printed), site__is_inside=True, planned_on__lt=on + FORTNIGHT)
    soon = soon.filter(appointments__isnull=False, was_held__isnull=True, entered_at__isnull=True)
    entries = entries_of(soon.distinct().with_entry(on).select_related("site"), on)
    return [entry for entry in entries if working_days_before(entry.permanence.planned_on, LIST_IS_DUE) <= on]


def add_offered(lists: PermanenceLists, receiving: PermanenceQuerySet) -> None:
    """The dates to come where the own unit's people are met, with the free places and the own unit's names."""
    rows = list(
        receiving.to_come(lists.on)
        .filter(entered_at__isnull=True)
        .with_places()
        .select_related("site", "mission_locale")[:LISTED]
    )
    named: dict[int, list[YoungPerson]] = defaultdict(list)
    of_unit = YoungPerson.objects.of_unit(lists.user, lists.at)
    shown = Appointment.objects.filter(permanence__in=rows, person__in=of_unit.values("pk")).select_related("person")
    for appointment in shown:
        named[appointment.permanence_id].append(appointment.person)
        lists.people.append(appointment.person)
    lists.parts["offered"] = [
        {
            "permanence": row,
            "free": None if row.slots is None else max(row.slots - row.taken, 0),  # type: ignore[attr-defined]
            "people": named[row.pk],
        }
        for row in rows
    ]


def counts_by_site(user: User, on: date) -> list[dict[str, Any]]:
    """This year's permanences by site, for the coordinator's programmes: planned so far, held, places, taken."""
    memberships = [m for m in user.memberships_on(on) if m.role == Role.COORDINATOR]
    limited = Programme.objects.filter(members__in=memberships)
    everything = bool({m.pk for m in memberships} - set(limited.values_list("members", flat=True)))
    past = Permanence.objects.filter(planned_on__year=on.year, planned_on__lt=on, cancelled_at__isnull=True)
    past = past if everything else past.filter(site__programmes__in=limited)
    totals: dict[str, dict[str, Any]] = {}
    for row in past.distinct().annotate(taken=Count("appointments", distinct=True)).select_related("site"):
        total = totals.setdefault(row.site.code, {"site": row.site, "planned": 0, "held": 0, "places": 0, "taken": 0})
        total["planned"] += 1
        total["held"] += row.was_held is True
        total["places"] += row.slots or 0
        total["taken"] += row.taken
    return sorted(totals.values(), key=lambda total: str(total["site"]))
