"""What the referring body is told by mail: a reference and a link, never a name, under a subject that says nothing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from cases.models import Referral, UnitTransfer
from partners.models import Membership, Role, User

logger = logging.getLogger(__name__)


def tell_of_decision(referral: Referral, address: str, at: datetime) -> None:
    """Once the decision is stored: to the officers of the unit in charge, one message each. `address` is that of the
    referral's page."""
    text = render_to_string("cases/mail/decision.txt", {"referral": referral, "address": address})
    recipients = [officer.email for officer in officers_of_referral(referral, at)]
    transaction.on_commit(lambda: send_each("Une orientation a une réponse", text, recipients))


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


def unit_of_referral(referral: Referral) -> int:
    """The id of the unit in charge: the last one to which the person was passed since, else the one that referred."""
    passed = UnitTransfer.objects.current().filter(person=referral.person_id, passed_on__gte=referral.referred_on)
    return passed.values_list("to_unit", flat=True).first() or referral.referred_by_id


def send_each(subject: str, text: str, recipients: Sequence[str]) -> None:
    """One message to each, who does not see the others. A mailbox that cannot be reached undoes nothing: the answer is
    on the page."""
    messages = [EmailMessage(subject, text, None, [recipient]) for recipient in recipients]
    try:
        get_connection().send_messages(messages)
    except OSError:
        logger.warning("%d message(s) could not be sent", len(messages))
