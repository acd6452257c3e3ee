"""The database as a package: folder, zip or workbook; the first two are the same to the byte for the same rows."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from cases.models import (
    Appointment,
    Contact,
    Handover,
    JusticeMeasure,
    Permanence,
    Placement,
    Programme,
    Site,
    YoungPerson,
)
from partners.models import Organisation, PartnerAgreement
from reporting.interchange.records import RECORDS, Values
from reporting.interchange.schema import DESCRIPTOR, Resource
from reporting.interchange.values import Value, written
from reporting.interchange.workbook import write_workbook

# What a cell may not hold without quotes. Python's csv leaves a lone carriage return bare.
TO_QUOTE = re.compile(r'[",\r\n]')
# The date of every entry of a zip: the first that the format knows.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
# For the owner alone.
FILE_MODE = 0o600

Table = tuple[Resource, Iterator[Values]]


def export_package(path: Path | str, *, programme: str | None = None) -> dict[str, int]:
    """Writes the package: a .zip, an .xlsx, else a folder, where other files are left alone. Gives the rows of each
    resource.

    With the code of a programme: it alone, the people with a referral or an enrolment in it, with all their rows but
    their referrals and enrolments elsewhere; its targets; its agreements; the reference figures of the Missions
    Locales that take part; the structures that all these name.

    Raises Programme.DoesNotExist, OSError, WorkbookTooSmall.
    """
    path = Path(path)
    counts: dict[str, int] = {}
    with one_snapshot():
        querysets = programme_rows(Programme.objects.get(code=programme)) if programme else all_rows()
        tables = (
            (record.resource, counted(record.resource.name, record.rows(querysets[name]), counts))
            for name, record in RECORDS.items()
        )
        writer_for(path)(path, tables)
    return counts


def writer_for(path: Path) -> Callable[[Path, Iterator[Table]], None]:
    """How to write what the path asks for."""
    return {".zip": export_zip, ".xlsx": export_workbook}.get(path.suffix.lower(), export_folder)


def counted(name: str, rows: Iterator[tuple[int, Values]], counts: dict[str, int]) -> Iterator[Values]:
    """The values of the rows, counted as they pass."""
    counts[name] = 0
    for _, values in rows:
        counts[name] += 1
        yield values


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Every table as of the same moment, without keeping anyone from writing; a transaction keeps its own view."""
    if connection.in_atomic_block:
        yield
        return
    isolation = "ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute(f"BEGIN {isolation}")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def all_rows() -> dict[str, QuerySet[Any]]:
    """The rows of a whole export, by resource, sorted."""
    return {name: record.ordered() for name, record in RECORDS.items()}


def people_exported(programme: str | None) -> QuerySet[YoungPerson]:
    """Those whom an export hands out. Raises Programme.DoesNotExist."""
    if programme is None:
        return YoungPerson.objects.all()
    return people_of(Programme.objects.get(code=programme))


def people_of(programme: Programme) -> QuerySet[YoungPerson]:
    """Those with a referral or an enrolment in the programme."""
    referred = Q(pk__in=programme.referrals.values("person"))
    return YoungPerson.objects.filter(referred | Q(pk__in=programme.enrolments.values("person")))


def programme_rows(programme: Programme) -> dict[str, QuerySet[Any]]:
    """The rows of a programme's export, by resource, sorted."""
    referrals, enrolments = programme.referrals.all(), programme.enrolments.all()
    people = people_of(programme)
    of_people = Q(person__in=people.values("pk"))
    missions_locales = (
        Q(pk__in=referrals.values("mission_locale"))
        | Q(pk__in=enrolments.values("mission_locale"))
        | Q(pk__in=programme.targets.values("mission_locale"))
    )
    narrowed = {
        "lieux": Q(pk__in=sites_of(programme, people).values("pk")),
        "permanences": permanences_of(programme, people),
        "dispositifs": Q(pk=programme.pk),
        **of_agreements(agreements_of(programme, people)),
        "jeunes": Q(pk__in=people.values("pk")),
        "orientations": Q(programme=programme),
        "entrees": Q(programme=programme),
        "besoins": of_people & none_or(measure__person__in=people.values("pk")),
        "relais": Q(pk__in=handovers_of(programme, people).values("pk")),
        "objectifs": Q(programme=programme),
        "references": Q(mission_locale__in=Organisation.objects.filter(missions_locales).values("pk")),
        "structures": missions_locales | other_structures(programme, people),
    }
    return {name: record.ordered().filter(narrowed.get(name, of_people)) for name, record in RECORDS.items()}


def agreements_of(programme: Programme, people: QuerySet[YoungPerson]) -> QuerySet[PartnerAgreement]:
    """The agreements of a programme's export: its own, and those under which its people were placed."""
    placed = Placement.objects.filter(person__in=people.values("pk")).order_by()
    return PartnerAgreement.objects.filter(
        Q(pk__in=programme.agreements.values("pk")) | Q(pk__in=placed.values("agreement"))
    )


def of_agreements(agreements: QuerySet[PartnerAgreement]) -> dict[str, Q]:
    """These agreements and what they hold."""
    pks = agreements.order_by().values("pk")
    parts = dict.fromkeys(("avenants", "engagements", "montants"), Q(agreement__in=pks))
    return {"conventions": Q(pk__in=pks), **parts, "releves": Q(commitment__agreement__in=pks)}


def none_or(**lookup: Any) -> Q:
    """The rows whose relation leads nowhere, or to one of those: what a row of the export names is in it."""
    relation = next(iter(lookup)).split("__")[0]
    return Q(**lookup) | Q(**{f"{relation}__isnull": True})


def handovers_of(programme: Programme, people: QuerySet[YoungPerson]) -> QuerySet[Handover]:
    """The hand-overs of a programme's export."""
    ends_one = none_or(former_enrolment__programme=programme)
    return programme.handovers.filter(
        ends_one, none_or(new_enrolment__programme=programme), person__in=people.values("pk")
    )


def sites_of(programme: Programme, people: QuerySet[YoungPerson]) -> QuerySet[Site]:
    """The programme's sites, and those where its people were met."""
    met = Permanence.objects.filter(permanences_of(programme, people))
    return Site.objects.filter(Q(pk__in=programme.sites.values("pk")) | Q(pk__in=met.values("site")))


def permanences_of(programme: Programme, people: QuerySet[YoungPerson]) -> Q:
    """The permanences of the programme's sites, and those to which its people went elsewhere."""
    appointments = Appointment.objects.filter(person__in=people.values("pk"))
    return Q(site__in=programme.sites.values("pk")) | Q(pk__in=appointments.values("permanence"))


def other_structures(programme: Programme, people: QuerySet[YoungPerson]) -> Q:
    """The structures, besides its Missions Locales, that the rows of a programme's export name."""
    of_people = {"person__in": people.values("pk")}
    criteria = programme.criteria.order_by("-valid_from")[:1]
    return (
        Q(pk__in=programme.referrals.values("referred_by"))
        | Q(pk__in=JusticeMeasure.objects.filter(**of_people, organisation__isnull=False).values("organisation"))
        | Q(pk__in=Contact.objects.filter(**of_people).values("mission_locale"))
        | Q(pk__in=programme.fundings.values("funder"))
        | Q(pk__in=[place.pk for version in criteria for place in version.establishments.all()])
        | Q(pk__in=Permanence.objects.filter(permanences_of(programme, people)).values("mission_locale"))
        | Q(pk__in=sites_of(programme, people).filter(organisation__isnull=False).values("organisation"))
        | Q(pk__in=handovers_of(programme, people).values("from_mission_locale"))
        | Q(pk__in=handovers_of(programme, people).values("to_mission_locale"))
        | Q(pk__in=Placement.objects.filter(**of_people).values("mission_locale"))
        | parties_of(agreements_of(programme, people))
    )


def parties_of(agreements: QuerySet[PartnerAgreement]) -> Q:
    """The structures that these agreements name."""
    agreements = agreements.order_by()
    return (
        Q(pk__in=agreements.values("organisation"))
        | Q(pk__in=agreements.filter(parties__isnull=False).values("parties"))
        | Q(pk__in=agreements.filter(amounts__isnull=False).values("amounts__funder"))
    )


def csv_chunks(resource: Resource, rows: Iterator[Values]) -> Iterator[bytes]:
    """A CSV file as bytes: UTF-8 without a BOM, commas, LF, quotes only where they are needed."""
    yield csv_line(resource.field_names)
    for row in rows:
        yield csv_line(row)


def csv_line(row: Sequence[Value]) -> bytes:
    """One line of it."""
    cells = (written(value) for value in row)
    quoted = (f'"{cell.replace(chr(34), chr(34) * 2)}"' if TO_QUOTE.search(cell) else cell for cell in cells)
    return f"{','.join(quoted)}\n".encode()


def export_folder(path: Path, tables: Iterator[Table]) -> None:
    """The files of the package, made aside, then put in place of those of the same name."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=path) as aside:
        for resource, rows in tables:
            with Path(aside, f"{resource.name}.csv").open("xb") as file:
                file.writelines(csv_chunks(resource, rows))
        shutil.copyfile(DESCRIPTOR, Path(aside, DESCRIPTOR.name))
        for made in Path(aside).iterdir():
            made.chmod(FILE_MODE)
            made.replace(path / made.name)


@contextmanager
def put_in_place(path: Path) -> Iterator[Path]:
    """A file to write beside the path; it takes the path's name once it is whole."""
    handle, name = tempfile.mkstemp(prefix=".export-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    aside = Path(name)
    try:
        yield aside
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def export_zip(path: Path, tables: Iterator[Table]) -> None:
    """The same files in a zip, at its root, with one date for all."""
    with put_in_place(path) as aside, zipfile.ZipFile(aside, "w") as archive:
        with archive.open(zip_entry(DESCRIPTOR.name), "w") as entry:
            entry.write(DESCRIPTOR.read_bytes())
        for resource, rows in tables:
            with archive.open(zip_entry(f"{resource.name}.csv"), "w") as entry:
                entry.writelines(csv_chunks(resource, rows))


def zip_entry(name: str) -> zipfile.ZipInfo:
    """An entry that depends on nothing but its name and content."""
    entry = zipfile.ZipInfo(name, ZIP_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = FILE_MODE << 16
    return entry


def export_workbook(path: Path, tables: Iterator[Table]) -> None:
    """One sheet per resource. Raises WorkbookTooSmall."""
    with put_in_place(path) as aside:
        write_workbook(aside, tables)
