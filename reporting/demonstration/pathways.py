"""What these weeks hold of the pathways: plans, the threads after releases, meetings, hand-overs, addresses.

With dice of its own: the rest of the caseload stays what it is. Dated in the last four weeks or to come, as all of it.
"""

from __future__ import annotations

import random
from datetime import timedelta

from cases.models import Contact, DuplicateAgreement, DuplicateSuspicion, ImiloEntry, Referral
from reporting.demonstration.after_release import keep_in_touch
from reporting.demonstration.cohort import SEED
from reporting.demonstration.followed import LAST_WEEKS, followed_people
from reporting.demonstration.group_meetings import gather
from reporting.demonstration.passing_on import ask_for_handovers, let_one_leave, put_off_an_alert, set_goals
from reporting.demonstration.release_plans import prepare_releases
from reporting.demonstration.residences import date_addresses
from reporting.demonstration.timetable import MONA, YANN, YOUENN, Timetable, moment
from reporting.demonstration.unit_reviews import meet_units


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
    """What is a week old was typed there too."""
    first, last = timetable.on - LAST_WEEKS, timetable.on - timedelta(days=8)
    for code, name in (("ml-rennes", YANN), ("ml-saint-malo", YOUENN)):
        made = Contact.objects.filter(mission_locale__code=code, held_on__range=(first, last)).order_by("code")
        ImiloEntry.objects.bulk_create(
            ImiloEntry(
                person_id=contact.person_id,
                mission_locale_id=contact.mission_locale_id,
                contact=contact,
                typed_on=contact.held_on + timedelta(days=2),
                typed_by=timetable.users[name],
            )
            for contact in made
        )


def agree_elsewhere(timetable: Timetable) -> None:
    """The lead of Saint-Malo agrees that the two who are alike are one: that of Rennes may merge them."""
    suspicion = DuplicateSuspicion.objects.get()
    DuplicateAgreement.objects.create(
        suspicion=suspicion,
        mission_locale=timetable.bodies["ml-saint-malo"],
        agreed_at=moment(timetable.on, 0),
        agreed_by=timetable.users[MONA],
    )
