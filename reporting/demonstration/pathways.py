"""What these weeks hold of the pathways: plans, the threads after releases, meetings, hand-overs, addresses.

With dice of its own: the rest of the caseload stays what it is. Dated in the last four weeks or to come, as all of it.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from cases.contacts.imilo import day_of, entry_of
from cases.contacts.imilo_facts import ImiloStage, staged_contacts, staged_situations
from cases.models import (
    Contact,
    ContactKind,
    DuplicateAgreement,
    DuplicateSuspicion,
    Enrolment,
    ImiloEntry,
    Referral,
    Situation,
)
from reporting.demonstration.after_release import keep_in_touch
from reporting.demonstration.cohort import SEED
from reporting.demonstration.followed import LAST_WEEKS, followed_people
from reporting.demonstration.group_meetings import gather
from reporting.demonstration.passing_on import ask_for_handovers, let_one_leave, put_off_an_alert, set_goals
from reporting.demonstration.release_plans import prepare_releases
from reporting.demonstration.residences import date_addresses
from reporting.demonstration.timetable import MONA, YANN, YOUENN, Timetable, moment
from reporting.demonstration.unit_reviews import meet_units

A_YEAR = timedelta(days=400)


def tell_pathways(known: dict[str, Referral], timetable: Timetable) -> None:
    """Make it all; `known` are those of the cast of whom more is told."""
    rng = random.Random(f"{SEED} pathways {timetable.on}")
    people = followed_people(timetable.on)
    date_addresses(known, rng)
    prepare_releases(people, timetable, rng)
    keep_in_touch(people, timetable, rng)
    gather(people, timetable, rng)
    meet_units(people, timetable, rng)
    ask_for_handovers(people, timetable, rng)
    people = followed_people(timetable.on)
    set_goals(people, rng)
    let_one_leave(people, timetable, rng)
    put_off_an_alert(people, timetable)
    agree_elsewhere(timetable)
    tick_in_imilo(timetable)


def tick_in_imilo(timetable: Timetable) -> None:
    """What is a week old was typed there too, but for the letters, which one forgets; what is older was caught up on.
    The last end came after its beginning was typed."""
    first, last = timetable.on - A_YEAR, timetable.on - timedelta(days=8)
    for code, name in (("ml-rennes", YANN), ("ml-saint-malo", YOUENN)):
        made = Contact.objects.filter(mission_locale__code=code, held_on__range=(first, last))
        followed = Enrolment.objects.filter(mission_locale__code=code, left_on__isnull=True)
        begun = Situation.objects.filter(person__in=followed.values("person"), starts_on__range=(first, last))
        body, by = timetable.bodies[code].pk, timetable.users[name]
        facts: list[Any] = [
            *staged_contacts(made.exclude(kind=ContactKind.LETTER)).prefetch_related("axes").order_by("code"),
            *staged_situations(begun).filter(stage=ImiloStage.TO_TYPE).order_by("ends_on", "code"),
        ]
        caught_up = timetable.on - LAST_WEEKS
        entries = [entry_of(fact, body, by, max(day_of(fact) + timedelta(days=2), caught_up)) for fact in facts]
        ended = [entry for entry in entries if entry.situation and entry.situation.ends_on]
        for entry in ended[-1:]:
            begun_on, kind = entry.text.split(" ; ")[0].partition(" au ")[0], entry.text.split(" ; ")[1]
            entry.text, entry.facts = f"{begun_on} ; {kind}", ""
        ImiloEntry.objects.bulk_create(entries)


def agree_elsewhere(timetable: Timetable) -> None:
    """The lead of Saint-Malo agrees that the two who are alike are one: that of Rennes may merge them."""
    suspicion = DuplicateSuspicion.objects.get()
    DuplicateAgreement.objects.create(
        suspicion=suspicion,
        mission_locale=timetable.bodies["ml-saint-malo"],
        agreed_at=moment(timetable.on, 0),
        agreed_by=timetable.users[MONA],
    )
