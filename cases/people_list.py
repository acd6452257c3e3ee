"""The list of young people: its rows by name, and the last referral of each that the reader sees.

All those of one Mission Locale, which is what most readers ask for most of the time, come from queries written once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Count, DateField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.utils.timezone import localdate

from cases.filters import YoungPersonFilter
from cases.models import CaseFile, Handover, Referral, Restriction, YoungPerson
from cases.models.handed_over import former_files_among
from cases.models.people import HANDED_OVER, Sight, files_held, looking_at, named_programmes
from cases.models.referrals import ReferralQuerySet
from cases.models.restrictions import GLASS_STAYS_BROKEN
from partners.access import case_memberships, officer_memberships
from partners.models import Membership, User
from partners.prepared import A_ROW, Prepared

IDENTITY = ("pk", "code", "journal_key", "last_name", "first_name", "birth_date")


class LastReferral(NamedTuple):
    """What the list says of one: a code of ReferralDecision, and when it was made."""

    decision: str
    referred_on: date


class Listed(NamedTuple):
    """Someone on the list, with the last referral as far as it could be read on the way: where `may_have_others`, the
    reader's rights are asked for all of theirs."""

    pk: int
    code: str
    journal_key: UUID
    last_name: str
    first_name: str
    birth_date: date
    is_restricted: bool
    may_have_others: bool
    decision: str | None
    referred_on: date | None


Row = tuple[Any, ...]


def listed(filtered: YoungPersonFilter, user: User, at: datetime) -> QuerySet[Any, Row] | FilesByName:
    """The people asked for, as rows of `Listed`, sorted as their folded names are.

    All those of one Mission Locale, and those called something, are files of it, in the order that an index holds: a
    page of them is read without the others. Those that the other filters find are sorted by themselves.
    """
    membership, asked = only_membership(user, at), {*filtered.form.changed_data}
    if not (membership and filtered.is_readable and asked <= {"q"}):
        return people_by_name(filtered.qs)
    if asked or named_programmes(membership):
        return files_by_name(filtered.files_by_words(files_held(membership, at, None)), membership)
    return FilesByName(membership, at)


def people_by_name(people: QuerySet[YoungPerson]) -> QuerySet[YoungPerson, Row]:
    """These people, sorted as their folded names are."""
    nothing: dict[str, Any] = {
        "may_have_others": Value(True),
        "decision": Value(None, output_field=CharField()),
        "referred_on": Value(None, output_field=DateField()),
    }
    rows = sorted_by_name(people).annotate(**nothing)
    return rows.values_list(*IDENTITY, "is_restricted", *nothing)


def sorted_by_name(people: QuerySet[YoungPerson]) -> QuerySet[YoungPerson]:
    """These people as their folded names are sorted, each with `is_restricted`."""
    folded = CaseFile.objects.filter(person=OuterRef("pk")).order_by("folded_name").values("folded_name")[:1]
    return people.annotate(
        sort_name=Coalesce(folded, Lower("last_name")),
        is_restricted=Exists(Restriction.objects.running().filter(person=OuterRef("pk"))),
    ).order_by("sort_name", "first_name", "code")


def files_by_name(files: QuerySet[CaseFile], membership: Membership) -> QuerySet[CaseFile, Row]:
    """The people of these files of the membership's Mission Locale, in the order of an index. The referrals made to it
    are read on the way; those of whoever handed someone over, or of some programmes alone, are asked for apart."""
    person = OuterRef("person")
    given = Handover.objects.filter(person=person, to_mission_locale=OuterRef("organisation"), decision=HANDED_OVER)
    own = Referral.objects.filter(person=person, mission_locale=OuterRef("organisation"))
    last = own.order_by("-referred_on", "-code")
    found = files.annotate(
        is_restricted=Exists(Restriction.objects.running().filter(person=person)),
        may_have_others=Value(True) if named_programmes(membership) else Exists(given),
        decision=Subquery(last.values("decision")[:1]),
        referred_on=Subquery(last.values("referred_on")[:1]),
    ).order_by("folded_name", "person__first_name", "person__code")
    return found.values_list(*(f"person__{name}" for name in IDENTITY), *Listed._fields[len(IDENTITY) :])


class FilesByName:
    """All of `files_by_name` that a membership of no programme in particular shows, as a paginator reads them."""

    ordered = True

    def __init__(self, membership: Membership, at: datetime) -> None:
        self.asked = membership, at

    def count(self) -> int:
        """How many there are."""
        return sum(number for (number,) in COUNT.rows(*self.asked))

    def __getitem__(self, rows: slice) -> Sequence[Row]:
        if rows.start is None:
            return opening(rows.stop).rows(*self.asked)
        return list(all_files_by_name(*self.asked)[rows])


def all_files_by_name(membership: Membership, at: datetime) -> QuerySet[CaseFile, Row]:
    return files_by_name(files_held(membership, at, None), membership)


@cache
def opening(size: int) -> Prepared[[Membership, datetime], Row]:
    """The first so many of them."""
    return Prepared(lambda membership, at: all_files_by_name(membership, at)[:size], values_by_name)


def values_by_name(membership: Membership, at: datetime) -> Row:
    return (A_ROW, A_ROW, HANDED_OVER, *values_held(membership, at))


def values_held(membership: Membership, at: datetime) -> Row:
    """Those of the files that it holds."""
    own = localdate(at), membership.organisation_id
    return *own, membership.user_id, at - GLASS_STAYS_BROKEN, at, membership.user_id


def files_counted(membership: Membership, at: datetime) -> QuerySet[CaseFile, tuple[int]]:
    """How many they are; no row where there are none."""
    files = files_held(membership, at, None).order_by().values("organisation")
    return files.annotate(number=Count("*")).values_list("number")


COUNT = Prepared(files_counted, values_held)


def last_referrals(people: Sequence[Listed], user: User, at: datetime) -> Mapping[int, LastReferral]:
    """By person, the last of the referrals that the user sees."""
    found = {row.pk: LastReferral(row.decision, row.referred_on) for row in people if row.decision and row.referred_on}
    if asked := [row.pk for row in people if row.may_have_others]:
        rows = referrals_of(asked, user, at).order_by("referred_on", "code")
        last = rows.values_list("person", "decision", "referred_on")
        found |= {person: LastReferral(decision, referred_on) for person, decision, referred_on in last}
    return found


def referrals_of(people: Sequence[int], user: User, at: datetime) -> ReferralQuerySet:
    """The referrals of the people of these ids, whom the user sees, that the user sees too."""
    sight = Sight(people=frozenset(people))
    if membership := only_membership(user, at):
        mission_locale = membership.organisation_id
        givers = {mission_locale: former_files_among(user, mission_locale, sight)}
        sight = replace(sight, is_answered=True, held_through=frozenset({membership.pk}), givers=givers)
    return Referral.objects.visible_to(looking_at(user, sight), at).filter(person__in=sight.people)


def only_membership(user: User, at: datetime) -> Membership | None:
    """That of a Mission Locale, for one whom it alone shows people."""
    on = localdate(at)
    memberships = [*case_memberships(user, on), *officer_memberships(user, on)]
    alone = memberships[0] if len(memberships) == 1 else None
    return alone if alone in case_memberships(user, on) else None
