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

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            require_role(request, *roles)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def require_role(request: HttpRequest, *roles: Role) -> None:
    """Raises Http404 unless one of the user's memberships of today has one of these roles."""
    user = request.user
    if not isinstance(user, User) or not roles_of(user, timezone.localdate()) & set(roles):
        raise Http404


def signed_in(request: HttpRequest) -> User:
    """The user of a request that the login middleware let through."""
    assert isinstance(request.user, User)
    return request.user


def referent_memberships(user: User, on: date) -> list[Membership]:
    """The memberships that read the cases of a Mission Locale."""
    return [
        membership
        for membership in user.memberships_on(on)
        if membership.role == Role.REFERENT and membership.organisation.kind == OrganisationKind.MISSION_LOCALE
    ]


def officer_units(user: User, on: date) -> list[int]:
    """The ids of the referring bodies whose people this officer reads: the own unit; for a lead, all units below."""
    memberships = [membership for membership in user.memberships_on(on) if membership.role == Role.OFFICER]
    units = {membership.organisation_id for membership in memberships}
    below = {membership.organisation_id for membership in memberships if membership.is_lead}
    while below:
        children = Organisation.objects.filter(parent__in=below).exclude(kind__in=OrganisationKind.places_of_custody())
        below = set(children.values_list("pk", flat=True)) - units
        units |= below
    return sorted(units)
