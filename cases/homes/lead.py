"""What a lead looks at: who waits at each unit, possible duplicates, restricted files opened by breaking the glass."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from cases.filters import WAITING
from cases.handovers.late import late_of_ours
from cases.homes.placements import beyond_figures
from cases.homes.to_do import ToDo, ToDoLine, days_in_words
from cases.models import BreakGlass, DuplicateSuspicion, Placement
from cases.referrals.waiting import REMINDED_AFTER_DAYS, Waiting, waiting_referrals
from partners.access import led_missions_locales
from partners.models import Organisation, User

GLASS_IS_NEWS = timedelta(days=30)


def lead_to_do(user: User, at: datetime) -> ToDo:
    """One line a unit where someone waits, without a name: the longest wait first."""
    by_unit: dict[Organisation, list[Waiting]] = defaultdict(list)
    for one in waiting_referrals(user, at):
        by_unit[one.referral.referred_by].append(one)
    to_do = ToDo()
    lines = [unit_line(unit, waiting) for unit, waiting in by_unit.items()]
    longest = {str(unit): max(one.days for one in waiting) for unit, waiting in by_unit.items()}
    to_do.add(
        "unites",
        "Attente par unité",
        sorted(lines, key=lambda line: (-longest[line.title], line.title)),
        ("Voir les orientations en attente", reverse("cases:referral_list", query={"etat": WAITING})),
    )
    to_do.add("relais-retard", "Relais sans réponse", late_of_ours(user, at))
    return to_do


def unit_line(unit: Organisation, waiting: list[Waiting]) -> ToDoLine:
    """How many wait there, how many of them for too long."""
    late = sum(one.is_late for one in waiting)
    longest = max(one.days for one in waiting)
    return ToDoLine(
        title=str(unit),
        url=reverse("cases:referral_list", query={"etat": WAITING, "prescripteur": unit.code}),
        words=f"{len(waiting)} en attente, la plus ancienne depuis {days_in_words(longest)}",
        state=f"{late} depuis plus de {REMINDED_AFTER_DAYS} jours, rien à venir" if late else "Rien en retard",
        tone="bad" if late else "good",
    )


def lead_figures(user: User, at: datetime) -> list[dict[str, Any]]:
    """Of a Mission Locale's lead: possible duplicates, restricted files opened lately, the stays with partners that go
    on beyond their expected end, where there are any."""
    on = localdate(at)
    led = led_missions_locales(user, on)
    if not led:
        return []
    duplicates = DuplicateSuspicion.objects.open().visible_to(user, at).count()
    opened = BreakGlass.objects.visible_to(user, at).filter(opened_at__gt=at - GLASS_IS_NEWS).count()
    return [
        {
            "label": "Doublons possibles",
            "value": duplicates,
            "note": "deux dossiers pour une personne, à vérifier",
            "url": reverse("cases:duplicatesuspicion_list"),
        },
        {
            "label": "Ouvertures exceptionnelles",
            "value": opened,
            "note": "de dossiers réservés, depuis trente jours",
            "url": reverse("cases:restriction_list"),
        },
        *beyond_figures(Placement.objects.filter(mission_locale__in=led), on),
    ]
