"""Fills an empty database with the demonstration: package, accounts, agreements, the words of the 2016 report, and the
living caseload of these weeks."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from datetime import date, datetime, time
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from cases.models import Enrolment, Programme, YoungPerson
from cases.placements.uses import read_uses
from reporting.demonstration import words_2016
from reporting.demonstration.accounts import ACCOUNTS, create_accounts, equip
from reporting.demonstration.agreements import create_agreements
from reporting.demonstration.caseload import create_caseload
from reporting.demonstration.cohort import package_rows
from reporting.demonstration.colleagues import create_colleagues
from reporting.demonstration.committees import create_committees
from reporting.demonstration.directory import create_directory
from reporting.demonstration.partnerships import create_partnerships
from reporting.demonstration.placements import create_placements
from reporting.demonstration.territories import create_territories
from reporting.demonstration.trial import create_trial_assessment
from reporting.interchange import import_package, one_import_at_a_time
from reporting.models import AnnualReport, Demonstration

Package = dict[str, list[dict[str, str]]]


class OtherPeopleHeld(Exception):
    """The database holds people who are not the demonstration's."""


def load(on: date) -> bool:
    """Fill the database as of that day, in one transaction; False when it holds the demonstration already.

    Raises OtherPeopleHeld when it holds anyone else.
    """
    with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        one_import_at_a_time()
        if Demonstration.objects.exists():
            equip_accounts(on)
            return False
        refuse_other_people()
        archive = Path(folder) / "demonstration.zip"
        archive.write_bytes(package_archive(package_rows(on)))
        import_package(archive, today=on)
        create_partnerships()
        create_territories()
        create_directory()
        create_accounts()
        create_agreements(on)
        create_colleagues(on)
        create_caseload(on)
        create_placements(on)
        read_uses(on)
        create_committees(on)
        equip_accounts(on)
        create_reports(on)
        create_trial_assessment()
        Demonstration.objects.create(pk=1, loaded_for=on)
        gather_statistics()
    return True


def gather_statistics() -> None:
    """Have PostgreSQL count what has just come in: until it has, it takes the tables for empty, and minutes for the
    pages of someone who sees many people."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def equip_accounts(on: date) -> None:
    """The accounts as their cards want them, since the first moment of that day."""
    for account in ACCOUNTS:
        equip(account, timezone.make_aware(datetime.combine(on, time.min)))


def refuse_other_people() -> None:
    """Raises OtherPeopleHeld where the database holds people without being the demonstration; one without tables, or
    of an older version, may hold none."""
    tables = set(connection.introspection.table_names())
    if not tables >= {YoungPerson._meta.db_table, Demonstration._meta.db_table}:
        return
    if YoungPerson.objects.exists() and not Demonstration.objects.exists():
        raise OtherPeopleHeld


def create_reports(on: date) -> None:
    """A report for each programme and year that an enrolment was counted in; the words of 2016 are written anew."""
    for programme in Programme.objects.all():
        for year in range(programme.starts_on.year, on.year + 1):
            if Enrolment.objects.filter(programme=programme).counted_in(year).exists():
                AnnualReport.objects.create(programme=programme, year=year)
    AnnualReport.objects.filter(programme__code="dernier-ecrou", year=2016).update(
        context=words_2016.CONTEXT, circuit=words_2016.CIRCUIT, partnerships=words_2016.PARTNERSHIPS
    )


def package_archive(package: Package) -> bytes:
    """The rows as a zipped data package; the entries bear no date of their own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for resource, rows in package.items():
            archive.writestr(zipfile.ZipInfo(f"{resource}.csv"), csv_of(rows), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def csv_of(rows: list[dict[str, str]]) -> str:
    """The rows as CSV, with the first row's columns."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
