"""Roles: who takes part in what. Nothing else decides access to a page; rows are narrowed by `visible_to`.

The rules are those of docs/access.md: an unknown role, no organisation or a disabled account gives nothing; a section
in which none of one's roles takes part does not exist (404).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from partners.models import Membership, Organisation, OrganisationKind, Role, User

View = Callable[..., HttpResponse]


def roles_of(user: User, on: date) -> set[str]:
    """The roles that the user's memberships give on that day."""
    return {membership.role for membership in user.memberships_on(on)}


def takes_part(*roles: Role) -> Callable[[View], View]:
    """A view for these roles alone; for anyone else the page does not exist (404)."""

    return lambda view: guarded(view, lambda user, on: bool(roles_of(user, on) & set(roles)))


def signed_in(request: HttpRequest) -> User:
    """The user of a request that the login middleware let through."""
    assert isinstance(request.user, User)
    return request.user


def reads_people(view: View) -> View:
    """A view for those who may see young people: officers, referents, leads; for anyone else it does not exist."""
    return guarded(view, lambda user, on: bool(case_memberships(user, on) or officer_memberships(user, on)))


def reads_cases(view: View) -> View:
    """A view for those who read the cases of a Mission Locale: referents, leads; for anyone else it does not exist."""
    return guarded(view, lambda user, on: bool(case_memberships(user, on)))


def refers(view: View) -> View:
    """A view for those who may refer a young person: officers and referents; for anyone else it does not exist."""
    return guarded(view, lambda user, on: bool(referring_memberships(user, on)))


def sees_permanences(view: View) -> View:
    """A view for those who may see young people, and for those who count permanences or keep their rhythm."""

    def may_enter(user: User, on: date) -> bool:
        counts = roles_of(user, on) & {Role.COORDINATOR, Role.ADMINISTRATOR}
        return bool(counts or case_memberships(user, on) or officer_memberships(user, on))

    return guarded(view, may_enter)


def sees_handovers(view: View) -> View:
    """A view for those who read the cases of a Mission Locale, and for coordinators, who answer where nobody does."""

    def may_enter(user: User, on: date) -> bool:
        return bool(case_memberships(user, on) or coordinator_memberships(user, on))

    return guarded(view, may_enter)


def reads_agreements(view: View) -> View:
    """A view for those who may see young people, and for coordinators, who keep the agreements."""
    return guarded(view, reads_or_coordinates)


def sees_adjustments(view: View) -> View:
    """A view for those who may see young people, and for coordinators, who count their adjustments."""
    return guarded(view, reads_or_coordinates)


def reads_or_coordinates(user: User, on: date) -> bool:
    """Whether the user may see young people, or coordinates a programme."""
    return bool(case_memberships(user, on) or officer_memberships(user, on) or coordinator_memberships(user, on))


def writes_directory(view: View) -> View:
    """A view for those who keep sites, contacts and offers up to date; for anyone else it does not exist."""
    return guarded(view, keeps_directory)


def keeps_directory(user: User, on: date) -> bool:
    """Whether the user writes sites, contacts and offers: referents and leads, not trainees; coordinators."""
    return bool(kept_missions_locales(user, on) or coordinator_memberships(user, on))


def imports_directory(view: View) -> View:
    """A view for those who load a whole directory: leads of a Mission Locale, coordinators."""
    return guarded(view, loads_directory)


def loads_directory(user: User, on: date) -> bool:
    """Whether the user may: a lead of a Mission Locale, a coordinator."""
    return bool(led_missions_locales(user, on) or coordinator_memberships(user, on))


def adds_partners(user: User, on: date) -> bool:
    """Whether the user adds partners to the directory with a spreadsheet: coordinators."""
    return bool(coordinator_memberships(user, on))


def keeps_permanences(view: View) -> View:
    """A view for those who say when a Mission Locale is where; for anyone else it does not exist."""
    return guarded(view, lambda user, on: bool(kept_missions_locales(user, on)))


def keeps_rhythms(view: View) -> View:
    """The same, and for the administrator."""

    def may_enter(user: User, on: date) -> bool:
        return bool(kept_missions_locales(user, on) or Role.ADMINISTRATOR in roles_of(user, on))

    return guarded(view, may_enter)


def leads_mission_locale(view: View) -> View:
    """A view for the leads of a Mission Locale; for anyone else it does not exist."""
    return guarded(view, lambda user, on: bool(led_missions_locales(user, on)))


def leads_team(view: View) -> View:
    """A view for the leads of a Mission Locale or of a referring body; for anyone else it does not exist."""
    return guarded(view, leads_a_team)


def guarded(view: View, may_enter: Callable[[User, date], bool]) -> View:
    """The view, for the users of whom that is true on the day; for anyone else it does not exist (404)."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or not may_enter(user, timezone.localdate()):
            raise Http404
        return view(request, *args, **kwargs)

    return answer


def officer_memberships(user: User, on: date) -> list[Membership]:
    """The memberships of a referring officer."""
    return [membership for membership in user.memberships_on(on) if membership.role == Role.OFFICER]


def coordinator_memberships(user: User, on: date) -> list[Membership]:
    """The memberships of a coordinator."""
    return [membership for membership in user.memberships_on(on) if membership.role == Role.COORDINATOR]


def case_memberships(user: User, on: date) -> list[Membership]:
    """The memberships that read the cases of a Mission Locale: its referents (substitutes and trainees are such), and
    its leads, whatever their role there."""
    return [
        membership
        for membership in user.memberships_on(on)
        if membership.organisation.kind == OrganisationKind.MISSION_LOCALE
        and (membership.role == Role.REFERENT or leads(membership))
    ]


def referring_memberships(user: User, on: date) -> list[Membership]:
    """Those of officers; those of referents, who record what the young person or their own Mission Locale asks.
    Trainees included: to refer is no decision."""
    referents = [membership for membership in case_memberships(user, on) if membership.role == Role.REFERENT]
    return officer_memberships(user, on) + referents


def kept_missions_locales(user: User, on: date) -> list[int]:
    """The ids of the Missions Locales whose permanences this user plans: a referent's, a lead's, not a trainee's."""
    kept = [membership for membership in case_memberships(user, on) if decides(membership)]
    return sorted({membership.organisation_id for membership in kept})


def leads(membership: Membership) -> bool:
    """Whether it makes its user a lead: an administrator, who reads no case, never is."""
    return membership.is_lead and membership.role != Role.ADMINISTRATOR


def decides(membership: Membership) -> bool:
    """Whether it lets its user decide, answer in the name of the body, hand over, close: a trainee's never does."""
    return not membership.is_trainee


def led_missions_locales(user: User, on: date) -> list[int]:
    """The ids of the Missions Locales that this user leads."""
    return sorted({membership.organisation_id for membership in case_memberships(user, on) if leads(membership)})


def led_units(user: User, on: date) -> list[int]:
    """The ids of the referring bodies that this officer leads, all units below included. Asked once for this instance
    of the user."""
    known = kept(user, "_led_by_day")
    if on not in known:
        led = {membership.organisation_id for membership in officer_memberships(user, on) if leads(membership)}
        known[on] = sorted(with_units_below(led))
    return known[on]


def kept(user: User, name: str) -> dict[date, list[int]]:
    """What was asked once for this instance, of that name: on the account, not on what stands for it in a request, so
    that its copies know it too."""
    if not hasattr(user, name):
        setattr(user, name, {})
    found: dict[date, list[int]] = getattr(user, name)
    return found


def leads_a_team(user: User, on: date) -> bool:
    """Whether the user leads a Mission Locale or a referring body."""
    return any(leads(membership) for membership in case_memberships(user, on) + officer_memberships(user, on))


def bodies_led(user: User, on: date) -> list[int]:
    """The ids of the bodies whose colleagues this user leads."""
    return sorted({*led_missions_locales(user, on), *led_units(user, on)})


def officer_units(user: User, on: date) -> list[int]:
    """The ids of the referring bodies whose people this officer reads: the own unit; for a lead, all units below.
    Asked once for this instance of the user."""
    known = kept(user, "_units_by_day")
    if on not in known:
        own = {membership.organisation_id for membership in officer_memberships(user, on)}
        known[on] = sorted(own | set(led_units(user, on)))
    return known[on]


def deciding_units(user: User, on: date) -> list[int]:
    """Those of `officer_units` in whose name this officer decides: not those where they are a trainee."""
    own = {membership.organisation_id for membership in officer_memberships(user, on) if decides(membership)}
    return sorted(own | set(led_units(user, on)))


def with_units_below(units: set[int]) -> set[int]:
    """These referring bodies and all that stand below them, but for the prisons and centres."""
    found, below = set(units), set(units)
    while below:
        children = Organisation.objects.filter(parent__in=below).exclude(kind__in=OrganisationKind.places_of_custody())
        below = set(children.values_list("pk", flat=True)) - found
        found |= below
    return found
