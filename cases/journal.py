"""Writes the journal of access. Every view that shows people, or acts on one, hands them over through `disclose`: the
journal is written before the answer, and where it cannot be written nothing is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Protocol, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.timezone import localdate

from cases.models import FORMER_UNIT_READS, AccessEntry, PersonAlias, YoungPerson
from cases.models.people import YoungPersonQuerySet
from partners.access import case_memberships, leads, officer_memberships, signed_in, with_units_below
from partners.models import Membership, Role, User
from partners.prepared import as_stored

# What was done, by the name of the URL or of the command, as the pages of the journal say it.
ACTIONS = {
    "home": "Page d’accueil",
    "cases:youngperson_list": "Liste des jeunes",
    "cases:youngperson_search": "Recherche d’un jeune",
    "cases:youngperson_detail": "Dossier ouvert",
    "cases:youngperson_print": "Dossier imprimé",
    "cases:youngperson_edit": "Identité modifiée",
    "cases:address_create": "Adresse ajoutée",
    "cases:address_edit": "Adresse modifiée",
    "cases:fact_delete": "Fait supprimé du parcours",
    "cases:snapshot_restore": "Suppression annulée",
    "cases:accessentry_person": "Liste de qui a ouvert le dossier",
    "cases:accessentry_list": "Journal des consultations",
    "cases:accessentry_own": "Mes consultations",
    "cases:releasecard_print": "Carte de sortie imprimée",
    "cases:unitreview_detail": "Point d’une unité ouvert",
    "cases:unitreview_tick": "Lignes d’un point cochées",
    "cases:unitreview_close": "Point clos",
    "cases:unitreview_reopen": "Point rouvert",
    "cases:unitreview_print": "Point imprimé",
    "cases:nextstep_create": "Étape décidée",
    "cases:nextstep_close": "Étape faite ou abandonnée",
    "cases:alert_list": "Liste des alertes",
    "cases:alertsnooze_create": "Alerte reportée",
    "cases:alertsnooze_delete": "Report d’une alerte repris",
    "cases:release_list": "Liste des sorties",
    "cases:sentenceadjustment_list": "Liste des aménagements",
    "cases:releaseneed_update": "Besoins à la sortie",
    "cases:release_move": "Dates suivant la sortie déplacées",
    "cases:releaseneed_begin": "Plan de sortie commencé",
    "cases:appointment_outside": "Rendez-vous pris dehors",
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
    "cases:duplicatesuspicion_merge": "Deux dossiers réunis",
    "cases:duplicatesuspicion_agree": "Accord pour réunir deux dossiers",
    "cases:merge_undo": "Fusion de deux dossiers défaite",
    "cases:caserequest_list": "Liste des demandes",
    "cases:caserequest_create": "Demande à la Mission Locale",
    "cases:caserequest_answer": "Réponse à une demande",
    "cases:unittransfer_create": "Passage à une autre unité",
    "cases:unittransfer_cancel": "Passage à une autre unité annulé",
    "cases:enrolment_exit": "Sortie du dispositif",
    "cases:enrolment_return": "Sortie du dispositif reprise",
    "cases:enrolment_goals": "Axes de travail",
    "cases:handover_list": "Liste des relais",
    "cases:handover_create": "Relais demandé",
    "cases:handover_detail": "Relais ouvert",
    "cases:handover_answer": "Réponse à un relais",
    "cases:handover_withdraw": "Demande de relais retirée",
    "cases:handover_return": "Réponse à un relais reprise",
    "cases:handover_document": "Document de relais lu",
    "cases:handover_document_pdf": "Document de relais fait",
    "cases:permanence_entry": "Saisie d’une permanence",
    "cases:appointment_reminder": "Rappel d’un rendez-vous",
    "cases:misses_answer": "Réponse sur deux absences",
    "cases:referral_decide": "Réponse à une orientation",
    "cases:referral_reopen": "Réponse à une orientation reprise",
    "cases:enrolment_plie": "Réponse du PLIE",
    "cases:contact_search": "Recherche d’un jeune pour un contact",
    "cases:contact_create": "Contact noté",
    "cases:contact_several": "Contact noté à plusieurs",
    "cases:contact_edit": "Contact corrigé",
    "cases:justicemeasure_create": "Mesure notée",
    "cases:justicemeasure_edit": "Mesure corrigée",
    "cases:sentenceadjustment_create": "Aménagement préparé",
    "cases:sentenceadjustment_detail": "Aménagement ouvert",
    "cases:sentenceadjustment_step": "Étape d’un aménagement notée",
    "cases:sentenceadjustment_withdraw": "Retrait d’un aménagement noté",
    "cases:sentenceadjustment_edit": "Aménagement corrigé",
    "cases:adjustmentsupply_update": "Pièce d’un aménagement notée",
    "cases:releasepermission_create": "Permission de sortir notée",
    "cases:releasepermission_edit": "Permission de sortir corrigée",
    "cases:supportcertificate_create": "Attestation faite",
    "cases:supportcertificate_detail": "Attestation ouverte",
    "cases:supportcertificate_pdf": "Attestation téléchargée",
    "cases:stock_detail": "Places d’un partenaire ouvertes",
    "cases:placement_list": "Demandes à un partenaire listées",
    "cases:stock_serve": "Liste d’attente d’un partenaire avancée",
    "cases:commitment_create": "Liste d’attente avancée par un nouvel engagement",
    "cases:commitment_edit": "Liste d’attente avancée par un engagement modifié",
    "cases:amendment_sign": "Liste d’attente avancée par un avenant",
    "cases:partneragreement_undo": "Liste d’attente avancée par une convention rouverte",
    "cases:placement_create": "Place demandée chez un partenaire",
    "cases:placement_detail": "Place chez un partenaire ouverte",
    "cases:placement_step": "Étape d’une place notée",
    "cases:placement_edit": "Place chez un partenaire corrigée",
    "cases:placementletter_create": "Demande faite à un partenaire",
    "cases:placementletter_detail": "Demande à un partenaire ouverte",
    "cases:placementletter_pdf": "Demande à un partenaire téléchargée",
    "cases:situation_create": "Situation notée",
    "cases:situation_edit": "Situation corrigée",
    "cases:groupmeeting_detail": "Présences à une action collective",
    "cases:imilo_list": "Report dans i-milo",
    "export_package": "Export du paquet de données",
    "import_package": "Import d’un paquet de données",
}

INSERT_PEOPLE = "INSERT INTO cases_accessedperson (entry_id, person_key, at) VALUES"
ROWS_A_STATEMENT = 500


class Known(Protocol):
    """A young person, or what a list reads of one."""

    @property
    def pk(self) -> int: ...

    @property
    def journal_key(self) -> UUID: ...


Person = TypeVar("Person", bound=Known)

# As what: the roles, and `lead` for those who read as leads.
LEAD = "lead"
FUNCTIONS = {**dict(Role.choices), LEAD: "Responsable"}


def disclose(
    request: HttpRequest, people: Iterable[Person], at: datetime, *, action: str = "", reason: str = ""
) -> list[Person]:
    """The people, once the journal says that this request shows them: one row for the request and the membership whose
    right shows them, one for each person.

    `action` is what was done where it is not what the address is for: a form sent with errors shows, and does nothing.
    Called again in one request, it adds those who are new. Raises what the database raises when it cannot write.
    """
    people = list(people)
    known: set[UUID] = request.__dict__.setdefault("disclosed", set())
    new = {person.pk: person for person in people if person.journal_key not in known}
    entries: dict[int | None, AccessEntry] = request.__dict__.setdefault("access_entries", {})
    with transaction.atomic():
        for membership, shown in by_membership(signed_in(request), list(new.values()), at):
            key = membership.pk if membership else None
            if key not in entries:
                entries[key] = entry_for(request, membership, at, action, reason)
            add_people(entries[key], (person.journal_key for person in shown))
    known |= {person.journal_key for person in new.values()}
    return people


def entry_for(
    request: HttpRequest, membership: Membership | None, at: datetime, action: str, reason: str
) -> AccessEntry:
    """The row of this request: who, with which right, what, when."""
    assert request.resolver_match is not None
    return AccessEntry.objects.create(
        at=at,
        user_key=signed_in(request).pk,
        membership_key=membership.pk if membership else None,
        organisation_key=membership.organisation_id if membership else None,
        role=function_of(membership) if membership else "",
        action=action or request.resolver_match.view_name,
        method=request.method or "",
        reason=reason,
    )


def function_of(membership: Membership) -> str:
    """As what someone reads: a lead as such, unless also a referent or an officer."""
    reads = membership.role in (Role.REFERENT, Role.OFFICER)
    return LEAD if leads(membership) and not reads else membership.role


def add_people(entry: AccessEntry, keys: Iterable[UUID]) -> None:
    """One row for each person, written as `bulk_create` would in four times the time: every list does it."""
    number, at = entry.pk, as_stored(entry.at)
    rows = [(number, as_stored(key), at) for key in sorted(keys)]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_A_STATEMENT):
            some = rows[start : start + ROWS_A_STATEMENT]
            places = ", ".join(["(%s, %s, %s)"] * len(some))
            cursor.execute(f"{INSERT_PEOPLE} {places}", tuple(chain.from_iterable(some)))


def by_membership(user: User, people: list[Person], at: datetime) -> Iterator[tuple[Membership | None, list[Person]]]:
    """These people, each under the first membership of the user whose right shows them; nobody: nothing."""
    on = localdate(at)
    candidates = [*case_memberships(user, on), *officer_memberships(user, on)]
    rest = people
    for membership in candidates if len(candidates) > 1 else []:
        ids = [person.pk for person in rest]
        shown = set(people_shown(membership, at).filter(pk__in=ids).values_list("pk", flat=True))
        if shown:
            yield membership, [person for person in rest if person.pk in shown]
        rest = [person for person in rest if person.pk not in shown]
    if rest:
        yield next(iter(candidates), None), rest


def people_shown(membership: Membership, at: datetime) -> YoungPersonQuerySet:
    """The people whom this membership alone shows."""
    if membership.role != Role.OFFICER:
        return YoungPerson.objects.held_through(membership, at)
    on, units = localdate(at), {membership.organisation_id}
    return YoungPerson.objects.of_units(
        with_units_below(units) if leads(membership) else units, on, on - FORMER_UNIT_READS
    )


def keys_of_people(people: Iterable[YoungPerson]) -> dict[UUID, YoungPerson]:
    """The people by each key under which the journal knows them: their own, and that of each record merged into
    theirs."""
    by_id = {person.pk: person for person in people}
    keys = {person.journal_key: person for person in by_id.values()}
    merged = PersonAlias.objects.filter(person__in=by_id, journal_key__isnull=False)
    return keys | {key: by_id[pk] for key, pk in merged.values_list("journal_key", "person") if key}


def record_command(command: str, keys: Iterable[UUID], at: datetime) -> None:
    """The row of a command that an operator runs, with the people that it hands out."""
    with transaction.atomic():
        add_people(AccessEntry.objects.create(at=at, action=command), keys)
