"""Reads what is known of the preparation of releases, as far as a reader may: in one query, however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from cases.followers import Follower, with_follower
from cases.models import (
    Address,
    AddressKind,
    AddressMoment,
    AdjustmentDecision,
    Appointment,
    Contact,
    ContactAttempt,
    ContactKind,
    ContactPlace,
    Enrolment,
    Housing,
    Referral,
    ReleaseNeed,
    SentenceAdjustment,
    YoungPerson,
)
from cases.models.measures import JusticeMeasureQuerySet
from cases.models.people import YoungPersonQuerySet, looked_at
from cases.record.together import Rows
from cases.release_plan.expected import FOLLOWED_FOR, granted, releases_among
from cases.release_plan.gaps import Preparation
from cases.release_plan.measured_by import MEETINGS
from cases.release_plan.needs import belongs
from cases.release_plan.sides import deciding_referents
from cases.release_plan.thread import thread
from partners.models import User

ROOFS = (AddressKind.PERSONAL, AddressKind.HOSTED)
# The rows that are about a person, and read for those alone who have a release.
OF_PEOPLE = (
    "release_needs",
    "release_roofs",
    "release_outside",
    "release_adjustments",
    "release_contacts",
    "release_attempts",
    "release_enrolments",
    "release_referrals",
)


def preparation_rows(
    measures: JusticeMeasureQuerySet, people: Any, user: User, at: datetime
) -> dict[str, QuerySet[Any]]:
    """All that the preparations of releases from these custodies are made from, of these people."""
    on = localdate(at)
    to_come = Appointment.objects.told_to(user, at).to_come(on).filter(permanence__site__is_inside=False)
    rows: dict[str, QuerySet[Any]] = {
        "release_custodies": measures.select_related("person", "organisation"),
        "release_granted": granted(user, at),
        "release_needs": ReleaseNeed.objects.visible_to(user, at).select_related("type"),
        "release_roofs": Address.objects.visible_to(user, at).filter(moment=AddressMoment.AFTER, kind__in=ROOFS),
        "release_outside": to_come.select_related("permanence"),
        "release_adjustments": SentenceAdjustment.objects.visible_to(user, at),
        "release_contacts": Contact.objects.visible_to(user, at).filter(held_on__gte=on - FOLLOWED_FOR),
        "release_attempts": ContactAttempt.objects.visible_to(user, at).filter(tried_on__gte=on - FOLLOWED_FOR),
        "release_enrolments": Enrolment.objects.visible_to(user, at),
        "release_referrals": Referral.objects.visible_to(user, at).undecided(),
    }
    narrowed = {name: queryset.filter(person__in=people) for name, queryset in rows.items()}
    seen = YoungPerson.objects.filter(pk__in=people)
    return narrowed | {
        "release_held": with_last_day(seen.filter(pk__in=held(user, at)), interviews_of(user, at), on),
        "release_of_unit": with_follower(
            with_last_day(seen.filter(pk__in=of_unit(user, at)), Contact.objects.all(), on)
        ),
        "release_prepared": seen.filter(pk__in=prepared_by(user, at)),
        "release_decided": seen.filter(pk__in=YoungPerson.objects.decided_by(user, at).values("pk")),
    }


def held(user: User, at: datetime) -> Any:
    """The ids of those whose file the user's Mission Locale holds."""
    return YoungPerson.objects.held_by(user, at).values("pk")


def of_unit(user: User, at: datetime) -> Any:
    """The ids of those whom an officer reads. Of contacts with them, whichever Mission Locale it was, an officer reads
    how many and when last, and no more (docs/access.md)."""
    return YoungPerson.objects.of_unit(user, at).values("pk")


def prepared_by(user: User, at: datetime) -> Any:
    """The ids of those whose release the user prepares for a Mission Locale."""
    people = Q(pk__in=[])
    for membership in deciding_referents(user, at):
        people |= Q(pk__in=YoungPerson.objects.followed_through(membership, at, looked_at(user)).values("pk"))
    return YoungPerson.objects.filter(people).values("pk")


def interviews_of(user: User, at: datetime) -> QuerySet[Contact]:
    """The interviews of one's Mission Locale."""
    return Contact.objects.visible_to(user, at).filter(kind=ContactKind.INTERVIEW)


def with_last_day(
    people: YoungPersonQuerySet, contacts: QuerySet[Contact], on: date, name: str = "last_day"
) -> YoungPersonQuerySet:
    """Each with `last_day` (or another `name`), in ISO: the day of the last one of these contacts, until that day."""
    until = contacts.filter(person=OuterRef("pk"), held_on__lte=on).order_by("-held_on")
    return people.annotate(**{name: Subquery(until.values("held_on")[:1])})


def prepared_from(rows: Rows, on: date) -> list[Preparation]:
    """The preparations made of these rows, in the order of the releases."""
    found = releases_among(rows["release_custodies"], rows["release_granted"], on)
    prepared = {release.measure.person_id: Preparation(release) for release in found}
    known = {name: [row for row in rows[name] if row.person_id in prepared] for name in OF_PEOPLE}
    for person in (*rows["release_of_unit"], *rows["release_held"]):
        if person.pk in prepared and person.last_day:
            prepared[person.pk].last_met = date.fromisoformat(str(person.last_day))
    for person in rows["release_of_unit"]:
        if person.pk in prepared:
            prepared[person.pk].follower = Follower.of(person)
    for person in rows["release_held"]:
        if person.pk in prepared:
            prepared[person.pk].is_held = True
            prepared[person.pk].follower = None
            prepared[person.pk].is_housed = person.housing in (Housing.OWN, Housing.FAMILY)
    add_needs(prepared, known["release_needs"])
    add_rest(prepared, known, on)
    return list(prepared.values())


def add_rest(prepared: dict[int, Preparation], known: Rows, on: date) -> None:
    """Roofs, appointments, adjustments, names, threads; whoever was referred again is to be followed again."""
    for address in known["release_roofs"]:
        starts_on = prepared[address.person_id].release.measure.starts_on
        prepared[address.person_id].has_roof |= address.ends_on is None or address.ends_on >= starts_on
    for appointment in known["release_outside"]:
        prepared[appointment.person_id].expected_outside.append(appointment.permanence.planned_on)
    for adjustment in known["release_adjustments"]:
        add_adjustment(prepared[adjustment.person_id], adjustment)
    for enrolment in sorted(
        known["release_enrolments"], key=lambda one: (one.left_on is None, one.entered_on, one.pk)
    ):
        add_enrolment(prepared[enrolment.person_id], enrolment)
    for referral in known["release_referrals"]:
        prepared[referral.person_id].has_left = False
    add_threads(prepared, known, on)


def add_needs(prepared: dict[int, Preparation], needs: Iterable[ReleaseNeed]) -> None:
    """The states of the needs that belong to the measure."""
    states: dict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for need in needs:
        if belongs(need, prepared[need.person_id].release.measure):
            states[need.person_id][need.type_id].append(need.state)
    for pk, preparation in prepared.items():
        preparation.states = states[pk]


def add_enrolment(preparation: Preparation, enrolment: Enrolment) -> None:
    """Who accompanies; of those who have left, nobody. Those that run come last."""
    preparation.has_left = enrolment.left_on is not None
    preparation.referent = "" if preparation.has_left else enrolment.referent_name


def add_adjustment(preparation: Preparation, adjustment: SentenceAdjustment) -> None:
    """One that was asked for, or that is only prepared."""
    is_prepared = adjustment.decision == AdjustmentDecision.IN_PREPARATION
    if not is_prepared or adjustment.requested_on or adjustment.hearing_on:
        preparation.is_adjustment_asked |= is_of(adjustment, preparation)
    elif adjustment.measure_id in (None, preparation.release.measure.pk):
        preparation.adjustment_to_ask = adjustment.code


def is_of(adjustment: SentenceAdjustment, preparation: Preparation) -> bool:
    """Whether it was asked for during that custody: it names the measure, or one of its days lies in it."""
    measure = preparation.release.measure
    days = (adjustment.requested_on, adjustment.hearing_on, adjustment.decided_on, adjustment.starts_on)
    return adjustment.measure_id == measure.pk or any(day >= measure.starts_on for day in days if day)


def add_threads(prepared: dict[int, Preparation], rows: Rows, on: date) -> None:
    """Of those who are out and whose file the reader's Mission Locale holds: what has become of the thread."""
    met, reached, tried = (defaultdict[int, list[date]](list) for _ in range(3))
    for contact in rows["release_contacts"]:
        is_meeting = contact.kind in MEETINGS and contact.place != ContactPlace.INSIDE
        (met if is_meeting else reached)[contact.person_id].append(contact.held_on)
    for attempt in rows["release_attempts"]:
        tried[attempt.person_id].append(attempt.tried_on)
    for pk, preparation in prepared.items():
        if preparation.is_held and preparation.release.is_out and preparation.release.day:
            preparation.thread = thread(preparation.release.day, met[pk], reached[pk], tried[pk], on)
