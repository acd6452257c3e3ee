"""Every morning: asks the units about young people missed twice, reminds both sides of referrals that wait, tells
the leads of hand-overs without an answer, reads what agreements did of what they promise, and gives those who wait
for a place the ones that begin that day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.timezone import localdate

from cases.handovers.late import tell_of_late
from cases.mail import Told, officers_of_referral, officers_to_tell, referents_to_tell, send_each
from cases.models import Referral
from cases.placements.giving import move_up_everywhere
from cases.placements.uses import read_uses
from cases.referrals.missed_twice import ask_unit
from cases.referrals.waiting import missed_twice_among, waiting_among
from partners.models import User


class Command(BaseCommand):
    help = (
        "Demande aux unités ce qui s’est passé après deux absences, relance les orientations qui attendent, "
        "signale les relais sans réponse, relève les engagements des conventions, avance les listes d’attente."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Each thing is asked and told once, however often this runs. What could not be told is told the next time."""
        at = timezone.now()
        read_uses(localdate(at))
        move_up_everywhere(at)
        asked, reminded, signalled = ask_about_misses(at), remind_of_waiting(at), tell_of_late(at)
        self.stdout.write(
            f"{asked.done} question(s) posée(s), {reminded.done} orientation(s) relancée(s), "
            f"{signalled.done} relais sans réponse signalé(s)."
        )
        if asked.untold or reminded.untold or signalled.untold:
            raise CommandError(
                "Des courriels ne sont pas partis. Les questions attendent sur les pages des unités"
                f"\N{NO-BREAK SPACE}: {asked.untold}. Orientations à relancer la prochaine fois"
                f"\N{NO-BREAK SPACE}: {reminded.untold}. Relais à signaler la prochaine fois"
                f"\N{NO-BREAK SPACE}: {signalled.untold}."
            )


def ask_about_misses(at: datetime) -> Told:
    """The questions put; the unit's officers are told with the referral's reference alone."""
    asked = [found.referral for found in missed_twice_among(Referral.objects.all()) if ask_unit(found, at) is not None]
    untold = 0
    for referral in asked:
        context = {"code": referral.code, "address": address(referral)}
        text = render_to_string("cases/mail/missed_twice.txt", context)
        untold += not send_each("Une question attend votre réponse", text, officers_of_referral(referral, at))
    return Told(len(asked), untold)


def remind_of_waiting(at: datetime) -> Told:
    """The referrals told of; one message to each person of the unit and of the Mission Locale. Those of which no
    message left are told of the next time."""
    on = localdate(at)
    late = [one.referral for one in waiting_among(Referral.objects.all(), on) if one.is_late]
    untold = {one.code for one in late if Referral.objects.filter(pk=one.pk, reminded_at=None).update(reminded_at=at)}
    failed: set[str] = set()
    reached: set[str] = set()
    addresses = {one.code: address(one) for one in late}
    for reader, codes in codes_by_reader([one for one in late if one.code in untold], at).items():
        lines = [(code, addresses[code]) for code in codes]
        text = render_to_string("cases/mail/waiting.txt", {"lines": lines})
        left = send_each("Des orientations attendent une suite", text, [reader])
        (reached if left else failed).update(codes)
    Referral.objects.filter(code__in=failed - reached).update(reminded_at=None)
    return Told(len(untold - (failed - reached)), len(failed - reached))


def address(referral: Referral) -> str:
    """Of the referral's page: no request says on which host."""
    return settings.SITE_ADDRESS + referral.get_absolute_url()


def codes_by_reader(referrals: list[Referral], at: datetime) -> dict[User, list[str]]:
    """Whom to tell of which."""
    by_reader: dict[User, list[str]] = {}
    for referral in referrals:
        for reader in {*officers_to_tell(referral, at), *referents_to_tell(referral, at)}:
            by_reader.setdefault(reader, []).append(referral.code)
    return by_reader
