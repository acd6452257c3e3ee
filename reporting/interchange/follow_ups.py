"""What hangs on a row of the package without being in its table: addresses, criteria, funders, axes, sites; of an
agreement, its parties, the terms that amendments replaced, the commitments that they end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cases.models import Address, Criteria, Funding, Programme, Referral, ServiceAxis, Site
from partners.models import Amendment, Organisation, PartnerAgreement, ReplacedTerms
from reporting.interchange.agreements import REPLACED
from reporting.interchange.paths import PATHS
from reporting.interchange.records import Values, contact_axes
from reporting.interchange.schema import RESOURCES, SEPARATOR
from reporting.interchange.updates import update_rows
from reporting.interchange.values import Value

# A row in the database: its primary key, and the values that the package gives it.
StoredRow = tuple[int, Values]


def named(resource: str, values: Values) -> dict[str, Value]:
    """The values by the names of their fields."""
    return dict(zip(RESOURCES[resource].field_names, values, strict=True))


def write_addresses(people: Sequence[StoredRow]) -> None:
    """The address without dates: made, changed, or removed, once nothing is known of it any more."""
    stated = Address.objects.stated().filter(person__in=[pk for pk, _ in people])
    known = dict(stated.values_list("person", "pk"))
    made, changed, cleared = [], [], []
    for person, values in people:
        row = named("jeunes", values)
        columns = {
            "commune_id": row["code_commune"],
            "kind": row["type_adresse"] or "",
            "qpv": row["qpv"],
            "line": row["adresse"] or "",
            "moment": row["moment_adresse"] or "",
        }
        is_known = any(value not in (None, "") for value in columns.values())
        if person in known:
            changed.append((known[person], columns))
            cleared += [] if is_known else [known[person]]
        elif is_known:
            made.append(Address(person_id=person, **columns))
    update_rows(Address, changed)
    Address.objects.filter(pk__in=cleared).delete()
    Address.objects.bulk_create(made)


def write_programmes(programmes: Sequence[StoredRow]) -> None:
    """The criteria, the funders, the sites and the agreements of each programme."""
    for pk, values in programmes:
        row = named("dispositifs", values)
        programme = Programme.objects.get(pk=pk)
        write_criteria(programme, row)
        write_funders(pk, codes(row["financeurs"]))
        programme.sites.set(Site.objects.filter(code__in=codes(row["lieux"])))
        programme.agreements.set(PartnerAgreement.objects.filter(code__in=codes(row["conventions"])))


def codes(cell: Value) -> list[str]:
    """The codes of a cell that holds several."""
    return str(cell).split(SEPARATOR) if cell else []


NUMBERS = {
    "age_min": "age_min",
    "age_max": "age_max",
    "sentence_min_months": "peine_min_mois",
    "sentence_max_months": "peine_max_mois",
}
LISTS = {"statuses": "statuts_penaux", "epcis": "epci", "departments": "departements"}


def write_criteria(programme: Programme, row: dict[str, Value]) -> None:
    """The latest version of the criteria, in place: the package does not date them.

    Without any, one that holds from the programme's first day. One alone begins no later than its programme.
    """
    versions = list(programme.criteria.order_by("valid_from"))
    criteria = versions[-1] if versions else Criteria(programme=programme, valid_from=programme.starts_on)
    if len(versions) == 1:
        criteria.valid_from = min(criteria.valid_from, programme.starts_on)
    for attribute, field in NUMBERS.items():
        setattr(criteria, attribute, row[field])
    for attribute, field in LISTS.items():
        setattr(criteria, attribute, row[field] or "")
    criteria.accepts_qpv = bool(row["qpv_accepte"])
    criteria.save()
    criteria.establishments.set(Organisation.objects.filter(code__in=codes(row["etablissements"])))


def write_funders(programme: int, funders: Sequence[str]) -> None:
    """The package's funders are the programme's: those that it no longer names are removed, with their amounts."""
    Funding.objects.filter(programme=programme).exclude(funder__code__in=funders).delete()
    new = Organisation.objects.filter(code__in=funders).exclude(fundings__programme=programme)
    Funding.objects.bulk_create([Funding(programme_id=programme, funder=funder) for funder in new])


def write_axes(contacts: Sequence[StoredRow]) -> None:
    """The axes of each contact."""
    known = contact_axes([pk for pk, _ in contacts])
    given = {pk: named("contacts", values)["axes"] for pk, values in contacts}
    differing = [(pk, axes) for pk, axes in given.items() if axes != known[pk]["axes"]]
    ServiceAxis.objects.filter(contact__in=[pk for pk, _ in differing]).delete()
    ServiceAxis.objects.bulk_create(
        [ServiceAxis(contact_id=pk, axis=axis) for pk, axes in differing for axis in codes(axes)]
    )


def match_sites(referrals: Sequence[StoredRow]) -> None:
    """The site whose name is the place of a referral; a referral without a place keeps the site it has."""
    sites = dict(Site.objects.order_by("-code").values_list("name", "pk"))
    written = Referral.objects.filter(pk__in=[pk for pk, _ in referrals])
    places = {str(place) for _, values in referrals if (place := named("orientations", values)["lieu"])}
    for place in sorted(places & set(sites)):
        written.filter(place=place).update(site=sites[place])
    written.exclude(place="").exclude(place__in=sites).update(site=None)


def write_parties(agreements: Sequence[StoredRow]) -> None:
    """The other parties of each agreement."""
    given = dict(agreements)
    for agreement in PartnerAgreement.objects.filter(pk__in=given):
        row = named("conventions", given[agreement.pk])
        agreement.parties.set(Organisation.objects.filter(code__in=codes(row["parties"])))


def write_replaced(amendments: Sequence[StoredRow]) -> None:
    """What each signed amendment replaced; nothing for the others."""
    ReplacedTerms.objects.filter(amendment__in=[pk for pk, _ in amendments]).delete()
    rows = ((pk, named("avenants", values)) for pk, values in amendments)
    ReplacedTerms.objects.bulk_create(
        [ReplacedTerms(amendment_id=pk, **replaced_terms(row)) for pk, row in rows if row["etat"] == "signe"]
    )


def replaced_terms(row: dict[str, Value]) -> dict[str, Value]:
    """The columns that an amendment's row gives of what it replaced."""
    return {
        PATHS["avenants"][name].removeprefix("replaced__"): empty if row[name] is None else row[name]
        for name, empty in REPLACED.items()
    }


def write_ends(commitments: Sequence[StoredRow]) -> None:
    """The amendments that end each commitment."""
    given = {pk: codes(named("engagements", values)["avenants_de_fin"]) for pk, values in commitments}
    named_there = {code for ends in given.values() for code in ends}
    amendments = dict(Amendment.objects.filter(code__in=named_there).values_list("code", "pk"))
    through = Amendment.ended_commitments.through
    through._default_manager.filter(commitment__in=given).delete()
    through._default_manager.bulk_create(
        [through(commitment_id=pk, amendment_id=amendments[code]) for pk, ends in given.items() for code in ends]
    )


FOLLOW_UPS: dict[str, Callable[[Sequence[StoredRow]], None]] = {
    "dispositifs": write_programmes,
    "jeunes": write_addresses,
    "orientations": match_sites,
    "contacts": write_axes,
    "conventions": write_parties,
    "avenants": write_replaced,
    "engagements": write_ends,
}
