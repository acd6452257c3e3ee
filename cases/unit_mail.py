"""What the referring body is told by mail: a reference and a link, never a name, under a subject that says nothing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string

from cases.models import Referral, UnitTransfer
from partners.models import Membership, Role, User

logger = logging.getLogger(__name__)


def tell_of_decision(referral: Referral, address: str, on: date) -> None:
    """Once the decision is stored: to the officers of the unit in charge, one message each. `address` is that of the
    referral's page."""
    text = render_to_string("cases/mail/decision.txt", {"referral": referral, "address": address})
    recipients = [officer.email for officer in officers_of_referral(referral, on)]
    transaction.on_commit(lambda: send_each("Une orientation a une réponse", text, recipients))


def officers_of_referral(referral: Referral, on: date) -> list[User]:
    """Who sent it, as long as they are an officer of the unit in charge; else every officer of that unit."""
    officers = list(
        User.objects.filter(
            pk__in=Membership.objects.valid(on)
            .filter(organisation=unit_of_referral(referral), role=Role.OFFICER)
            .values("user")
        )
    )
    return [officer for officer in officers if officer.pk == referral.sent_by_id] or officers


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
