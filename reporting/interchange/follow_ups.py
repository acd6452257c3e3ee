"""What hangs on a row of the package without being in its table: addresses, criteria, funders, axes, sites."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cases.models import Address, Criteria, Funding, Programme, Referral, ServiceAxis, Site
from partners.models import Organisation
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
    """The criteria, the funders and the sites of each programme."""
    for pk, values in programmes:
        row = named("dispositifs", values)
        write_criteria(Programme.objects.get(pk=pk), row)
        write_funders(pk, codes(row["financeurs"]))
        Programme.objects.get(pk=pk).sites.set(Site.objects.filter(code__in=codes(row["lieux"])))


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


FOLLOW_UPS: dict[str, Callable[[Sequence[StoredRow]], None]] = {
    "dispositifs": write_programmes,
    "jeunes": write_addresses,
    "orientations": match_sites,
    "contacts": write_axes,
}
