"""The database's rows as the package has them: which model and which path stand behind each field of a resource."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
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
    Handover,
    JusticeMeasure,
    Permanence,
    Placement,
    Programme,
    Referral,
    ReleaseNeed,
    SentenceAdjustment,
    ServiceAxis,
    Site,
    Situation,
    YoungPerson,
)
from partners.models import (
    AgreementAmount,
    Amendment,
    Commitment,
    CommitmentUse,
    Organisation,
    PartnerAgreement,
)
from reporting.interchange.paths import PATHS
from reporting.interchange.schema import RESOURCES, SEPARATOR, Resource
from reporting.interchange.staging import BATCH
from reporting.interchange.values import Value, moment_text, tidy_list
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
    of_programmes = Programme.objects.filter(pk__in=programmes)
    for field, path in PROGRAMME_LISTS.items():
        codes = codes_of(of_programmes, path)
        rules = {pk: rule | {field: joined(codes[pk])} for pk, rule in rules.items()}
    return rules


# Which codes each of these cells of a programme holds.
PROGRAMME_LISTS = {
    "financeurs": "fundings__funder__code",
    "lieux": "sites__code",
    "conventions": "agreements__code",
}


def codes_of(rows: QuerySet[Any], path: str) -> dict[int, list[str]]:
    """The codes at the end of the path, by the row that it begins from."""
    found = defaultdict(list)
    for pk, code in rows.order_by().filter(**{f"{path}__isnull": False}).values_list("pk", path):
        found[pk].append(code)
    return found


def lists_of(model: type[Model], field: str, path: str) -> Callable[[Collection[int]], Extras]:
    """What reads one cell of several codes, for many rows of a model at once."""

    def read(rows: Collection[int]) -> Extras:
        codes = codes_of(model._default_manager.filter(pk__in=rows), path)
        return {pk: {field: joined(codes[pk])} for pk in rows}

    return read


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
        for name in {"annee", "date"} & set(self.resource.key[1:]):
            first[f"{self.paths[name]}__in"] = {key[self.resource.key.index(name)] for key in keys}
        rows = self.rows(self.queryset().filter(**first))
        return {key: (pk, values) for pk, values in rows if (key := self.key(values)) in keys}


def plain(value: object) -> Value:
    """A column's value as the package has it: dates and moments as ISO text, hours as HH:MM, nothing for an empty
    text."""
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return value or None if isinstance(value, str) else value  # type: ignore[return-value]


def record(
    name: str,
    model: type[Model],
    queryset: Callable[[], QuerySet[Any]] | None = None,
    extras: Callable[[Collection[int]], Extras] | None = None,
) -> Record:
    """The record of a resource; its rows are all of the model's unless told otherwise."""
    return Record(RESOURCES[name], model, PATHS[name], queryset or model._default_manager.all, extras)


RECORDS = {
    item.resource.name: item
    for item in (
        record("structures", Organisation),
        record("lieux", Site),
        record(
            "conventions",
            PartnerAgreement,
            extras=lists_of(PartnerAgreement, "parties", "parties__code"),
        ),
        record("dispositifs", Programme, extras=programme_rules),
        record("jeunes", YoungPerson, stated_people),
        record("mesures", JusticeMeasure),
        record("orientations", Referral),
        record("entrees", Enrolment),
        record("contacts", Contact, extras=contact_axes),
        record("situations", Situation),
        record("amenagements", SentenceAdjustment),
        record("objectifs", Target),
        record("references", ReferenceFigure),
        record("permanences", Permanence),
        record("rendez_vous", Appointment),
        record("adresses", Address, Address.objects.dated),
        record("besoins", ReleaseNeed),
        record("relais", Handover),
        record("avenants", Amendment),
        record(
            "engagements",
            Commitment,
            extras=lists_of(Commitment, "avenants_de_fin", "ending_amendments__code"),
        ),
        record("montants", AgreementAmount),
        record("releves", CommitmentUse),
        record("placements", Placement),
    )
}
