"""What the home page tells each role: only counts, never a name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse, reverse_lazy
from django.utils.timezone import localdate

from cases.models import CaseFile, Referral
from partners.access import leads_a_team, roles_of
from partners.filters import UserState, in_state
from partners.models import Role, User
from reporting.document.french import counted
from reporting.facts import Facts
from reporting.figures.entries import accompanied, new_entries
from reporting.models import AnnualReport, Demonstration
from reporting.scope import Scope
from reporting.scope_choice import programmes_of

# What the demonstration alone offers, to everyone in it.
DEMONSTRATION_SECTIONS = [
    {
        "title": "Données fictives",
        "text": "Toute la démonstration comme paquet de données, onze fichiers CSV dans une archive.",
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
# What a role that has no page of its own yet is told.
LATER = {
    Role.REFERENT: "Le suivi des jeunes et les permanences s’ouvriront ici.",
    Role.OFFICER: "L’orientation des jeunes vers la Mission Locale s’ouvrira ici.",
    Role.READER: "Aucun bilan n’est encore publié\N{NO-BREAK SPACE}: vous le lirez ici.",
}


def home_page(user: User, at: datetime) -> dict[str, Any]:
    """The context of the home page: memberships, figures and sections that the user's roles of that day open."""
    on = localdate(at)
    roles = roles_of(user, on)
    figures: list[dict[str, Any]] = []
    sections: list[dict[str, Any]] = []
    if Role.OFFICER in roles:
        figures += officer_figures(user, at)
    if Role.REFERENT in roles:
        figures += referent_figures(user, at)
    if Role.COORDINATOR in roles:
        figures += coordinator_figures(user, on)
        sections += coordinator_sections(user, on)
    if Role.ADMINISTRATOR in roles:
        figures += administrator_figures(on)
    if leads_a_team(user, on):
        sections.append(TEAM_SECTION)
    if roles and settings.DEMONSTRATION and Demonstration.objects.exists():
        sections += DEMONSTRATION_SECTIONS
    return {
        "greeting_name": user.first_name or user.email,
        "memberships": [
            {"role_label": membership.get_role_display(), "organisation_name": membership.organisation.name}
            for membership in user.memberships_on(on)
        ],
        "figures": figures,
        "sections": sections,
        "later": ""
        if roles & {Role.COORDINATOR, Role.ADMINISTRATOR}
        else next((LATER[role] for role in LATER if role in roles), ""),
    }


def officer_figures(user: User, at: datetime) -> list[dict[str, Any]]:
    """The own unit's referrals: all, and those without an answer."""
    referrals = Referral.objects.visible_to(user, at)
    return [
        {"label": "Orientations de votre unité", "value": referrals.count(), "note": "depuis l’origine"},
        {"label": "Sans réponse à ce jour", "value": referrals.undecided().count(), "note": "en attente de décision"},
    ]


def referent_figures(user: User, at: datetime) -> list[dict[str, Any]]:
    """The own Mission Locale's files, and the referrals that wait for its decision."""
    files, referrals = CaseFile.objects.visible_to(user, at), Referral.objects.visible_to(user, at)
    return [
        {"label": "Dossiers ouverts", "value": files.count(), "note": "à votre Mission Locale"},
        {"label": "Orientations à décider", "value": referrals.undecided().count(), "note": "en attente"},
    ]


def coordinator_figures(user: User, on: date) -> list[dict[str, Any]]:
    """For each programme running that day, what the report of the year says so far: accompanied, newly entered."""
    figures = []
    for programme in programmes_of(user, on).running(on):
        facts = Facts(Scope((programme,), on.year, on))
        note = f"{programme.name}, {on.year} à ce jour"
        figures += [
            {"label": "Jeunes accompagnés", "value": accompanied(facts).value, "note": note},
            {"label": "Nouvelles entrées", "value": new_entries(facts).value, "note": note},
        ]
    return figures


def administrator_figures(on: date) -> list[dict[str, Any]]:
    """What there is to do about accounts: never used, ending soon, without any right."""
    accounts = User.objects.order_by()
    told = {
        UserState.NEVER: ("Agents jamais connectés", "à relancer, ou à désactiver"),
        UserState.ENDING: ("Habilitations bientôt finies", "sous 30 jours\N{NO-BREAK SPACE}: à prolonger ou non"),
        UserState.WITHOUT_MEMBERSHIP: ("Agents sans habilitation", "leur compte n’ouvre aucune page"),
    }
    return [
        {
            "label": label,
            "value": in_state(accounts, state, on).count(),
            "note": note,
            "url": reverse("partners:user_list", query={"state": state.value}),
        }
        for state, (label, note) in told.items()
    ]


def coordinator_sections(user: User, on: date) -> list[dict[str, str]]:
    """The way to the reports."""
    known = AnnualReport.objects.filter(programme__in=programmes_of(user, on)).count()
    return [
        {
            "title": "Bilans d’activité",
            "text": f"{counted(known, 'bilan', 'bilans')} de dispositif à lire, à contrôler et à télécharger.",
            "url": reverse("reporting:annualreport_list"),
            "action_label": "Ouvrir les bilans",
        }
    ]
