"""One person as one user reads them: what the rights are, asked once for the whole page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.timezone import localdate

from cases.models import Handover, HandoverDecision, YoungPerson
from cases.models.handed_over import Passing, by_giver
from cases.models.people import Sight, looking_at
from cases.record.together import fetch_together
from partners.access import case_memberships, decides, leads
from partners.models import Membership, Role, User


@dataclass(frozen=True)
class Reading:
    """A person, and who reads them when.

    `user` asks for this person alone: `Contact.objects.visible_to(reading.user, reading.at).filter(person=…)` is fast
    however many people the user sees. `missions_locales`: the ids of the user's own ones that hold the person.
    """

    person: YoungPerson
    user: User
    at: datetime
    missions_locales: frozenset[int]
    # Led by the user, among them; those in whose name the user records (trainees too) and decides, which follow still:
    # one that handed the person over reads alone.
    led: frozenset[int]
    recording: frozenset[int]
    deciding: frozenset[int]
    # An officer's: the unit is in charge; the user may decide in its name.
    is_in_charge: bool
    decides_for_unit: bool

    @property
    def on(self) -> date:
        """The day of the reading."""
        return localdate(self.at)

    @property
    def is_held(self) -> bool:
        """Whether a Mission Locale of the user's follows the person; else an officer reads."""
        return bool(self.missions_locales)

    @property
    def records(self) -> bool:
        """Whether the user logs contacts and attendance: referents of a Mission Locale that follows, trainees too."""
        return bool(self.recording)


def read_person(user: User, code: str, at: datetime) -> Reading:
    """What that user reads of the person of that reference, in one query. Nobody is told of it yet: see
    `cases.journal.disclose`. Raises Http404 for one whom the user may not see."""
    sight = Sight(code)
    reader = looking_at(user, sight)
    memberships = case_memberships(user, localdate(at))
    rights = rights_of_memberships(memberships, sight, at) | rights_of_unit(reader, at)
    seen = YoungPerson.objects.filter(code=code).visible_to(reader, at).annotate(**rights)
    passed = Handover.objects.filter(person__code=code, decision=HandoverDecision.ACCEPTED)
    rows = fetch_together({"people": seen, "passed": passed})
    if not rows["people"]:
        raise Http404
    [person] = rows["people"]
    holding = [membership for membership in memberships if getattr(person, f"held_{membership.pk}")]
    recording = [
        membership
        for membership in holding
        if membership.role == Role.REFERENT and getattr(person, f"followed_{membership.pk}")
    ]
    answers = Sight(
        code=code,
        people=frozenset({person.pk}),
        is_answered=True,
        held_through=frozenset(membership.pk for membership in holding),
        is_of_unit=person.is_of_unit,
        givers={membership.organisation_id: givers_of(rows["passed"], membership) for membership in holding},
    )
    return Reading(
        person=person,
        user=looking_at(reader, answers),
        at=at,
        missions_locales=frozenset(membership.organisation_id for membership in holding),
        led=frozenset(membership.organisation_id for membership in holding if leads(membership)),
        recording=frozenset(membership.organisation_id for membership in recording),
        deciding=frozenset(membership.organisation_id for membership in recording if decides(membership)),
        is_in_charge=person.is_in_charge,
        decides_for_unit=person.decides_for_unit,
    )


def rights_of_memberships(memberships: list[Membership], sight: Sight, at: datetime) -> dict[str, Exists]:
    """Through which of them the one person of that is held, and followed."""
    held = YoungPerson.objects.held_through
    followed = YoungPerson.objects.followed_through
    return {
        f"{name}_{membership.pk}": Exists(through(membership, at, sight).filter(pk=OuterRef("pk")))
        for membership in memberships
        for name, through in (("held", held), ("followed", followed))
    }


def rights_of_unit(reader: User, at: datetime) -> dict[str, Exists]:
    """Whether the own unit reads the person, is in charge, may be decided for."""
    people = {
        "is_of_unit": YoungPerson.objects.of_unit(reader, at),
        "is_in_charge": YoungPerson.objects.in_charge_of(reader, at),
        "decides_for_unit": YoungPerson.objects.decided_by(reader, at),
    }
    return {name: Exists(rows.filter(pk=OuterRef("pk"))) for name, rows in people.items()}


def givers_of(passed: list[Handover], membership: Membership) -> dict[int, list[int]]:
    """The Missions Locales that handed the person over to that of the membership, at once or through others."""
    passings = [
        Passing(row.person_id, row.from_mission_locale_id, row.to_mission_locale_id, row.decided_on)
        for row in passed
        if row.decided_on
    ]
    return by_giver(passings, membership.organisation_id)
