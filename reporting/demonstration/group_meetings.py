"""Workshops and information meetings of these weeks, with who was expected and who came."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice

from cases.models import (
    Axis,
    Contact,
    ContactPlace,
    GroupAttendance,
    GroupMeeting,
    GroupMeetingKind,
    GroupPresence,
    ServiceAxis,
)
from reporting.demonstration.days import open_day_from
from reporting.demonstration.followed import Followed, of_team
from reporting.demonstration.teams import SAINT_MALO, VEZIN
from reporting.demonstration.timetable import SOIZIC, YANN, YOUENN, Timetable, coded, moment


@dataclass(frozen=True)
class Announced:
    """A meeting, in days from the day of loading; in that prison, or for those outside."""

    title: str
    kind: GroupMeetingKind
    day: int
    prison: str
    axis: Axis
    by: str
    minutes: int
    expected: int
    mission_locale: str = "ml-rennes"


WORKSHOP, INFORMATION = GroupMeetingKind.WORKSHOP, GroupMeetingKind.INFORMATION_MEETING
ANNOUNCED = (
    Announced(
        "Le contrat d’engagement jeune, mode d’emploi", INFORMATION, -20, VEZIN.code, Axis.EMPLOYMENT, YANN, 60, 7
    ),
    Announced("Atelier CV et lettre", WORKSHOP, -12, "", Axis.EMPLOYMENT, SOIZIC, 120, 6),
    Announced(
        "Se loger en sortant\N{NO-BREAK SPACE}: qui appeler", WORKSHOP, -5, VEZIN.code, Axis.HOUSING, YANN, 90, 6
    ),
    Announced("Découvrir les métiers du bâtiment", INFORMATION, 6, "", Axis.CAREER_PLAN, SOIZIC, 90, 8),
    Announced("Ouvrir ses droits", WORKSHOP, -9, SAINT_MALO.code, Axis.HEALTH, YOUENN, 60, 4, "ml-saint-malo"),
)
PRESENCES = (
    GroupPresence.PRESENT,
    GroupPresence.PRESENT,
    GroupPresence.EXCUSED,
    GroupPresence.PRESENT,
    GroupPresence.ABSENT,
)


def gather(people: list[Followed], timetable: Timetable, rng: random.Random) -> None:
    """Make the meetings; those to come know who is expected alone."""
    for announced in ANNOUNCED:
        day = open_day_from(timetable.on + timedelta(days=announced.day))
        if (announced.day < 0) == (day < timetable.on):
            meeting = create_meeting(announced, timetable, rng)
            gather_one(announced, invited(announced, meeting, people, rng), meeting, rng)


def create_meeting(announced: Announced, timetable: Timetable, rng: random.Random) -> GroupMeeting:
    """The meeting, typed on its day, or on the eve of loading when it is to come."""
    day, author = open_day_from(timetable.on + timedelta(days=announced.day)), timetable.users[announced.by]
    return GroupMeeting.objects.create(
        code=coded(rng),
        kind=announced.kind,
        title=announced.title,
        held_on=day,
        place=ContactPlace.INSIDE if announced.prison else ContactPlace.OUTSIDE,
        axis=announced.axis,
        mission_locale=timetable.bodies[announced.mission_locale],
        referent_name=str(author),
        duration_minutes=announced.minutes,
        entered_at=moment(min(day, timetable.on - timedelta(days=1)), 18),
        entered_by=author,
    )


def invited(announced: Announced, meeting: GroupMeeting, people: list[Followed], rng: random.Random) -> list[Followed]:
    """Some of those whom the Mission Locale followed that day already, who could come."""
    could_come = [
        one
        for one in of_team(people, announced.mission_locale)
        if one.enrolment.entered_on <= meeting.held_on and one.held_in() == announced.prison
    ]
    return rng.sample(could_come, min(announced.expected, len(could_come)))


def gather_one(announced: Announced, expected: list[Followed], meeting: GroupMeeting, rng: random.Random) -> None:
    """Who came has a contact of that day."""
    is_past = announced.day < 0
    for one, presence in zip(expected, islice(cycle(PRESENCES), len(expected)), strict=True):
        known = GroupAttendance(meeting=meeting, person=one.person, presence=presence if is_past else "")
        if known.presence == GroupPresence.PRESENT:
            known.contact = contact_of(meeting, one, rng)
        known.save()


def contact_of(meeting: GroupMeeting, one: Followed, rng: random.Random) -> Contact:
    """The contact that a presence is."""
    contact = Contact.objects.create(
        code=coded(rng),
        person=one.person,
        held_on=meeting.held_on,
        kind=meeting.kind,
        place=meeting.place,
        mission_locale=meeting.mission_locale,
        referent_name=meeting.referent_name,
        duration_minutes=meeting.duration_minutes,
        entered_at=meeting.entered_at,
        entered_by=meeting.entered_by,
    )
    ServiceAxis.objects.create(contact=contact, axis=meeting.axis)
    return contact
