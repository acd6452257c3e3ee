"""What units and leads are told by mail: a reference and a link, never a name, under a subject that says nothing.

Sent once what it tells of is stored, and outside of any transaction: a mail that does not leave undoes nothing, for
the page says the same; whoever caused it is told that nobody was.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.core.mail import EmailMessage, get_connection
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from cases.models import BreakGlass, CaseFile, DuplicateSuspicion, Referral
from cases.units import unit_of_referral
from partners.models import Membership, Role, User

logger = logging.getLogger(__name__)


class Told(NamedTuple):
    """How many were done, and of how many nobody could be told."""

    done: int
    untold: int


def tell_of_decision(referral: Referral, address: str, at: datetime) -> bool:
    """To the officers of the unit in charge; `address` is that of the referral's page. Whether all messages left."""
    text = render_to_string("cases/mail/decision.txt", {"referral": referral, "address": address})
    return send_each("Une orientation a une réponse", text, officers_of_referral(referral, at))


def tell_of_opening(opening: BreakGlass, address: str) -> bool:
    """To the other leads of the Mission Locale; `address` is that of the page where they read why the file was opened.
    Whether all messages left."""
    text = render_to_string("cases/mail/breakglass.txt", {"opening": opening, "address": address})
    return send_each("Un dossier réservé a été ouvert", text, other_leads(opening))


def tell_of_duplicates(suspicions: Sequence[DuplicateSuspicion], on: date, address: str) -> None:
    """To the leads of the Missions Locales that hold the records; `address` is that of the page where they read which.

    Whoever typed one of the records is not to learn of the other, nor of a message that did not leave.
    """
    text = render_to_string("cases/mail/duplicate.txt", {"address": address})
    send_each("Un dossier est à vérifier", text, leads_holding(suspicions, on))


def officers_of_referral(referral: Referral, at: datetime) -> list[User]:
    """Who sent it, as long as they are an officer of the unit in charge; else every officer of that unit."""
    officers = officers_to_tell(referral, at)
    return [officer for officer in officers if officer.pk == referral.sent_by_id] or officers


def officers_to_tell(referral: Referral, at: datetime) -> list[User]:
    """The officers of the unit in charge who see the referral: of a restricted file, those named alone."""
    valid = Membership.objects.valid(localdate(at)).filter(organisation=unit_of_referral(referral), role=Role.OFFICER)
    return who_see(referral, valid, at)


def referents_to_tell(referral: Referral, at: datetime) -> list[User]:
    """The referents of its Mission Locale who see the referral, but for the trainees, who decide nothing."""
    valid = Membership.objects.valid(localdate(at)).filter(
        organisation=referral.mission_locale_id, role=Role.REFERENT, is_trainee=False
    )
    return who_see(referral, valid, at)


def who_see(referral: Referral, memberships: QuerySet[Membership], at: datetime) -> list[User]:
    """The users of these memberships who see the referral."""
    users = User.objects.filter(pk__in=memberships.values("user"))
    return [user for user in users if Referral.objects.visible_to(user, at).filter(pk=referral.pk).exists()]


def other_leads(opening: BreakGlass) -> QuerySet[User]:
    """The leads of the Mission Locale on that day, but for the one who opened the file."""
    leading = Membership.objects.valid(localdate(opening.opened_at)).filter(
        organisation=opening.organisation, is_lead=True
    )
    leading = leading.exclude(role=Role.ADMINISTRATOR).exclude(user=opening.user)
    return User.objects.filter(pk__in=leading.values("user"))


def leads_holding(suspicions: Sequence[DuplicateSuspicion], on: date) -> QuerySet[User]:
    """The leads of the Missions Locales that hold one of the records."""
    people = {pk for suspicion in suspicions for pk in (suspicion.first_id, suspicion.second_id)}
    holding = CaseFile.objects.open(on).filter(person__in=people).values("organisation")
    leading = Membership.objects.valid(on).filter(organisation__in=holding, is_lead=True)
    return User.objects.filter(pk__in=leading.exclude(role=Role.ADMINISTRATOR).values("user"))


def send_each(subject: str, text: str, recipients: Collection[User]) -> bool:
    """One message to each, who does not see the others. Whether all left; one that does not is logged, and stops none
    of the others."""
    if not recipients:
        return True
    try:
        with get_connection() as connection:
            messages = [EmailMessage(subject, text, None, [user.email], connection=connection) for user in recipients]
            return sum(leaves(message) for message in messages) == len(messages)
    except OSError as error:
        logger.error("%d message(s) could not be sent: %s", len(recipients), type(error).__name__)
        return False


def leaves(message: EmailMessage) -> bool:
    """Whether the mail server took it."""
    try:
        message.send()
    except OSError as error:
        logger.error("A message could not be sent: %s", type(error).__name__)
        return False
    return True
