"""Hand-overs that nobody answers: told once by mail, and shown at home as long as they wait. Never accepted so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localdate

from cases.handovers.telling import tell_of_silence
from cases.homes.to_do import ToDoLine, days_in_words
from cases.mail import Told
from cases.models import Handover
from cases.models.handovers import HandoverQuerySet
from partners.access import led_missions_locales
from partners.addresses import absolute
from partners.models import User


def tell_of_late(at: datetime) -> Told:
    """The leads of both Missions Locales and the coordinators, of each that waits for too long, once. What could not
    be told is told the next time."""
    on = localdate(at)
    late = Handover.objects.late(on).filter(alerted_at=None).select_related("from_mission_locale", "to_mission_locale")
    done = untold = 0
    for handover in late:
        if not Handover.objects.filter(pk=handover.pk, alerted_at=None).update(alerted_at=at):
            continue
        if tell_of_silence(handover, absolute(handover.get_absolute_url()), on):
            done += 1
        else:
            untold += 1
            Handover.objects.filter(pk=handover.pk).update(alerted_at=None)
    return Told(done, untold)


def asked_of_us(user: User, on: date) -> Iterator[ToDoLine]:
    """What other Missions Locales ask of the user's own, the oldest first: a reference, never a name."""
    yield from lines(Handover.objects.asked_of(user, on).pending(), on)


def late_of_ours(user: User, at: datetime) -> Iterator[ToDoLine]:
    """To a lead, of those that the own Mission Locale asked for: those that wait for too long, but for the files that
    are restricted to others. What is asked of it stands among `asked_of_us`, late or not."""
    on = localdate(at)
    asking = Handover.objects.asked_by(user, at).filter(from_mission_locale__in=led_missions_locales(user, on))
    yield from lines(asking.late(on), on)


def lines(handovers: HandoverQuerySet, on: date) -> Iterator[ToDoLine]:
    """One each, by its reference."""
    related = handovers.select_related("from_mission_locale", "to_mission_locale")
    for handover in related.order_by("asked_on", "code"):
        days = days_in_words((on - handover.asked_on).days)
        yield ToDoLine(
            title=f"Relais {handover.code}",
            url=handover.get_absolute_url(),
            words=f"De {handover.from_mission_locale} à {handover.to_mission_locale}",
            state=f"Attend depuis {days}" if handover.asked_on < on else "Demandé aujourd’hui",
            tone="bad" if handover.is_late(on) else "waiting",
        )


def all_handovers(name: str) -> tuple[str, str]:
    """The way to one of the lists."""
    return "Voir les relais", f"{reverse('cases:handover_list')}?liste={name}"
