"""The contacts of a year: interviews around the release first, then whatever the quotas leave to deal."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from reporting.demonstration.custody import still_to_deal
from reporting.demonstration.days import draw_until, open_days, pick_day
from reporting.demonstration.plans import Plan, deal, weighted
from reporting.demonstration.records import Contact, Enrolment, Young
from reporting.demonstration.teams import Team

GROUPS = {
    "entretien": "interview",
    "administratif": "administrative",
    "email": "message",
    "sms": "message",
    "courrier": "message",
    "atelier": "group",
    "information_collective": "group",
    "telephone": "phone",
    "mediation": "outreach",
    "visite": "outreach",
}
# The kinds of a group and their weights, in prison and outside. Inside, a message is a letter.
KINDS_INSIDE = {
    "interview": {"entretien": 1},
    "administrative": {"administratif": 1},
    "message": {"courrier": 1},
    "group": {"atelier": 3, "information_collective": 2},
}
KINDS_OUTSIDE = KINDS_INSIDE | {
    "message": {"sms": 6, "email": 3, "courrier": 1},
    "phone": {"telephone": 1},
    "outreach": {"mediation": 3, "visite": 2},
}
MINUTES = {
    "interview": (30, 35, 40, 45, 50, 60),
    "administrative": (15, 20, 30, 45),
    "group": (90, 120, 150, 180),
    "phone": (5, 10, 15, 20),
    "outreach": (30, 45, 60, 90),
}
AT_A_DISTANCE = ("administrative", "message", "phone")
PROPOSING = ("interview", "administrative", "group", "phone", "outreach")
SEEN_BEFORE_RELEASE = 0.7
SEEN_AFTER_RELEASE = 0.6


@dataclass(frozen=True)
class Span:
    """The days of the year on which the referent deals with someone, admitted or not."""

    young: Young
    days: list[date]
    is_admitted: bool
    referent: str


def hold_contacts(rng: random.Random, plan: Plan, people: list[Young]) -> None:
    """Write the contacts of the plan's year, and the services proposed in them."""
    followed = [young for young in people if young.has_file(plan.team.scope)]
    for young in followed:
        for enrolment in young.enrolments:
            if enrolment.scope == plan.team.scope:
                _meet_around_release(rng, plan, young, enrolment)
    spans = [span for young in followed for span in _spans(plan, young)]
    left = still_to_deal(plan.contacts, [GROUPS[c.kind] for c in _contacts_of(plan, followed)])
    for group in deal(rng, left):
        _hold_one(rng, plan.team, spans, group)
    _propose_services(rng, plan, _contacts_of(plan, followed))


def _contacts_of(plan: Plan, followed: list[Young]) -> list[Contact]:
    """The contacts already written for the plan's year and Mission Locale."""
    return [
        contact
        for young in followed
        for contact in young.contacts
        if contact.held_on.year == plan.year and contact.mission_locale == plan.team.mission_locale
    ]


def _spans(plan: Plan, young: Young) -> Iterator[Span]:
    """The days of each enrolment, and those from a referral to its decision."""
    year = (date(plan.year, 1, 1), date(plan.year, 12, 31))
    files: list[tuple[date, date | None, bool, str]] = [
        (e.entered_on, e.active_until, True, e.referent) for e in young.enrolments if e.scope == plan.team.scope
    ]
    files += [
        (r.referred_on, r.decided_on, False, r.referent)
        for r in young.referrals
        if r.scope == plan.team.scope and r.decision != "admis"
    ]
    for first, last, is_admitted, referent in files:
        days = open_days(max(first, year[0]), min(last or year[1], year[1])) if first <= year[1] else []
        if days:
            yield Span(young, days, is_admitted, referent)


def _meet_around_release(rng: random.Random, plan: Plan, young: Young, enrolment: Enrolment) -> None:
    """Most people are seen in the two months before their release, many in the month after it."""
    for custody in young.custody():
        released_on = young.release_from(custody)
        if released_on is None:
            continue
        before = (released_on - timedelta(days=55), released_on - timedelta(days=2), SEEN_BEFORE_RELEASE)
        after = (released_on + timedelta(days=1), released_on + timedelta(days=29), SEEN_AFTER_RELEASE)
        for first, last, chance in (before, after):
            days = [
                day
                for day in open_days(max(first, enrolment.entered_on), min(last, enrolment.active_until))
                if day.year == plan.year and _suits(plan.team, young, day, "interview")
            ]
            if days and rng.random() < chance:
                _write(rng, plan.team, young, enrolment.referent, pick_day(rng, days), "interview")


def _hold_one(rng: random.Random, team: Team, spans: list[Span], group: str) -> None:
    """One contact of that group, with whoever is there to have it. Further interviews are for people admitted."""
    weights = [len(span.days) if span.is_admitted or group != "interview" else 0 for span in spans]

    def some() -> tuple[Span, date]:
        span = rng.choices(spans, weights)[0]
        return span, pick_day(rng, span.days)

    span, day = draw_until(some, lambda drawn: _suits(team, drawn[0].young, drawn[1], group))
    _write(rng, team, span.young, span.referent, day, group)


def _suits(team: Team, young: Young, day: date, group: str) -> bool:
    """Interviews are held at permanences, a week apart; nobody is called or visited in prison; one contact a day."""
    if young.is_busy_on(day) or (group == "interview" and young.is_met_around(day)):
        return False
    if not young.is_inside(day):
        return group != "interview" or team.outside.is_held_on(day)
    return group in KINDS_INSIDE and (group != "interview" or team.prison_for(young.sex).site.is_held_on(day))


def _write(rng: random.Random, team: Team, young: Young, referent: str, day: date, group: str) -> None:
    inside = young.is_inside(day)
    kind = weighted(rng, (KINDS_INSIDE if inside else KINDS_OUTSIDE)[group])
    place = "a_distance" if group in AT_A_DISTANCE else "intra_muros" if inside else "hors_detention"
    contact = Contact(day, kind, place, team.mission_locale, referent)
    contact.minutes = rng.choice(MINUTES[group]) if group in MINUTES else None
    young.contacts.append(contact)


def _propose_services(rng: random.Random, plan: Plan, contacts: list[Contact]) -> None:
    """Deal the axes to contacts in which something can be proposed: two at most each, never the same twice."""
    already = [axis for contact in contacts for axis in contact.axes]
    proposing = [contact for contact in contacts if GROUPS[contact.kind] in PROPOSING]
    for axis in deal(rng, still_to_deal(plan.services, already)):
        room = [contact for contact in proposing if len(contact.axes) < 2 and axis not in contact.axes]
        rng.choice(room).axes.append(axis)
