"""Who asks for a hand-over, answers it, takes it back (docs/access.md): referents, never a trainee."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from cases.models import Enrolment, Handover, Programme
from cases.referrals.decisions import is_referent_of
from partners.access import coordinator_memberships
from partners.models import Membership, Organisation, Role, User


def may_ask(user: User, enrolment: Enrolment, on: date) -> bool:
    """Those who follow the person there."""
    return is_referent_of(user, enrolment.mission_locale_id, enrolment.programme_id, on)


def may_withdraw(user: User, handover: Handover, on: date) -> bool:
    """Those of the Mission Locale that asked."""
    return is_referent_of(user, handover.from_mission_locale_id, handover.programme_id, on)


def may_answer(user: User, handover: Handover, on: date) -> bool:
    """Those of the Mission Locale that is asked; where nobody there uses the application, those of the one that asked,
    who type what was answered; without an answer for 10 days, the coordinator of the programme."""
    if is_outside(handover.to_mission_locale, on):
        return may_withdraw(user, handover, on)
    if is_referent_of(user, handover.to_mission_locale_id, handover.programme_id, on):
        return True
    return handover.is_late(on) and is_coordinated_by(user, handover, on)


def is_coordinated_by(user: User, handover: Handover, on: date) -> bool:
    """Whether the user coordinates its programme."""
    coordinated = Programme.objects.coordinated_by(user, on)
    return bool(coordinator_memberships(user, on)) and coordinated.filter(pk=handover.programme_id).exists()


def is_outside(mission_locale: Organisation, on: date) -> bool:
    """Whether nobody there could answer in the application."""
    return not answering_there(on).filter(organisation=mission_locale).exists()


def answering_there(on: date) -> QuerySet[Membership]:
    """The memberships that may answer for their Mission Locale."""
    return Membership.objects.valid(on).filter(role=Role.REFERENT, is_trainee=False)
