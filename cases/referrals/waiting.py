"""Nothing dies silently: referrals that wait, young people missed twice, people released before they were seen.

Each function takes as many queries for one person as for a hundred.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Subquery
from django.utils.timezone import localdate

from cases.models import (
    AdjustmentDecision,
    Appointment,
    Attendance,
    CaseRequest,
    Contact,
    ContactKind,
    JusticeMeasure,
    Permanence,
    Referral,
    RequestAnswer,
    RequestKind,
    SentenceAdjustment,
)
from cases.models.referrals import ReferralQuerySet
from cases.releases import effective_release, is_outside
from partners.models import User

# After so many days without an appointment to come, both sides are reminded.
REMINDED_AFTER_DAYS = 5
MISSES = 2


@dataclass(frozen=True)
class Waiting:
    """A referral without an answer, with its state: since how many days, and when the person is expected (None:
    nowhere)."""

    referral: Referral
    days: int
    expected_on: date | None

    @property
    def is_late(self) -> bool:
        """Whether it waits for longer than it should, with nothing to come."""
        return self.days > REMINDED_AFTER_DAYS and self.expected_on is None


@dataclass
class MissedTwice:
    """A referral whose young person missed the last appointments; the unit's question, once it is asked."""

    referral: Referral
    missed: list[Appointment] = field(default_factory=list)
    request: CaseRequest | None = None


@dataclass(frozen=True)
class ReleasedUnseen:
    """A referral whose young person left custody before a first interview, and where they may be seen outside."""

    referral: Referral
    released_on: date
    proposal: Permanence | None


def waiting_referrals(user: User, at: datetime) -> list[Waiting]:
    """Those that this user reads, of the own unit or addressed to the own Mission Locale: those that wait for too long
    first, the oldest before the others."""
    return waiting_among(Referral.objects.visible_to(user, at), localdate(at))


def waiting_among(referrals: ReferralQuerySet, on: date) -> list[Waiting]:
    """The same, of these referrals."""
    own = {"person": OuterRef("person"), "permanence__mission_locale": OuterRef("mission_locale")}
    to_come = Appointment.objects.to_come(on).filter(**own).order_by("permanence__planned_on")
    rows = with_names(referrals.undecided().with_state(on)).annotate(
        expected_on=Subquery(to_come.values("permanence__planned_on")[:1])
    )
    waiting = [Waiting(row, (on - row.referred_on).days, row.expected_on) for row in rows]
    return sorted(waiting, key=lambda one: (not one.is_late, -one.days, one.referral.code))


def with_names(referrals: ReferralQuerySet) -> ReferralQuerySet:
    """With whom a list shows."""
    return referrals.select_related("person", "programme", "referred_by", "mission_locale")


def missed_twice(user: User, at: datetime) -> list[MissedTwice]:
    """The undecided referrals that this user reads whose young person missed the last two appointments, or more."""
    return missed_twice_among(Referral.objects.visible_to(user, at))


def missed_twice_among(referrals: ReferralQuerySet) -> list[MissedTwice]:
    """The same, of these referrals. What the unit has answered since counts the misses afresh; a question that a
    meeting answered does not, so that a slip of that entry is told as one."""
    rows = list(with_names(referrals.undecided()))
    settled = settled_appointments(rows)
    requests = requests_by_person(rows)
    found = []
    for referral in rows:
        asked = requests.get((referral.person_id, referral.mission_locale_id), [])
        by_unit = [one.answered_at for one in asked if one.answered_at and one.answer != RequestAnswer.SEEN]
        since = max([referral.referred_on, *(localdate(answered_at) for answered_at in by_unit)])
        missed = last_misses(settled.get(referral.person_id, []), referral, since)
        if len(missed) >= MISSES:
            waiting = next((one for one in asked if one.answered_at is None), None)
            found.append(MissedTwice(referral, missed, waiting))
    return found


def settled_appointments(referrals: Iterable[Referral]) -> dict[int, list[Appointment]]:
    """By person, the appointments whose attendance is known, by date."""
    people = {referral.person_id for referral in referrals}
    rows = Appointment.objects.filter(person__in=people).exclude(attendance="").select_related("permanence")
    found: dict[int, list[Appointment]] = {}
    for appointment in rows.order_by("permanence__planned_on", "pk"):
        found.setdefault(appointment.person_id, []).append(appointment)
    return found


def last_misses(settled: list[Appointment], referral: Referral, since: date) -> list[Appointment]:
    """Those missed after the last one that was kept, at the referral's Mission Locale, since that day."""
    own = [
        one
        for one in settled
        if one.permanence.mission_locale_id == referral.mission_locale_id and one.permanence.planned_on >= since
    ]
    kept = [index for index, one in enumerate(own) if one.attendance == Attendance.PRESENT]
    return own[kept[-1] + 1 :] if kept else own


def requests_by_person(referrals: Iterable[Referral]) -> dict[tuple[int, int], list[CaseRequest]]:
    """By person and Mission Locale, what the units were asked about misses."""
    people = {referral.person_id for referral in referrals}
    found: dict[tuple[int, int], list[CaseRequest]] = {}
    for request in CaseRequest.objects.filter(person__in=people, kind=RequestKind.MISSED_TWICE):
        found.setdefault((request.person_id, request.mission_locale_id), []).append(request)
    return found


def released_unseen(user: User, at: datetime) -> list[ReleasedUnseen]:
    """The undecided referrals that this user reads of people who left custody since, without any interview at that
    Mission Locale, each with the next permanence outside that has a place."""
    on = localdate(at)
    met = Contact.objects.filter(
        person=OuterRef("person"),
        mission_locale=OuterRef("mission_locale"),
        kind=ContactKind.INTERVIEW,
        held_on__gte=OuterRef("referred_on"),
    )
    rows = list(with_names(Referral.objects.visible_to(user, at).undecided()).filter(~Exists(met)))
    releases = last_releases({referral.person_id for referral in rows})
    bodies = {row.mission_locale_id for row in rows}
    outside = list(
        Permanence.objects.offered(on).filter(mission_locale__in=bodies, site__is_inside=False).select_related("site")
    )
    return [
        ReleasedUnseen(referral, released_on, next_at(outside, referral.mission_locale_id))
        for referral in rows
        if (released_on := releases.get(referral.person_id)) and referral.referred_on <= released_on <= on
    ]


def last_releases(people: Collection[int]) -> dict[int, date]:
    """By person, the effective release from the last custody, of those who are out."""
    granted = SentenceAdjustment.objects.filter(
        person__in=people, decision=AdjustmentDecision.GRANTED, starts_on__isnull=False
    )
    outside: dict[int, list[date]] = {}
    for person, kind, modality, starts_on in granted.values_list("person", "kind", "modality", "starts_on"):
        if starts_on and is_outside(kind, modality):
            outside.setdefault(person, []).append(starts_on)
    custody = JusticeMeasure.objects.custody().filter(person__in=people).order_by("person", "starts_on")
    released: dict[int, date] = {}
    for measure in custody:
        left_on = effective_release(measure.starts_on, measure.ends_on, outside.get(measure.person_id, []))
        released.pop(measure.person_id, None)
        if left_on is not None:
            released[measure.person_id] = left_on
    return released


def next_at(permanences: Iterable[Permanence], mission_locale: int) -> Permanence | None:
    """The nearest one of that Mission Locale."""
    return next((one for one in permanences if one.mission_locale_id == mission_locale), None)
