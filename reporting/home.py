"""The home page: what each of the user's roles has to do today, put together. Each part is in the app of its role."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse_lazy
from django.utils.timezone import localdate

from cases.contacts.recording import recording_memberships
from cases.homes.agreements import agreements_to_do
from cases.homes.drafts import drafts_to_do
from cases.homes.lead import lead_figures, lead_to_do
from cases.homes.officer import officer_figures, officer_to_do
from cases.homes.referent import referent_to_do
from cases.homes.to_do import Block
from cases.models import YoungPerson
from partners.access import case_memberships, leads, leads_a_team, officer_memberships, referring_memberships, roles_of
from partners.administrator_home import administrator_figures
from partners.models import Membership, Role, User
from reporting.coordinator_home import coordinator_figures, coordinator_sections
from reporting.models import Demonstration

# What the demonstration alone offers, to everyone in it.
DEMONSTRATION_SECTIONS = [
    {
        "title": "Visite",
        "text": "Orienter, saisir, compter\N{NO-BREAK SPACE}: l’application en cinq minutes, étape par étape.",
        "url": reverse_lazy("demonstration:visit"),
        "action_label": "Découvrir en cinq minutes",
    },
    {
        "title": "Données fictives",
        "text": "Toute la démonstration comme paquet de données\N{NO-BREAK SPACE}: des fichiers CSV dans une archive.",
        "url": reverse_lazy("demonstration:package"),
        "action_label": "Télécharger le paquet",
    },
    {
        "title": "Composants",
        "text": "Les éléments dont les pages sont faites, chacun avec ses états.",
        "url": reverse_lazy("demonstration:components"),
        "action_label": "Voir les composants",
    },
]
TEAM_SECTION = {
    "title": "Équipe",
    "text": "Vos collègues, leurs rôles et leurs fins, les remplacements, les codes imprimés.",
    "url": reverse_lazy("partners:team"),
    "action_label": "Voir l’équipe",
}
# For officers, whose menu holds what they open each day: the way to a field by the keyboard leads through it.
PARTNERS_SECTION = {
    "title": "Partenaires",
    "text": "Qui appeler pour un logement, une formation, des papiers, et ce que chacun propose.",
    "url": reverse_lazy("cases:partner_list"),
    "action_label": "Chercher un partenaire",
}
REFER = {"label": "Orienter un jeune", "url": reverse_lazy("cases:referral_create")}
# What is noted of one or of several at once.
MEETING = [
    {"label": "Noter un contact", "url": reverse_lazy("cases:contact_search")},
    {"label": "Contact à plusieurs", "url": reverse_lazy("cases:contact_several")},
    {"label": "Actions collectives", "url": reverse_lazy("cases:groupmeeting_list")},
]
# What a reader, who has no page before a report is published, is told.
READER_TODAY = (
    "Vous lirez ici les bilans publiés de vos dispositifs\N{NO-BREAK SPACE}: aucun ne l’est encore. D’ici là, "
    "demandez-les à la coordination, qui les télécharge en PDF ou en classeur. Votre mot de passe se change sous "
    "votre nom, en haut de la page."
)


def home_page(user: User, at: datetime) -> dict[str, Any]:
    """The context of the home page, and `people`: those whom its lines name, for the journal."""
    on = localdate(at)
    roles = roles_of(user, on)
    blocks, people = to_do(user, at)
    return {
        "greeting_name": user.first_name or user.email,
        "memberships": [
            {"role_label": role_words(membership), "organisation_name": membership.organisation.name}
            for membership in user.memberships_on(on)
        ],
        "refer": REFER if referring_memberships(user, on) else None,
        "meeting": MEETING if recording_memberships(user, on) else [],
        "figures": figures(user, at),
        "blocks": blocks,
        "people": people,
        "sections": sections(user, on),
        "later": READER_TODAY if roles == {Role.READER} else "",
    }


def role_words(membership: Membership) -> str:
    """« Responsable d’équipe », « Responsable d’équipe, référent justice », « Référent justice, stagiaire »."""
    role = str(membership.get_role_display())
    if leads(membership):
        return f"Responsable d’équipe, {role.lower()}" if membership.role != Role.READER else "Responsable d’équipe"
    return f"{role}, stagiaire" if membership.is_trainee else role


def to_do(user: User, at: datetime) -> tuple[list[Block], list[YoungPerson]]:
    """The blocks of the user's roles, and the people whom they name. A block that two roles have stands once: who
    waits is read for both of them."""
    on, parts = localdate(at), [drafts_to_do(user, at)]
    if case_memberships(user, on):
        parts.append(referent_to_do(user, at))
    if officer_memberships(user, on):
        parts.append(officer_to_do(user, at))
    if leads_a_team(user, on):
        parts.append(lead_to_do(user, at))
    if Role.COORDINATOR in roles_of(user, on):
        parts.append(agreements_to_do(on))
    shown: dict[str, Block] = {}
    for block in (block for part in parts for block in part.blocks):
        shown.setdefault(block.id, block)
    blocks = list(shown.values())
    return blocks, [line.person for block in blocks for line in block.lines if line.person]


def figures(user: User, at: datetime) -> list[dict[str, Any]]:
    """The numbers on top: only counts, never a name."""
    on = localdate(at)
    roles = roles_of(user, on)
    shown: list[dict[str, Any]] = []
    if Role.OFFICER in roles:
        shown += officer_figures(user, at)
    shown += lead_figures(user, at)
    if Role.COORDINATOR in roles:
        shown += coordinator_figures(user, on)
    if Role.ADMINISTRATOR in roles:
        shown += administrator_figures(on)
    return shown


def sections(user: User, on: date) -> list[dict[str, Any]]:
    """The ways to what is not done today."""
    roles = roles_of(user, on)
    shown: list[dict[str, Any]] = []
    if Role.COORDINATOR in roles:
        shown += coordinator_sections(user, on)
    if officer_memberships(user, on):
        shown.append(PARTNERS_SECTION)
    if leads_a_team(user, on):
        shown.append(TEAM_SECTION)
    if roles and settings.DEMONSTRATION and Demonstration.objects.exists():
        shown += DEMONSTRATION_SECTIONS
    return shown
