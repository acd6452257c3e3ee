"""Who agrees that two records are one person: a lead of each Mission Locale that holds one of them.

Until all have, none sees the other's record (docs/access.md).
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from cases.models import CaseFile, DuplicateAgreement, DuplicateSuspicion, Restriction, YoungPerson
from partners.access import case_memberships, leads
from partners.models import User


def bodies_concerned(suspicion: DuplicateSuspicion, at: datetime) -> set[int]:
    """The ids of the Missions Locales that hold one of the two."""
    return {body for person in pair_of(suspicion) for body in holding(person, at)}


def holding(person: int, at: datetime) -> set[int]:
    """The ids of the Missions Locales that hold a record; where none does any more, those that did."""
    files = CaseFile.objects.filter(person=person)
    open_now = set(files.open(localdate(at)).values_list("organisation", flat=True))
    return open_now or set(files.values_list("organisation", flat=True))


def pair_of(suspicion: DuplicateSuspicion) -> tuple[int, int]:
    """The ids of the two."""
    return suspicion.first_id, suspicion.second_id


def seen_through(suspicion: DuplicateSuspicion, user: User, at: datetime) -> dict[int, set[int]]:
    """By Mission Locale that this user leads, which of the two it shows them."""
    shown: dict[int, set[int]] = {}
    for membership in case_memberships(user, localdate(at)):
        if leads(membership):
            people = YoungPerson.objects.held_through(membership, at).filter(pk__in=pair_of(suspicion))
            shown.setdefault(membership.organisation_id, set()).update(people.values_list("pk", flat=True))
    return shown


def may_agree(suspicion: DuplicateSuspicion, user: User, at: datetime) -> set[int]:
    """The ids of the Missions Locales in whose name this user may agree: led, and showing one of the two; of one that
    holds neither any more, led alone."""
    held = set(
        CaseFile.objects.open(localdate(at))
        .filter(person__in=pair_of(suspicion))
        .values_list("organisation", flat=True)
    )
    shown = seen_through(suspicion, user, at)
    concerned = bodies_concerned(suspicion, at)
    return {body for body, people in shown.items() if body in concerned and (people or body not in held)}


def agree(suspicion: DuplicateSuspicion, user: User, at: datetime) -> None:
    """In the name of each Mission Locale that the user leads; agreeing twice is agreeing once. Raises PermissionDenied
    for whoever leads none."""
    bodies = may_agree(suspicion, user, at)
    if not bodies:
        raise PermissionDenied
    with transaction.atomic():
        for body in sorted(bodies):
            DuplicateAgreement.objects.get_or_create(
                suspicion=suspicion, mission_locale_id=body, defaults={"agreed_at": at, "agreed_by": user}
            )


def missing_agreements(suspicion: DuplicateSuspicion, user: User, at: datetime) -> set[int]:
    """The ids of the Missions Locales of which a lead has still to agree; none where this user leads them all, who
    agrees by merging."""
    concerned = bodies_concerned(suspicion, at)
    if concerned <= may_agree(suspicion, user, at):
        return set()
    return concerned - set(suspicion.agreements.values_list("mission_locale", flat=True))


def may_compare(suspicion: DuplicateSuspicion, user: User, at: datetime) -> bool:
    """Whether this lead sees both side by side: each is, or was, some Mission Locale's, all of these agree, and
    neither file is restricted to others."""
    if not may_agree(suspicion, user, at) or missing_agreements(suspicion, user, at):
        return False
    if not all(holding(person, at) for person in pair_of(suspicion)):
        return False
    return not Restriction.objects.closed_to(user, at).filter(person__in=pair_of(suspicion)).exists()
