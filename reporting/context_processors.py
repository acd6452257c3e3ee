"""What every page knows: whether it shows invented people, and the sections that the user's roles take part in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cases.contacts.recording import recording_memberships
from partners.access import (
    case_memberships,
    leads_a_team,
    led_missions_locales,
    officer_memberships,
    roles_of,
)
from partners.models import Role, User
from reporting.demonstration.accounts import cards
from reporting.demonstration.visit import STEPS, begun
from reporting.models import Demonstration

# Who counts permanences, or keeps their rhythm, without seeing anyone.
READERS = {Role.OFFICER, Role.REFERENT, Role.COORDINATOR}
COUNTING = {Role.COORDINATOR, Role.ADMINISTRATOR}
# Beside the pages below its own address, those that a section holds: what is on a young person's record, what an
# agenda, a programme is made of.
HELD = {
    "Jeunes": (
        *("adresses", "amenagements", "attestations", "contacts", "entrees", "mesures", "permissions"),
        *("places/demandes", "places/lettres", "situations", "suppressions"),
    ),
    "Permanences": ("rendez-vous",),
    "Dispositifs": ("criteres", "financements", "montants", "lieux"),
    "Bilans": ("ensemble-mission-locale",),
}


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """`demonstration`: the people are invented; `demonstration_cards`: the one-click sign-in, where it is allowed;
    `visit_begun` and `visit_total`: how far a visit has come, none where it has not begun."""
    is_demonstration = Demonstration.objects.exists()
    is_open = is_demonstration and settings.DEMONSTRATION
    return {
        "demonstration": is_demonstration,
        "demonstration_cards": cards() if is_open else [],
        "visit_begun": len(begun(request)) if is_open else 0,
        "visit_total": len(STEPS),
    }


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`navigation`: the sections open to the user, with the one that the page belongs to; `has_own_journal`: the page
    of what one opened oneself is open too; `finder`: what the box that finds someone offers, where there is one."""
    user, on = getattr(request, "user", None), timezone.localdate()
    if not isinstance(user, User):
        return {"navigation": [], "has_own_journal": False, "finder": None}
    addresses = [(label, reverse(page)) for label, page in sections(user, on)]
    current = max((url for label, url in addresses if request.path.startswith(under(label, url))), key=len, default="")
    return {
        "navigation": [{"label": label, "url": url, "current": url == current} for label, url in addresses],
        "has_own_journal": bool(READERS & roles_of(user, on)),
        "finder": finder(request, user, on),
    }


def finder(request: HttpRequest, user: User, on: date) -> dict[str, bool] | None:
    """For those who see people: whether they note contacts; whether the page is the list of people, just opened, where
    one comes to look for someone."""
    if not (case_memberships(user, on) or officer_memberships(user, on)):
        return None
    is_list = request.path == reverse("cases:youngperson_list")
    return {"notes_contacts": bool(recording_memberships(user, on)), "is_awaited": is_list and not request.GET}


def under(label: str, url: str) -> tuple[str, ...]:
    """How the addresses of a section's pages begin."""
    root = reverse("home")
    return url, *(f"{root}{name}/" for name in HELD.get(label, ()))


def sections(user: User, on: date) -> Iterator[tuple[str, str]]:
    """The sections that the user's memberships of that day open: label, name of the URL."""
    if case_memberships(user, on) or officer_memberships(user, on):
        yield "Orientations", "cases:referral_list"
        yield "Jeunes", "cases:youngperson_list"
        yield "Sorties", "cases:release_list"
        yield "Demandes", "cases:caserequest_list"
    if case_memberships(user, on) or Role.COORDINATOR in roles_of(user, on):
        yield "Relais", "cases:handover_list"
    if case_memberships(user, on) or officer_memberships(user, on) or COUNTING & roles_of(user, on):
        yield "Permanences", "cases:permanence_list"
    if case_memberships(user, on) or Role.COORDINATOR in roles_of(user, on):
        yield "Partenaires", "cases:partner_list"  # each leads to what was agreed with it
        yield "Places", "cases:stock_list"
    if Role.COORDINATOR in roles_of(user, on):
        yield "Conventions", "partners:partneragreement_list"
        yield "Comités", "reporting:committeesheet_list"
        yield "Suivi", "reporting:monitoring"
        yield "Bilans", "reporting:annualreport_list"
    if led_missions_locales(user, on):
        yield "Dossiers réservés", "cases:restriction_list"
        yield "Doublons", "cases:duplicatesuspicion_list"
    if leads_a_team(user, on):
        yield "Équipe", "partners:team"
        yield "Journal", "cases:accessentry_list"
    if Role.ADMINISTRATOR in roles_of(user, on):
        yield "Agents", "partners:user_list"
        yield "Structures", "partners:organisation_list"
    if COUNTING & roles_of(user, on):
        yield "Dispositifs", "cases:programme_list"
    if Role.ADMINISTRATOR in roles_of(user, on):
        yield "Événements", "cases:accessentry_events"
