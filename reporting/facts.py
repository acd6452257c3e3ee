"""The facts of a scope that the figures share: each table read once, in one query, when a figure first asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property, wraps
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from django.db.models import Q

from cases.models import (
    Address,
    AdjustmentDecision,
    ContactKind,
    Housing,
    JusticeMeasure,
    Permanence,
    ReferralDecision,
    ReleaseNeed,
    SentenceAdjustment,
    ServiceAxis,
    Setting,
    Situation,
    YoungPerson,
)
from cases.record.together import fetch_together
from cases.release_plan.measured_by import HOUSING_NEEDS
from cases.releases import effective_release, is_outside
from partners.models import AgreementState, Amendment, Commitment, Organisation, PartnerAgreement
from reporting.contact_days import Followed, Met, met_of, seen_in
from reporting.models import ReferenceFigure, Target
from reporting.rows import (
    AddressRow,
    AdjustmentRow,
    AxisRow,
    EnrolmentRow,
    HandoverRow,
    MeasureRow,
    NeedRow,
    OrganisationRow,
    PermanenceRow,
    PersonId,
    PersonRow,
    PlacementRow,
    ReferralRow,
    SituationRow,
    load,
)
from reporting.scope import Scope

T = TypeVar("T")
OfPerson = TypeVar("OfPerson", MeasureRow, AdjustmentRow, SituationRow, NeedRow)

# How long a person is still followed after the last exit or decision.
FOLLOWED_AFTER = 180
# The contacts around a release: how long before it shows it prepared, how long after shows the person met again.
PREPARED_WITHIN = 60
MET_WITHIN = 30


class Custody(NamedTuple):
    """A custody measure, and what the adjustments make of it: its effective release, whether one began in it."""

    id: int
    person_id: int
    starts_on: date
    ends_on: date | None
    released_on: date | None
    adjusted: bool


def shifted(day: date, days: int) -> date:
    """So many days later, or earlier; at the end of the calendar rather than beyond it."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


def followed_until(end: date) -> date:
    """The last day on which someone is followed whose last exit or decision is on that day."""
    return end if end == date.max else shifted(end, FOLLOWED_AFTER)


def shared(figure: Callable[[Facts], T]) -> Callable[[Facts], T]:
    """A figure that others are made from: worked out once for a scope."""

    @wraps(figure)
    def once(facts: Facts) -> T:
        if figure not in facts.shared:
            facts.shared[figure] = figure(facts)
        return facts.shared[figure]

    return once


def custody_of(row: MeasureRow, granted: Sequence[tuple[date, bool]]) -> Custody:
    """A custody measure with what these adjustments of the person make of it (start, whether carried out outside)."""
    id_, person, _, start, end = row
    last = end or date.max
    inside = [adjustment for adjustment in granted if start <= adjustment[0] <= last]
    starts_outside = [day for day, outside in inside if outside]
    released = effective_release(start, end, starts_outside) if starts_outside else end
    return Custody(id_, person, start, end, released, bool(inside))


def by_start(custody: Custody) -> tuple[date, date, int]:
    """The order of someone's custodies: the oldest first, of two begun on one day the shorter."""
    id_, _, start, end, _, _ = custody
    return start, end or date.max, id_


class Facts:
    """What the figures of a scope are made from. People, measures… are known by their database ids."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.shared: dict[Callable[[Facts], Any], Any] = {}

    # ------------------------------------------------------------------------------------- In the programme, followed

    @cached_property
    def enrolments(self) -> list[EnrolmentRow]:
        """The enrolments in scope, of any year."""
        return load(self.scope.enrolments(), EnrolmentRow)

    @cached_property
    def referrals(self) -> list[ReferralRow]:
        """The referrals in scope, of any year."""
        return load(self.scope.referrals(), ReferralRow)

    @cached_property
    def followed(self) -> dict[int, Followed]:
        """When each person in scope is followed: from the first referral or entry until 180 days after the latest of
        their exits and of the decisions on their referrals; without end while an enrolment is open or a referral
        undecided."""
        starts: dict[int, date] = {}
        ends: dict[int, date] = {}
        for person, start, end in chain(self._enrolled_periods(), self._referred_periods()):
            if person not in starts:
                starts[person], ends[person] = start, end
                continue
            if start < starts[person]:
                starts[person] = start
            if end > ends[person]:
                ends[person] = end
        until = {end: followed_until(end) for end in set(ends.values())}
        return {person: Followed(start, until[ends[person]]) for person, start in starts.items()}

    def _enrolled_periods(self) -> Iterable[tuple[int, date, date]]:
        return ((row.person_id, row.entered_on, row.left_on or date.max) for row in self.enrolments)

    def _referred_periods(self) -> Iterable[tuple[int, date, date]]:
        pending = ReferralDecision.PENDING.value
        for _, person, _, start, decision, decided in self.referrals:
            yield person, start, date.max if decision == pending or decided is None else decided

    def is_followed(self, person: int, day: date) -> bool:
        """Whether the person is followed in this scope on that day."""
        period = self.followed.get(person)
        return period is not None and period.start <= day <= period.end

    def ever_followed(self, rows: list[OfPerson]) -> list[OfPerson]:
        """The rows of people in scope."""
        followed = self.followed
        return [row for row in rows if row.person_id in followed]

    def enrolments_counted(self, start: date, end: date) -> list[EnrolmentRow]:
        """The enrolments of a period: begun on or before its last day, not ended before its first."""
        return [row for row in self.enrolments if row.entered_on <= end and (not row.left_on or row.left_on >= start)]

    @cached_property
    def counted(self) -> list[EnrolmentRow]:
        """The enrolments counted in the year."""
        return self.enrolments_counted(self.scope.first_day, self.scope.last_day)

    @cached_property
    def latest_entry(self) -> dict[int, date]:
        """The accompanied people, those with an enrolment counted, each with the latest entry among these."""
        latest: dict[int, date] = {}
        for row in self.counted:
            if row.person_id not in latest or row.entered_on > latest[row.person_id]:
                latest[row.person_id] = row.entered_on
        return latest

    @cached_property
    def people(self) -> dict[int, PersonRow]:
        """The accompanied people by id."""
        return {row.id: row for row in load(YoungPerson.objects.filter(pk__in=self.scope.accompanied()), PersonRow)}

    @cached_property
    def accompanied(self) -> list[PersonRow]:
        """The accompanied people."""
        return [self.people[person] for person in self.latest_entry]

    # ------------------------------------------------------------------------------------------------------- Contacts

    @cached_property
    def met(self) -> Met:
        """The contacts that count, those of the year with people while followed; and around the year, who was met."""
        days = shifted(self.scope.first_day, -PREPARED_WITHIN), shifted(self.scope.last_day, MET_WITHIN)
        return met_of(self.scope.contacts().filter(held_on__range=days), self.scope.year, self.followed)

    @cached_property
    def axes(self) -> list[AxisRow]:
        """The services proposed during the contacts of the year, whether these count or not."""
        axes = ServiceAxis.objects.filter(contact__held_on__range=(self.scope.first_day, self.scope.last_day))
        return load(self.scope.of_mission_locale(axes, path="contact__mission_locale"), AxisRow)

    def first_interview(self, person: int, start: date) -> date | None:
        """The first interview from that day of the year to its 31 December, followed then or not."""
        for day in self.met.interviews.get(person, ()):
            if day >= start:
                return day if day <= self.scope.last_day else None
        return None

    def seen_earlier(self, start: date) -> set[int]:
        """The people with an interview from that day until the year, while followed."""
        contacts = self.scope.contacts().filter(
            kind=ContactKind.INTERVIEW, held_on__gte=start, held_on__lt=self.scope.first_day
        )
        return seen_in(contacts, self.followed)

    # ----------------------------------------------------------------------------------------------- What justice did

    @cached_property
    def housed(self) -> set[int]:
        """The people who have housing of their own, or with their family."""
        housed = YoungPerson.objects.filter(housing__in=(Housing.OWN, Housing.FAMILY))
        return {row.id for row in load(self.scope.of_people(housed, path="pk"), PersonId)}

    @cached_property
    def measures(self) -> list[MeasureRow]:
        """The measures of people in scope that began on or before 31 December."""
        begun = JusticeMeasure.objects.filter(starts_on__lte=self.scope.last_day)
        return self.ever_followed(load(self.scope.of_people(begun), MeasureRow))

    @cached_property
    def adjustments(self) -> list[AdjustmentRow]:
        """The adjustments granted to people in scope, or in preparation."""
        wanted = SentenceAdjustment.objects.exclude(decision=AdjustmentDecision.REFUSED)
        return self.ever_followed(load(self.scope.of_people(wanted), AdjustmentRow))

    @cached_property
    def granted_starts(self) -> dict[int, list[tuple[date, bool]]]:
        """By person, the start of each adjustment granted, and whether it is carried out outside."""
        starts: dict[int, list[tuple[date, bool]]] = defaultdict(list)
        for row in self.adjustments:
            if row.decision == AdjustmentDecision.GRANTED and row.starts_on:
                starts[row.person_id].append((row.starts_on, is_outside(row.kind, row.modality)))
        return starts

    @cached_property
    def custodies(self) -> dict[int, list[Custody]]:
        """By person, the custody measures that began on or before 31 December, oldest first."""
        by_person: dict[int, list[Custody]] = defaultdict(list)
        custody, granted, new = Setting.CUSTODY.value, self.granted_starts, tuple.__new__
        for row in self.measures:
            id_, person, setting, start, end = row
            if setting == custody:
                starts = granted.get(person)
                made = custody_of(row, starts) if starts else new(Custody, (id_, person, start, end, end, False))
                by_person[person].append(made)
        for custodies in by_person.values():
            if len(custodies) > 1:
                custodies.sort(key=by_start)
        return by_person

    @cached_property
    def releases(self) -> list[Custody]:
        """The custodies whose effective release is in the year, of people followed on that day."""
        first, last = self.scope.first_day, self.scope.last_day
        return [
            custody
            for custody in chain.from_iterable(self.custodies.values())
            if custody.released_on
            and first <= custody.released_on <= last
            and self.is_followed(custody.person_id, custody.released_on)
        ]

    # ------------------------------------------------------------------------------------------------------- The rest

    @cached_property
    def situations(self) -> list[SituationRow]:
        """The situations of people in scope that began in the year."""
        begun = Situation.objects.filter(starts_on__range=(self.scope.first_day, self.scope.last_day))
        return self.ever_followed(load(self.scope.of_people(begun), SituationRow))

    @cached_property
    def addresses(self) -> dict[int, list[AddressRow]]:
        """By accompanied person, the addresses that say whether they are in a QPV."""
        answering = Address.objects.filter(qpv__isnull=False, person__in=self.scope.accompanied())
        by_person: dict[int, list[AddressRow]] = defaultdict(list)
        for row in load(answering, AddressRow):
            by_person[row.person_id].append(row)
        return by_person

    @cached_property
    def references(self) -> dict[tuple[str, str], int | float]:
        """The reference percentages of the year by (table, row): of the Mission Locale in scope, else of the only one
        that has any; empty when several have."""
        figures = self.scope.of_mission_locale(ReferenceFigure.objects.filter(year=self.scope.year))
        rows = list(figures.order_by().values_list("mission_locale", "table", "row", "percent"))
        if len({mission_locale for mission_locale, *_ in rows}) > 1:
            return {}
        return {(table, row): int(value) if value == int(value) else value for _, table, row, value in rows}

    @cached_property
    def targets(self) -> dict[tuple[int, str], int]:
        """The targets of the year by (programme, indicator): of the Mission Locale in scope, else of the whole."""
        targets = Target.objects.filter(
            programme__in=self.scope.programmes, year=self.scope.year, mission_locale=self.scope.organisation
        )
        rows = targets.order_by().values_list("programme", "indicator", "value")
        return {(programme, indicator): value for programme, indicator, value in rows}

    @cached_property
    def organisations(self) -> dict[int, OrganisationRow]:
        """Every body by its id."""
        return {row.id: row for row in load(Organisation.objects.all(), OrganisationRow)}

    @cached_property
    def needs(self) -> list[NeedRow]:
        """The needs of people in scope opened in the year, and those of a roof opened before."""
        opened = ReleaseNeed.objects.filter(opened_on__lte=self.scope.last_day)
        opened = opened.filter(Q(opened_on__gte=self.scope.first_day) | Q(type__in=HOUSING_NEEDS))
        return self.ever_followed(load(self.scope.of_people(opened), NeedRow))

    @cached_property
    def permanences(self) -> list[PermanenceRow]:
        """The permanences planned in the year at the sites of the programmes, one row an appointment (or none)."""
        planned = Permanence.objects.filter(planned_on__range=(self.scope.first_day, self.scope.last_day))
        return load(self.scope.of_mission_locale(planned).filter(site__in=self.scope.linked("sites")), PermanenceRow)

    @cached_property
    def placements(self) -> list[PlacementRow]:
        """The programmes' agreements that were signed, one row a placement (or none)."""
        agreed = PartnerAgreement.objects.exclude(state__in=(AgreementState.DRAFT, AgreementState.TO_SIGN))
        return load(agreed.filter(pk__in=self.scope.linked("agreements")), PlacementRow)

    @cached_property
    def agreements(self) -> dict[int, PartnerAgreement]:
        """The agreements of `placements` by id, with what `partners.agreements.in_force` reads of them."""
        of_programmes = {"agreement__in": self.scope.linked("agreements")}
        rows = fetch_together(
            {
                "agreements": PartnerAgreement.objects.filter(pk__in=self.scope.linked("agreements")),
                "amendments": Amendment.objects.filter(**of_programmes).select_related("replaced"),
                "commitments": Commitment.objects.filter(**of_programmes),
            }
        )
        found = {agreement.pk: agreement for agreement in rows["agreements"]}
        for agreement in found.values():
            agreement._prefetched_objects_cache = {"amendments": [], "commitments": []}
        for part in ("amendments", "commitments"):
            for row in rows[part]:
                found[row.agreement_id]._prefetched_objects_cache[part].append(row)
        return found

    @cached_property
    def handovers(self) -> list[HandoverRow]:
        """The hand-overs of the programmes; with a Mission Locale in scope, from it or to it."""
        return load(self.scope.handovers(), HandoverRow)
