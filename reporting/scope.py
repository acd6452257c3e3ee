"""What a report is about: programmes, a year, the day it is made and, optionally, one Mission Locale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from cases.models import Contact, Enrolment, Handover, Programme, Referral
from cases.models.programmes import EnrolmentQuerySet
from partners.fields import LAST_YEAR
from partners.models import Organisation

Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class Scope:
    """One or more programmes and, optionally, one Mission Locale: its own enrolments, referrals and contacts then.

    `as_of` is the day of the report: it bounds what is known of releases, nothing else.
    """

    programmes: tuple[Programme, ...]
    year: int
    as_of: date
    organisation: Organisation | None = None

    @cached_property
    def first_day(self) -> date:
        """1 January of the year."""
        return date(self.year, 1, 1)

    @cached_property
    def last_day(self) -> date:
        """31 December of the year."""
        return date(self.year, 12, 31)

    @property
    def since(self) -> int | None:
        """The earliest first year of the programmes' cumulative figures; None when none has one."""
        years = [programme.cumulative_from for programme in self.programmes if programme.cumulative_from]
        return min(years, default=None)

    def enrolments(self) -> EnrolmentQuerySet:
        """The enrolments in scope, of any year."""
        return self.of_mission_locale(Enrolment.objects.filter(programme__in=self.programmes))

    def referrals(self) -> QuerySet[Referral]:
        """The referrals in scope, of any year."""
        return self.of_mission_locale(Referral.objects.filter(programme__in=self.programmes))

    def contacts(self) -> QuerySet[Contact]:
        """The contacts that may count: a contact belongs to no programme, only to a Mission Locale."""
        return self.of_mission_locale(Contact.objects.all())

    def handovers(self) -> QuerySet[Handover]:
        """The hand-overs in scope, of any year: from the Mission Locale or to it."""
        handovers = Handover.objects.filter(programme__in=self.programmes)
        if self.organisation is None:
            return handovers
        return handovers.filter(Q(from_mission_locale=self.organisation) | Q(to_mission_locale=self.organisation))

    def of_mission_locale(self, queryset: Rows, path: str = "mission_locale") -> Rows:
        """The rows of the Mission Locale in scope; all of them without one."""
        return queryset if self.organisation is None else queryset.filter(**{path: self.organisation})

    def of_people(self, queryset: Rows, path: str = "person") -> Rows:
        """The rows of people in scope. Without a Mission Locale, all rows: most people are in scope then, and dropping
        the others afterwards is cheaper than asking the database to."""
        if self.organisation is None:
            return queryset
        people = self.enrolments().order_by().values("person").union(self.referrals().order_by().values("person"))
        return queryset.filter(**{f"{path}__in": people})

    def accompanied(self) -> QuerySet[Enrolment, Any]:
        """The ids of the accompanied people, for a filter: those with an enrolment counted in the year."""
        return self.enrolments().counted_in(self.year).order_by().values("person")

    def linked(self, relation: str) -> QuerySet[Programme, dict[str, Any]]:
        """The ids at the other end of a relation of the programmes, for a filter."""
        return Programme.objects.filter(pk__in=[programme.pk for programme in self.programmes]).values(relation)


def years_of(programme: Programme) -> range:
    """The years in which a programme runs, or will: what can be aimed at, or weighed up afterwards."""
    last = programme.ends_on.year if programme.ends_on else LAST_YEAR
    return range(programme.starts_on.year, last + 1)
