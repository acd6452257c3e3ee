"""The database's rows as the package has them: which model and which path stand behind each field of a resource."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import FilteredRelation, Model, Q, QuerySet
from django.db.models.functions import Collate

from cases.models import (
    Address,
    Appointment,
    Contact,
    Criteria,
    Enrolment,
    Funding,
    Handover,
    JusticeMeasure,
    Permanence,
    Programme,
    Referral,
    ReleaseNeed,
    SentenceAdjustment,
    ServiceAxis,
    Site,
    Situation,
    YoungPerson,
)
from partners.models import Organisation
from reporting.interchange.schema import RESOURCES, SEPARATOR, Resource
from reporting.interchange.staging import BATCH
from reporting.interchange.values import Value, tidy_list
from reporting.models import ReferenceFigure, Target

# The values of a row, one a field of its resource.
Values = tuple[Value, ...]
Extras = dict[int, dict[str, Value]]


def stated_people() -> QuerySet[YoungPerson]:
    """People beside their address without dates, which is the package's."""
    undated = Q(addresses__starts_on__isnull=True, addresses__ends_on__isnull=True)
    return YoungPerson.objects.annotate(stated=FilteredRelation("addresses", condition=undated))


def programme_rules(programmes: Collection[int]) -> Extras:
    """The latest version of the criteria of these programmes, their funders and their sites."""
    rules: Extras = {pk: {"qpv_accepte": False} for pk in programmes}
    latest = Criteria.objects.filter(programme__in=programmes).order_by("valid_from")
    for criteria in latest.prefetch_related("establishments"):
        rules[criteria.programme_id] = {
            "age_min": criteria.age_min,
            "age_max": criteria.age_max,
            "statuts_penaux": listed("dispositifs", "statuts_penaux", criteria.statuses),
            "peine_min_mois": criteria.sentence_min_months,
            "peine_max_mois": criteria.sentence_max_months,
            "epci": listed("dispositifs", "epci", criteria.epcis),
            "departements": listed("dispositifs", "departements", criteria.departments),
            "qpv_accepte": criteria.accepts_qpv,
            "etablissements": joined(place.code for place in criteria.establishments.all()),
        }
    funders = defaultdict(list)
    for programme, code in Funding.objects.filter(programme__in=programmes).values_list("programme", "funder__code"):
        funders[programme].append(code)
    sites = defaultdict(list)
    for programme, code in Programme.sites.through.objects.filter(programme__in=programmes).values_list(
        "programme", "site__code"
    ):
        sites[programme].append(code)
    return {pk: rule | {"financeurs": joined(funders[pk]), "lieux": joined(sites[pk])} for pk, rule in rules.items()}


def contact_axes(contacts: Collection[int]) -> Extras:
    """The axes of these contacts, in their order."""
    axes = defaultdict(list)
    for contact, axis in ServiceAxis.objects.filter(contact__in=contacts).order_by().values_list("contact", "axis"):
        axes[contact].append(axis)
    return {pk: {"axes": listed("contacts", "axes", SEPARATOR.join(axes[pk]))} for pk in contacts}


def listed(resource: str, field: str, text: str) -> str | None:
    """Codes that the database holds as text, as the field's cell has them."""
    fields = RESOURCES[resource].fields
    return tidy_list(fields[RESOURCES[resource].position(field)], text)


def joined(codes: Iterable[str]) -> str | None:
    """Identifiers as a cell has them: each once, sorted."""
    return SEPARATOR.join(sorted(set(codes))) or None


def in_byte_order(path: str) -> Collate:
    """The column in the order of its bytes, the same on every database whatever its language."""
    return Collate(path, "C" if connection.vendor == "postgresql" else "BINARY")


@dataclass(frozen=True)
class Record:
    """One resource and its model. `paths` leads from a field to the model's; the fields without a path are read by
    `extras`, for many rows at once."""

    resource: Resource
    model: type[Model]
    paths: dict[str, str]
    queryset: Callable[[], QuerySet[Any]]
    extras: Callable[[Collection[int]], Extras] | None = None

    @property
    def key_paths(self) -> list[str]:
        """The paths of the fields that identify a row."""
        return [self.paths[name] for name in self.resource.key]

    def known(self, codes: Collection[Value]) -> set[str]:
        """Those of the identifiers that the database has."""
        path = self.key_paths[0]
        return set(self.model._default_manager.filter(**{f"{path}__in": codes}).values_list(path, flat=True))

    def ids(self, codes: Collection[Value]) -> dict[Value, int]:
        """The primary key behind each of these identifiers."""
        path = self.key_paths[0]
        return dict(self.model._default_manager.filter(**{f"{path}__in": codes}).values_list(path, "pk"))

    def ordered(self) -> QuerySet[Any]:
        """Every row, sorted as an export has them."""
        texts = {field.name for field in self.resource.fields if field.kind in ("text", "choice")}
        return self.queryset().order_by(
            *(
                in_byte_order(self.paths[name]).asc(nulls_first=True) if name in texts else self.paths[name]
                for name in self.resource.key
            )
        )

    def rows(self, queryset: QuerySet[Any]) -> Iterator[tuple[int, Values]]:
        """The rows of a queryset of this record: primary key, then the values."""
        found = queryset.values_list("pk", *self.paths.values()).iterator(chunk_size=BATCH)
        while batch := list(islice(found, BATCH)):
            extras = self.extras([row[0] for row in batch]) if self.extras else {}
            for pk, *values in batch:
                named = dict(zip(self.paths, map(plain, values), strict=True)) | extras.get(pk, {})
                yield pk, tuple(named.get(name) for name in self.resource.field_names)

    def key(self, values: Sequence[Value]) -> tuple[Value, ...]:
        """What identifies the row that has these values."""
        return tuple(values[self.resource.position(name)] for name in self.resource.key)

    def current(self, keys: Collection[tuple[Value, ...]]) -> dict[tuple[Value, ...], tuple[int, Values]]:
        """The rows that the database has under these keys."""
        first = {f"{self.key_paths[0]}__in": {key[0] for key in keys}}
        if len(self.key_paths) > 1:
            first["year__in"] = {key[self.resource.key.index("annee")] for key in keys}
        rows = self.rows(self.queryset().filter(**first))
        return {key: (pk, values) for pk, values in rows if (key := self.key(values)) in keys}


def plain(value: object) -> Value:
    """A column's value as the package has it: dates as ISO text, hours as HH:MM, nothing for an empty text."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return value or None if isinstance(value, str) else value  # type: ignore[return-value]


STRUCTURES = {"code": "code", "nom": "name", "type": "kind", "code_commune": "commune"}
LIEUX = {
    "code": "code",
    "nom": "name",
    "intra_muros": "is_inside",
    "structure": "organisation__code",
    "rythme": "rhythm",
}
DISPOSITIFS = {
    "code": "code",
    "nom": "name",
    "date_debut": "starts_on",
    "date_fin": "ends_on",
    "annee_cumul": "cumulative_from",
}
JEUNES = {
    "id": "code",
    "nom": "last_name",
    "prenom": "first_name",
    "date_naissance": "birth_date",
    "sexe": "sex",
    "niveau": "education_level",
    "code_commune": "stated__commune",
    "type_adresse": "stated__kind",
    "qpv": "stated__qpv",
    "rqth": "rqth",
    "permis": "driving_licence",
    "logement": "housing",
    "adresse": "stated__line",
    "moment_adresse": "stated__moment",
}
MESURES = {
    "id": "code",
    "jeune": "person__code",
    "cadre": "setting",
    "statut": "status",
    "structure": "organisation__code",
    "duree_peine_mois": "sentence_months",
    "duree_peine_jours": "sentence_days",
    "date_debut": "starts_on",
    "date_fin_prevue": "planned_end_on",
    "date_fin": "ends_on",
}
ORIENTATIONS = {
    "id": "code",
    "jeune": "person__code",
    "dispositif": "programme__code",
    "prescripteur": "referred_by__code",
    "origine": "origin",
    "structure": "mission_locale__code",
    "conseiller": "officer_name",
    "date_orientation": "referred_on",
    "lieu": "place",
    "decision": "decision",
    "date_decision": "decided_on",
    "motif": "reason",
}
ENTREES = {
    "id": "code",
    "jeune": "person__code",
    "dispositif": "programme__code",
    "structure": "mission_locale__code",
    "referent": "referent_name",
    "date_entree": "entered_on",
    "date_entree_plie": "plie_entered_on",
    "date_sortie_plie": "plie_left_on",
    "relais": "by_handover",
    "derogation": "exception_reason",
    "date_sortie": "left_on",
    "motif_sortie": "exit_reason",
}
CONTACTS = {
    "id": "code",
    "jeune": "person__code",
    "date": "held_on",
    "type": "kind",
    "lieu": "place",
    "structure": "mission_locale__code",
    "referent": "referent_name",
    "duree_minutes": "duration_minutes",
}
SITUATIONS = {
    "id": "code",
    "jeune": "person__code",
    "type": "kind",
    "organisme": "organisation_name",
    "date_debut": "starts_on",
    "date_fin": "ends_on",
    "motif_fin": "end_reason",
    "certification": "certification",
}
AMENAGEMENTS = {
    "id": "code",
    "jeune": "person__code",
    "type": "kind",
    "modalite": "modality",
    "decision": "decision",
    "date_decision": "decided_on",
    "date_debut": "starts_on",
    "date_fin": "ends_on",
    "debouche": "destination",
    "issue": "outcome",
}
OBJECTIFS = {
    "dispositif": "programme__code",
    "structure": "mission_locale__code",
    "annee": "year",
    "indicateur": "indicator",
    "valeur": "value",
}
PERMANENCES = {
    "id": "code",
    "lieu": "site__code",
    "structure": "mission_locale__code",
    "date": "planned_on",
    "debut": "starts_at",
    "fin": "ends_at",
    "places": "slots",
    "tenue": "was_held",
}
RENDEZ_VOUS = {
    "id": "code",
    "permanence": "permanence__code",
    "jeune": "person__code",
    "ordre": "position",
    "heure": "starts_at",
    "presence": "attendance",
    "sans_rendez_vous": "is_walk_in",
    "contact": "contact__code",
}
ADRESSES = {
    "id": "code",
    "jeune": "person__code",
    "moment": "moment",
    "type_adresse": "kind",
    "adresse": "line",
    "code_commune": "commune",
    "qpv": "qpv",
    "date_debut": "starts_on",
    "date_fin": "ends_on",
}
BESOINS = {
    "id": "code",
    "jeune": "person__code",
    "mesure": "measure__code",
    "besoin": "type",
    "etat": "state",
    "responsable": "side",
    "date_ouverture": "opened_on",
    "date_echeance": "due_on",
    "date_reglement": "settled_on",
}
RELAIS = {
    "id": "code",
    "jeune": "person__code",
    "dispositif": "programme__code",
    "structure_origine": "from_mission_locale__code",
    "structure_accueil": "to_mission_locale__code",
    "date_accord": "consented_on",
    "date_demande": "asked_on",
    "decision": "decision",
    "date_decision": "decided_on",
    "motif_refus": "refusal",
    "entree_origine": "former_enrolment__code",
    "entree_accueil": "new_enrolment__code",
}
REFERENCES = {
    "structure": "mission_locale__code",
    "annee": "year",
    "tableau": "table",
    "ligne": "row",
    "pourcentage": "percent",
}


def record(
    name: str,
    model: type[Model],
    paths: dict[str, str],
    queryset: Callable[[], QuerySet[Any]] | None = None,
    extras: Callable[[Collection[int]], Extras] | None = None,
) -> Record:
    """The record of a resource; its rows are all of the model's unless told otherwise."""
    return Record(RESOURCES[name], model, paths, queryset or model._default_manager.all, extras)


RECORDS = {
    item.resource.name: item
    for item in (
        record("structures", Organisation, STRUCTURES),
        record("lieux", Site, LIEUX),
        record("dispositifs", Programme, DISPOSITIFS, extras=programme_rules),
        record("jeunes", YoungPerson, JEUNES, stated_people),
        record("mesures", JusticeMeasure, MESURES),
        record("orientations", Referral, ORIENTATIONS),
        record("entrees", Enrolment, ENTREES),
        record("contacts", Contact, CONTACTS, extras=contact_axes),
        record("situations", Situation, SITUATIONS),
        record("amenagements", SentenceAdjustment, AMENAGEMENTS),
        record("objectifs", Target, OBJECTIFS),
        record("references", ReferenceFigure, REFERENCES),
        record("permanences", Permanence, PERMANENCES),
        record("rendez_vous", Appointment, RENDEZ_VOUS),
        record("adresses", Address, ADRESSES, Address.objects.dated),
        record("besoins", ReleaseNeed, BESOINS),
        record("relais", Handover, RELAIS),
    )
}
