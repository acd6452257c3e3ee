"""Writes the journal of access. Every view that shows people, or acts on one, hands them over through `disclose`: the
journal is written before the answer, and where it cannot be written nothing is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.timezone import localdate

from cases.models import AccessedPerson, AccessEntry, YoungPerson
from cases.models.people import YoungPersonQuerySet
from partners.access import case_memberships, leads, officer_memberships, signed_in
from partners.models import Membership, Role, User

# What was done, by the name of the URL or of the command, as the pages of the journal say it.
ACTIONS = {
    "home": "Page d’accueil",
    "cases:youngperson_list": "Liste des jeunes",
    "cases:youngperson_detail": "Dossier ouvert",
    "cases:accessentry_person": "Liste de qui a ouvert le dossier",
    "cases:accessentry_list": "Journal des consultations",
    "cases:accessentry_own": "Mes consultations",
    "cases:permanence_list": "Permanences à venir",
    "cases:permanence_detail": "Permanence ouverte",
    "cases:permanence_print": "Papiers d’une permanence imprimés",
    "cases:permanence_cancel": "Permanence annulée",
    "cases:closure_create": "Fermeture",
    "cases:appointment_create": "Inscription à une permanence",
    "cases:appointment_move": "Ordre de passage changé",
    "cases:appointment_remove": "Retrait d’une permanence",
    "cases:restriction_update": "Réserve du dossier",
    "cases:restriction_lift": "Réserve levée",
    "cases:restriction_list": "Dossiers réservés",
    "cases:breakglass_create": "Ouverture exceptionnelle",
    "cases:referral_list": "Liste des orientations",
    "cases:referral_create": "Orientation d’un jeune",
    "cases:referral_assess": "Recherche d’un jeune déjà connu",
    "cases:referral_detail": "Orientation ouverte",
    "cases:referral_sent": "Orientation envoyée",
    "cases:referral_identity": "Identité corrigée",
    "cases:referral_withdraw": "Orientation retirée",
    "cases:referral_restore": "Retrait d’une orientation annulé",
    "cases:duplicatesuspicion_list": "Doublons possibles",
    "cases:duplicatesuspicion_dismiss": "Doublon possible écarté",
    "cases:caserequest_list": "Liste des demandes",
    "cases:caserequest_create": "Demande à la Mission Locale",
    "cases:caserequest_answer": "Réponse à une demande",
    "cases:unittransfer_create": "Passage à une autre unité",
    "cases:unittransfer_cancel": "Passage à une autre unité annulé",
    "cases:permanence_entry": "Saisie d’une permanence",
    "cases:permanence_reopen": "Saisie d’une permanence rouverte",
    "cases:appointment_reminder": "Rappel d’un rendez-vous",
    "cases:misses_answer": "Réponse sur deux absences",
    "cases:referral_decide": "Réponse à une orientation",
    "cases:referral_reopen": "Réponse à une orientation reprise",
    "cases:enrolment_plie": "Réponse du PLIE",
    "export_package": "Export du paquet de données",
    "import_package": "Import d’un paquet de données",
}

# As what: the roles, and `lead` for those who read as leads.
LEAD = "lead"
FUNCTIONS = {**dict(Role.choices), LEAD: "Responsable"}


def disclose(request: HttpRequest, people: Iterable[YoungPerson], at: datetime, reason: str = "") -> list[YoungPerson]:
    """The people, once the journal says that this request shows them: one row for the request, one for each of them.

    Called again in one request, it adds those who are new. Raises what the database raises when it cannot write.
    """
    people = list(people)
    known: set[UUID] = request.__dict__.setdefault("disclosed", set())
    new = {person.journal_key for person in people} - known
    if not new:
        return people
    with transaction.atomic():
        if not known:
            request.__dict__["access_entry"] = entry_for(request, people, at, reason)
        add_people(request.__dict__["access_entry"], new)
    known |= new
    return people


def entry_for(request: HttpRequest, people: list[YoungPerson], at: datetime, reason: str) -> AccessEntry:
    """The row of this request: who, with which right, what, when."""
    user = signed_in(request)
    membership = membership_used(user, people, at)
    assert request.resolver_match is not None
    return AccessEntry.objects.create(
        at=at,
        user_key=user.pk,
        membership_key=membership.pk if membership else None,
        organisation_key=membership.organisation_id if membership else None,
        role=function_of(membership) if membership else "",
        action=request.resolver_match.view_name,
        method=request.method or "",
        reason=reason,
    )


def function_of(membership: Membership) -> str:
    """As what someone reads: a lead as such, unless also a referent or an officer."""
    reads = membership.role in (Role.REFERENT, Role.OFFICER)
    return LEAD if leads(membership) and not reads else membership.role


def add_people(entry: AccessEntry, keys: Iterable[UUID]) -> None:
    """One row for each person."""
    AccessedPerson.objects.bulk_create(
        [AccessedPerson(entry=entry, person_key=key, at=entry.at) for key in sorted(keys)], batch_size=500
    )


def membership_used(user: User, people: list[YoungPerson], at: datetime) -> Membership | None:
    """The membership whose right shows most of these people."""
    on = localdate(at)
    candidates = [*case_memberships(user, on), *officer_memberships(user, on)]
    if len(candidates) <= 1:
        return next(iter(candidates), None)
    ids = [person.pk for person in people]
    return max(candidates, key=lambda membership: people_shown(membership, at).filter(pk__in=ids).count())


def people_shown(membership: Membership, at: datetime) -> YoungPersonQuerySet:
    """The people whom this membership alone shows."""
    if membership.role == Role.OFFICER:
        return YoungPerson.objects.of_unit(membership.user, at)
    return YoungPerson.objects.held_through(membership, at)


def record_command(command: str, keys: Iterable[UUID], at: datetime) -> None:
    """The row of a command that an operator runs, with the people that it hands out."""
    with transaction.atomic():
        add_people(AccessEntry.objects.create(at=at, action=command), keys)
