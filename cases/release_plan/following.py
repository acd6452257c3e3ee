"""Who is followed, and the alerts on each that a reader can act on: read in one query, however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from cases.models import (
    Address,
    AddressMoment,
    AdjustmentDecision,
    AlertKind,
    AlertSnooze,
    Contact,
    ContactPlace,
    Enrolment,
    Handover,
    Outcome,
    Placement,
    PlacementState,
    SentenceAdjustment,
    Situation,
    SituationKind,
    YoungPerson,
)
from cases.record.together import Rows, fetch_together
from cases.release_plan.alert_acts import Act, acts, tone_of
from cases.release_plan.alerts import AGREEMENT_ENDS_SOON, ENDS_SOON, URGENCY, Alert, FollowUp, alerts
from cases.release_plan.expected import custodies, granted, unordered_releases
from cases.release_plan.measured_by import MEETINGS
from cases.release_plan.preparing import interviews_of, with_last_day
from partners.access import case_memberships, decides, leads
from partners.agreements.in_force import last_day
from partners.models import Role, User

# What one does about these is to meet the person, which a trainee does too; a hand-over is the leads' as well.
TO_MEET = frozenset({AlertKind.NO_CONTACT, AlertKind.RELEASE_NEAR, AlertKind.AFTER_RELEASE})
OF_LEADS = frozenset({AlertKind.HANDOVER_LATE})
RUNNING = ("", Outcome.RUNNING)
# The days that are asked of each person: of the last contact, the last interview, the last meeting outside.
LAST_DAYS = ("last_contact", "last_interview", "last_outside")


@dataclass(frozen=True)
class PersonAlert:
    """An alert on someone, for a Mission Locale; `snooze` where it was put off, with the day and the reason."""

    person: YoungPerson
    mission_locale: int
    alert: Alert
    is_own: bool = False
    snooze: AlertSnooze | None = None

    @property
    def tone(self) -> str:
        return tone_of(self.alert)

    @property
    def acts(self) -> list[Act]:
        """Where it is acted on."""
        return list(acts(self.alert, self.person))


def acted_on(user: User, on: date) -> dict[int, frozenset[AlertKind]]:
    """By Mission Locale, the alerts that this user can do something about."""
    found: dict[int, frozenset[AlertKind]] = {}
    for membership in case_memberships(user, on):
        kinds = OF_LEADS if leads(membership) else frozenset[AlertKind]()
        if membership.role == Role.REFERENT:
            kinds |= frozenset(AlertKind) if decides(membership) else TO_MEET
        found[membership.organisation_id] = found.get(membership.organisation_id, frozenset()) | kinds
    return found


@dataclass(frozen=True)
class Told:
    """The alerts of the day, and those put off, each in order."""

    to_act: list[PersonAlert]
    put_off: list[PersonAlert]


def person_alerts(user: User, at: datetime) -> Told:
    """All alerts of the day that this user can act on: on one's own people first, then the most urgent kind, the
    oldest; those put off by the day when they come back."""
    followed = Enrolment.objects.visible_to(user, at).open().order_by().values("person")
    found = alerts_from(fetch_together(alert_rows(followed, user, at)), user, localdate(at))
    put_off = sorted((one for one in found if one.snooze), key=comes_back)
    return Told(sorted((one for one in found if not one.snooze), key=urgency), put_off)


def comes_back(one: PersonAlert) -> tuple[date, str]:
    """What those put off are sorted by."""
    return one.snooze.until if one.snooze else one.alert.since, one.person.code


def urgency(one: PersonAlert) -> tuple[bool, int, date, str]:
    """What is sorted by: one's own people, the kind, since when."""
    return not one.is_own, URGENCY.index(one.alert.kind), one.alert.since, one.person.code


def alert_rows(people: Any, user: User, at: datetime) -> dict[str, QuerySet[Any]]:
    """All that the alerts on these people are made from."""
    on = localdate(at)
    soon = {"ends_on__gte": on - ENDS_SOON, "ends_on__lte": on + ENDS_SOON}
    ending = SentenceAdjustment.objects.visible_to(user, at).filter(
        **soon, decision=AdjustmentDecision.GRANTED, outcome__in=RUNNING, withdrawn_on__isnull=True
    )
    agreed = {
        "agreement__ends_on__gte": on - ENDS_SOON,
        "agreement__ends_on__lte": on + AGREEMENT_ENDS_SOON,
    }
    placed = Placement.objects.visible_to(user, at).filter(**agreed, state=PlacementState.STARTED)
    situations = Situation.objects.visible_to(user, at).filter(**soon, end_reason="")
    contacts = Contact.objects.visible_to(user, at)
    before = Q(moment=AddressMoment.BEFORE) | Q(moment="")
    rows: dict[str, QuerySet[Any]] = {
        "alert_enrolments": Enrolment.objects.visible_to(user, at).open().select_related("person"),
        "alert_custodies": custodies(user, at),
        "alert_granted": granted(user, at),
        "alert_situations": situations.exclude(kind=SituationKind.CUSTODY),
        "alert_adjustments": ending,
        "alert_placements": placed.select_related("agreement__organisation"),
        "alert_handovers": Handover.objects.visible_to(user, at).late(on),
        "alert_addresses": Address.objects.visible_to(user, at).filter(before, qpv__isnull=False),
        "alert_snoozes": AlertSnooze.objects.visible_to(user, at).running(on).select_related("snoozed_by"),
    }
    narrowed = {name: queryset.filter(person__in=people) for name, queryset in rows.items()}
    last_days = YoungPerson.objects.filter(pk__in=people)
    outside = contacts.filter(kind__in=MEETINGS).exclude(place=ContactPlace.INSIDE)
    for name, of_kind in zip(LAST_DAYS, (contacts, interviews_of(user, at), outside), strict=True):
        last_days = with_last_day(last_days, of_kind, on, name)
    return narrowed | {"alert_last_days": last_days}


def alerts_from(rows: Rows, user: User, on: date) -> list[PersonAlert]:
    """The alerts made of these rows, put off or not, that this user can act on."""
    kinds, facts = acted_on(user, on), facts_of(rows, on)
    snoozes = {
        (one.person_id, one.mission_locale_id, one.alert): one
        for one in sorted(rows["alert_snoozes"], key=lambda one: (one.until, one.pk))
    }
    found, told = [], set()
    for enrolment in sorted(rows["alert_enrolments"], key=lambda one: (one.entered_on, one.pk)):
        key = (enrolment.person_id, enrolment.mission_locale_id)
        if key in told:
            continue
        told.add(key)
        for alert in alerts(follow_up(enrolment, facts), on):
            if alert.kind in kinds.get(enrolment.mission_locale_id, ()):
                snooze = snoozes.get((*key, alert.kind.value))
                is_own = enrolment.referent_name == str(user)
                found.append(PersonAlert(enrolment.person, enrolment.mission_locale_id, alert, is_own, snooze))
    return found


Facts = defaultdict[int, dict[str, Any]]


def facts_of(rows: Rows, on: date) -> Facts:
    """By person, what the alerts want to know, as `FollowUp` names it."""
    facts: Facts = defaultdict(dict)
    last_met: dict[int, date | None] = {}
    for person in rows["alert_last_days"]:
        days = [getattr(person, name) for name in LAST_DAYS]
        contact, interview, last_met[person.pk] = (date.fromisoformat(str(day)) if day else None for day in days)
        facts[person.pk] |= {"last_contact": contact, "last_interview": interview}
    for release in unordered_releases(rows["alert_custodies"], rows["alert_granted"], on):
        pk, day = release.measure.person_id, release.day
        last = last_met.get(pk)
        is_met = day is not None and last is not None and day <= last
        facts[pk] |= {"release_day": day, "is_out": release.is_out, "is_met_again": is_met}
    for name in ("situations", "adjustments"):
        add(facts, name, ((one.person_id, (one.get_kind_display(), one.ends_on)) for one in rows[f"alert_{name}"]))
    for one in rows["alert_placements"]:
        ends_on = last_day(one.agreement, one.agreement)
        add(facts, "agreements", [(one.person_id, (str(one.agreement.organisation), ends_on))])
    add(facts, "handovers", ((one.person_id, one.asked_on) for one in rows["alert_handovers"]))
    for pk in {address.person_id for address in rows["alert_addresses"]}:
        facts[pk]["has_qpv"] = True
    return facts


def add(facts: Facts, name: str, found: Iterable[tuple[int, Any]]) -> None:
    """More of what a person has several of."""
    for pk, fact in found:
        facts[pk][name] = (*facts[pk].get(name, ()), fact)


def follow_up(enrolment: Enrolment, facts: Facts) -> FollowUp:
    """What is known of the person of that enrolment."""
    known = dict(facts[enrolment.person_id])
    missing = missing_fields(enrolment.person, has_qpv=known.pop("has_qpv", False))
    return FollowUp(enrolment.person.birth_date, enrolment.entered_on, missing=missing, **known)


def missing_fields(person: YoungPerson, *, has_qpv: bool) -> tuple[str, ...]:
    """What the report counts and nobody knows."""
    known = {
        "niveau": person.education_level,
        "logement": person.housing,
        "permis": person.driving_licence,
        "RQTH": person.rqth is not None,
        "QPV": has_qpv,
    }
    return tuple(name for name, value in known.items() if not value)
