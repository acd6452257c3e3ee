"""Who tries every address: each role where it works, the same role elsewhere, and those who have none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from cases.models import Programme
from partners.models import Membership, Organisation, OrganisationKind, Role, User
from tests.factories import MembershipFactory, OrganisationFactory, ProgrammeFactory, UserFactory

Who = frozenset[str]

HERE, ELSEWHERE, PROGRAMME = "", " elsewhere", " of another programme"
# By role: where it is tried. `HERE` is Rennes and its unit, in the programme Dernier Écrou.
PLACES = {
    "officer": (HERE, ELSEWHERE),
    "trainee officer": (HERE, ELSEWHERE),
    "head of units": (HERE, ELSEWHERE),
    "referent": (HERE, ELSEWHERE, PROGRAMME),
    "trainee": (HERE, ELSEWHERE),
    "substitute": (HERE, ELSEWHERE),
    "lead": (HERE, ELSEWHERE, PROGRAMME),
    "coordinator": (HERE, PROGRAMME),
    "reader": (HERE, ELSEWHERE),
    "administrator": (HERE, ELSEWHERE),
}
WITHOUT_A_ROLE = ("stranger", "ended membership", "closed organisation")
OUTSIDE: Who = frozenset({"signed out", "disabled account"})


def here(*roles: str) -> Who:
    """These roles at Rennes, in its unit, in Dernier Écrou."""
    return frozenset(role + HERE for role in roles)


def anywhere(*roles: str) -> Who:
    """These roles wherever they work."""
    return frozenset(role + place for role in roles for place in PLACES[role])


NOBODY: Who = frozenset()
EVERYONE: Who = anywhere(*PLACES) | set(WITHOUT_A_ROLE)
# With those who have not signed in.
ANYONE: Who = EVERYONE | OUTSIDE

# Those who decide, and all.
DECIDING_OFFICERS = ("officer", "head of units")
OFFICERS = (*DECIDING_OFFICERS, "trainee officer")
# A Mission Locale's own; leads among them, whatever their role there.
REFERENTS = ("referent", "trainee", "substitute")
READERS_OF_PEOPLE = (*OFFICERS, *REFERENTS, "lead")


def roles(who: Who) -> Who:
    """The same, wherever they work."""
    return who | {role + place for role, places in PLACES.items() for place in places if who & anywhere(role)}


def bodies(place: str) -> tuple[Organisation, Organisation]:
    """The Mission Locale and the unit of a place."""
    return OrganisationFactory(code=f"ml{place}"), OrganisationFactory(
        code=f"spip{place}", spip=True, parent=OrganisationFactory(code=f"antenne{place}", spip=True)
    )


def accounts() -> Iterator[tuple[str, User]]:
    """Every account by name; their organisations are made with them."""
    on = timezone.localdate()
    for place in (HERE, ELSEWHERE):
        yield from ((role + place, user) for role, user in staff(place, on))
    other = ProgrammeFactory(code="dedans-dehors")
    for role, lead in (("referent", False), ("lead", True), ("coordinator", False)):
        yield role + PROGRAMME, limited(role, lead, other)
    yield "stranger", UserFactory()
    mission_locale, _ = bodies(HERE)
    yield "ended membership", member(mission_locale, Role.REFERENT, ends_on=on - timedelta(days=1))
    closed = OrganisationFactory(code="ml fermée", is_active=False)
    yield "closed organisation", member(closed, Role.REFERENT)
    yield "disabled account", member(mission_locale, Role.REFERENT)


def staff(place: str, on: date) -> Iterator[tuple[str, User]]:
    """The roles of one place, all programmes."""
    mission_locale, unit = bodies(place)
    yield "officer", member(unit, Role.OFFICER)
    yield "trainee officer", member(unit, Role.OFFICER, is_trainee=True, ends_on=on + timedelta(days=90))
    yield "head of units", member(unit.parent, Role.OFFICER, is_lead=True)
    referent = member(mission_locale, Role.REFERENT)
    yield "referent", referent
    yield "trainee", member(mission_locale, Role.REFERENT, is_trainee=True, ends_on=on + timedelta(days=90))
    dates = {"starts_on": on - timedelta(days=5), "ends_on": on + timedelta(days=5)}
    yield "substitute", member(mission_locale, Role.REFERENT, replaces=referent.memberships.get(), **dates)
    yield "lead", member(mission_locale, Role.READER, is_lead=True)
    funder = OrganisationFactory(code=f"plie{place}", kind=OrganisationKind.PLIE)
    yield "reader", member(funder, Role.READER)
    yield "administrator", member(mission_locale, Role.ADMINISTRATOR)
    if place == HERE:
        coordinator = member(mission_locale, Role.COORDINATOR)
        ProgrammeFactory(code="dernier-ecrou").members.add(*coordinator.memberships.all())
        yield "coordinator", coordinator


def limited(role: str, lead: bool, programme: Programme) -> User:
    """That role at Rennes, in that programme alone."""
    mission_locale, _ = bodies(HERE)
    held = Role.READER if lead else Role(role)
    user = member(mission_locale, held, is_lead=lead)
    programme.members.add(*user.memberships.all())
    return user


def member(organisation: Organisation, role: Role, **fields: object) -> User:
    """An account with that membership."""
    membership: Membership = MembershipFactory(organisation=organisation, role=role, **fields)
    return membership.user
