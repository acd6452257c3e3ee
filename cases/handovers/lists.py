"""The hand-overs that one asked for, that one is asked for, and those that nobody answers; what each shows to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, When
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from cases.handovers.appointments import appointments_left
from cases.handovers.rights import is_outside, may_answer, may_withdraw
from cases.handovers.taking_back import may_take_back
from cases.homes.to_do import days_in_words
from cases.journal import disclose
from cases.models import Handover, HandoverDecision, YoungPerson
from cases.models.handovers import HandoverQuerySet
from cases.placements.passing import handed_over_words
from partners.access import case_memberships, coordinator_memberships, signed_in
from partners.french import day_words
from partners.models import User


@dataclass(frozen=True)
class Tab:
    """One of the lists: its name in the address, its label, what is said where it is empty."""

    name: str
    label: str
    empty: str


ASKED_OF_US = Tab(
    "recus", "Demandés à nous", "Quand une autre Mission Locale vous demande de suivre un jeune, c’est ici."
)
ASKED_BY_US = Tab("demandes", "Demandés par nous", "Un relais se demande depuis le dossier du jeune, avec son accord.")
UNANSWERED = Tab("sans-reponse", "Sans réponse", "Aucun relais n’attend de réponse depuis plus de dix jours.")


def tabs_of(user: User, on: date) -> list[Tab]:
    """Those that the user's roles open."""
    own = [ASKED_OF_US, ASKED_BY_US] if case_memberships(user, on) else []
    return [*own, UNANSWERED] if coordinator_memberships(user, on) else own


def listed_in(tab: Tab, user: User, at: datetime) -> HandoverQuerySet:
    """The hand-overs of a list: those that wait first, the oldest of them on top; then the last answered."""
    on = localdate(at)
    rows = {
        ASKED_OF_US: lambda: Handover.objects.asked_of(user, on),
        ASKED_BY_US: lambda: Handover.objects.asked_by(user, at),
        UNANSWERED: lambda: Handover.objects.coordinated_by(user, on),
    }[tab]()
    waiting = Case(When(decision=HandoverDecision.PENDING, then=F("asked_on")))
    ordered = rows.order_by(waiting.asc(nulls_last=True), F("decided_on").desc(nulls_last=True), "code")
    return ordered.select_related("programme", "from_mission_locale", "to_mission_locale")


def people_of(request: HttpRequest, handovers: list[Handover], at: datetime) -> dict[int, YoungPerson]:
    """By hand-over, the person whom this user may read there, once the journal says so."""
    user = signed_in(request)
    visible = Handover.objects.visible_to(user, at).filter(pk__in=[one.pk for one in handovers])
    rows = list(visible.select_related("person"))
    disclose(request, {row.person for row in rows}, at)
    return {row.pk: row.person for row in rows}


def handover_row(handover: Handover, person: YoungPerson | None, on: date) -> dict[str, Any]:
    """A line of a list."""
    return {"handover": handover, "person": person, "tone": tone_of(handover, on), "since": since(handover, on)}


def since(handover: Handover, on: date) -> str:
    """« depuis 12 jours », « depuis aujourd’hui » while it waits; « le 3 mars 2026 » once it is answered."""
    if handover.is_pending:
        return f"depuis {days_in_words((on - handover.asked_on).days)}"
    return f"le {day_words(handover.decided_on)}"


def tone_of(handover: Handover, on: date) -> str:
    """The badge of its state."""
    if handover.is_pending:
        return "bad" if handover.is_late(on) else "waiting"
    return "good" if handover.decision == HandoverDecision.ACCEPTED else "neutral"


def readable_handover(user: User, code: str, at: datetime) -> Handover:
    """The hand-over of an address, of whoever asked, is asked, or coordinates. Raises Http404 for anyone else."""
    on = localdate(at)
    readable = (
        Handover.objects.visible_to(user, at)
        | Handover.objects.asked_of(user, on)
        | Handover.objects.coordinated_by(user, on)
    )
    related = readable.select_related(
        "programme", "from_mission_locale", "to_mission_locale", "decided_by", "asked_by"
    )
    return get_object_or_404(related, code=code)


def handover_page(request: HttpRequest, handover: Handover, at: datetime) -> dict[str, Any]:
    """The context of its page: the person alone whom the user may read, and what the user may do."""
    user, on = signed_in(request), localdate(at)
    person = people_of(request, [handover], at).get(handover.pk)
    outside = is_outside(handover.to_mission_locale, on)
    return {
        "handover": handover,
        "person": person,
        "tone": tone_of(handover, on),
        "since": since(handover, on),
        "is_late": handover.is_late(on),
        "is_outside": outside,
        "may_answer": handover.is_pending and may_answer(user, handover, on),
        "may_withdraw": handover.is_pending and may_withdraw(user, handover, on),
        "may_take_back": may_take_back(handover, user, on),
        "places": handed_over_words([handover], user, at) if person and handover.is_pending else [],
        "appointments": appointments_left(handover.person_id, handover.from_mission_locale_id, user, at)
        if person and (handover.is_pending or handover.decision == HandoverDecision.ACCEPTED)
        else [],
        "has_document": bool(person and outside and handover.is_pending),
    }
