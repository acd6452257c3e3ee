"""Every morning: asks the units about young people missed twice, and reminds both sides of referrals that wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.timezone import localdate

from cases.models import Referral
from cases.referrals.missed_twice import ask_unit
from cases.referrals.waiting import missed_twice_among, waiting_among
from cases.unit_mail import officers_of_referral, officers_to_tell, referents_to_tell, send_each
from partners.models import User


class Command(BaseCommand):
    help = "Demande aux unités ce qui s’est passé après deux absences, et relance les orientations qui attendent."

    def handle(self, *args: Any, **options: Any) -> None:
        """Each thing is asked and told once, however often this runs."""
        at = timezone.now()
        asked = ask_about_misses(at)
        reminded = remind_of_waiting(at)
        self.stdout.write(f"{asked} question(s) posée(s), {reminded} orientation(s) relancée(s).")


def ask_about_misses(at: datetime) -> int:
    """How many questions were put; the unit's officers are told with the referral's reference alone."""
    asked = 0
    for found in missed_twice_among(Referral.objects.all()):
        if ask_unit(found, at) is not None:
            asked += 1
            text = render_to_string("cases/mail/missed_twice.txt", {"codes": [found.referral.code]})
            recipients = [officer.email for officer in officers_of_referral(found.referral, at)]
            send_each("Une question attend votre réponse", text, recipients)
    return asked


def remind_of_waiting(at: datetime) -> int:
    """How many referrals were told of; one message to each person of the unit and of the Mission Locale."""
    on = localdate(at)
    late = [one.referral for one in waiting_among(Referral.objects.all(), on) if one.is_late]
    untold = [one for one in late if Referral.objects.filter(pk=one.pk, reminded_at=None).update(reminded_at=at)]
    by_reader: dict[User, list[str]] = {}
    for referral in untold:
        for reader in {*officers_to_tell(referral, at), *referents_to_tell(referral, at)}:
            by_reader.setdefault(reader, []).append(referral.code)
    for reader, codes in by_reader.items():
        text = render_to_string("cases/mail/waiting.txt", {"codes": codes})
        send_each("Des orientations attendent une suite", text, [reader.email])
    return len(untold)
