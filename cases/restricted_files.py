"""Restricted files across several models: who may be named, which a lead may open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from cases.models import BreakGlass, Restriction, RestrictionReader, YoungPerson
from cases.models.people import YoungPersonQuerySet
from cases.units import units_concerned
from partners.access import case_memberships, leads, led_missions_locales
from partners.models import Membership, Role, User


def possible_readers(person: YoungPerson, lead: User, on: date) -> QuerySet[User]:
    """The accounts that a lead may name: those who read the cases of the Missions Locales that the lead heads, and
    the officers of the units that the person concerns; no trainee. Each with its `shown_memberships`."""
    of_mission_locale = Q(organisation__in=led_missions_locales(lead, on)) & (Q(role=Role.REFERENT) | Q(is_lead=True))
    of_unit = Q(organisation__in=units_concerned(person, on), role=Role.OFFICER)
    reading = Membership.objects.valid(on).filter(of_mission_locale | of_unit, is_trainee=False)
    shown = Prefetch("memberships", reading.select_related("organisation"), to_attr="shown_memberships")
    return User.objects.filter(pk__in=reading.values("user")).prefetch_related(shown)


def leads_among(lead: User, on: date) -> QuerySet[User]:
    """The leads of the Missions Locales that this user leads, the user included."""
    leading = Membership.objects.valid(on).filter(organisation__in=led_missions_locales(lead, on), is_lead=True)
    return User.objects.filter(pk__in=leading.exclude(role=Role.ADMINISTRATOR).values("user"))


def may_change_restriction(restriction: Restriction, lead: User, on: date) -> bool:
    """Whether this lead may change or lift it: one who is named; any, once no lead who is named is left.

    To break the glass opens the file for a day, and gives no such right.
    """
    named = restriction.readers.all()
    return named.filter(pk=lead.pk).exists() or not named.filter(pk__in=leads_among(lead, on).values("pk")).exists()


def restrict(restriction: Restriction, readers: Iterable[User]) -> None:
    """Keep the restriction, with these people and no others named. Raises ValidationError when a rule forbids it."""
    with transaction.atomic():
        restriction.validate_constraints()
        restriction.save()
        restriction.named.exclude(user__in=readers).delete()
        RestrictionReader.objects.bulk_create(
            [RestrictionReader(restriction=restriction, user=user) for user in readers], ignore_conflicts=True
        )


def closed_files(lead: User, at: datetime) -> YoungPersonQuerySet:
    """The restricted files of the Missions Locales that this user leads, which do not name them."""
    held = Q(pk__in=[])
    for membership in case_memberships(lead, localdate(at)):
        if leads(membership):
            files = YoungPerson.objects.held_or_closed_through(membership, localdate(at))
            held |= Q(pk__in=files.values("pk"))
    closed = Restriction.objects.closed_to(lead, at)
    return YoungPerson.objects.filter(held, pk__in=closed.values("person"))


def break_glass(opening: BreakGlass) -> None:
    """Open the file for 24 hours. Raises ValidationError when a rule forbids it."""
    opening.validate_constraints()
    opening.save()


def mission_locale_of(person: YoungPerson, lead: User, at: datetime) -> int:
    """The Mission Locale, of those that the user leads, that holds the person's restricted file."""
    return next(
        membership.organisation_id
        for membership in case_memberships(lead, localdate(at))
        if leads(membership)
        and YoungPerson.objects.held_or_closed_through(membership, localdate(at)).filter(pk=person.pk).exists()
    )
