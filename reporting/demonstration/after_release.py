"""The thread after a release: who was met again, who was only reached, whom nobody has reached."""

from __future__ import annotations

import random
from datetime import timedelta

from cases.models import Axis, Contact, ContactAttempt, ContactKind, ContactPlace, ServiceAxis
from partners.models import User
from reporting.demonstration.days import open_day_from
from reporting.demonstration.followed import Followed
from reporting.demonstration.timetable import SOIZIC, YANN, YOUENN, Timetable, coded, moment

MET, REACHED, TRIED = ContactPlace.OUTSIDE, ContactPlace.REMOTE, ""
# What happened after the release, in days from it, in turn to those who came out: the last one first.
THREADS: tuple[tuple[tuple[int, str], ...], ...] = (
    ((1, TRIED), (2, REACHED)),
    ((3, MET),),
    ((2, TRIED),),
    ((1, TRIED), (4, TRIED), (9, MET)),
    (),
    ((2, TRIED), (5, TRIED), (8, REACHED)),
)
CALLERS = {"ml-rennes": (YANN, SOIZIC), "ml-saint-malo": (YOUENN, YOUENN)}


def keep_in_touch(people: list[Followed], timetable: Timetable, rng: random.Random) -> None:
    """What became of those who came out in the last weeks and are followed still."""
    out = [one for one in people if one.release and one.release.is_out]
    for rank, one in enumerate(reversed(out)):
        caller = timetable.users[CALLERS[one.enrolment.mission_locale.code][rank % 2]]
        for days, what in THREADS[rank % len(THREADS)]:
            tell_contact(one, days, what, caller, timetable, rng)


def tell_contact(one: Followed, days: int, what: str, caller: User, timetable: Timetable, rng: random.Random) -> None:
    """An interview outside, a message, or a call that nobody answered, unless that day is still to come."""
    assert one.release is not None and one.release.day is not None
    day = open_day_from(one.release.day + timedelta(days=days))
    if day >= timetable.on:
        return
    known = {"person": one.person, "mission_locale": one.enrolment.mission_locale}
    if what == TRIED:
        ContactAttempt.objects.create(**known, tried_on=day, kind=ContactKind.PHONE, tried_by=caller)
        return
    contact = Contact.objects.create(
        **known,
        code=coded(rng),
        held_on=day,
        kind=ContactKind.INTERVIEW if what == MET else ContactKind.SMS,
        place=what,
        referent_name=str(caller),
        duration_minutes=40 if what == MET else None,
        entered_at=moment(day, 17),
        entered_by=caller,
    )
    if what == MET:
        ServiceAxis.objects.create(contact=contact, axis=Axis.HOUSING)
