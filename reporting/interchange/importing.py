"""A package into the database: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import Error, connection, transaction

from cases.case_files import refresh
from reporting.interchange.addresses import date_stated
from reporting.interchange.agreements import settle_amendments
from reporting.interchange.aliases import follow_aliases
from reporting.interchange.checking import stage_package
from reporting.interchange.faults import Fault, PackageFaults
from reporting.interchange.reading import open_package
from reporting.interchange.rules import check_rules
from reporting.interchange.schema import RESOURCES
from reporting.interchange.staging import CREATED, UNCHANGED, UPDATED, Staging
from reporting.interchange.writing import compare, write_changes
from reporting.models import Demonstration

# Any number, the same for all imports: PostgreSQL knows a lock by it.
IMPORT_LOCK = 20161231


@dataclass(frozen=True)
class Count:
    """What became of the rows of one resource."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Summary:
    """What an import did, or would do: the rows of each resource that the package has. `ignored` are its tables
    whose name is no resource's; `ended_demonstration`: people came into the demonstration's database."""

    counts: dict[str, Count]
    ignored: tuple[str, ...] = ()
    is_dry_run: bool = False
    ended_demonstration: bool = False

    @property
    def has_changes(self) -> bool:
        """Whether any row was new or different."""
        return any(count.created or count.updated for count in self.counts.values())

    def lines(self) -> Iterator[str]:
        """The import in words, one line a resource."""
        for name, count in self.counts.items():
            yield (f"{name}\u00a0: {count.created} créées, {count.updated} modifiées, {count.unchanged} inchangées")
        if not self.counts:
            yield "Aucune ressource du paquet n’a été trouvée."
        if not self.has_changes:
            yield "Rien n’a changé."
        elif self.is_dry_run:
            yield "Essai\u00a0: rien n’a été écrit."
        if self.ended_demonstration:
            yield "La démonstration est retirée\u00a0: cette base contient maintenant d’autres personnes."


def import_package(path: Path | str, *, today: date, dry_run: bool = False) -> Summary:
    """Imports the package at that path (folder, .zip, .xlsx, one .csv) in one transaction.

    The transaction begins once every file is read. Raises PackageFaults when the package has any fault of the
    contract's list; then, and on a dry run, nothing is written.
    """
    with closing(Staging()) as staging:
        with open_package(Path(path)) as package:
            left_out = stage_package(package, staging)
        try:
            with transaction.atomic():
                one_import_at_a_time()
                counts = import_staged(staging, left_out, today)
                comes_in = "jeunes" in counts and counts["jeunes"].created > 0
                ended = comes_in and Demonstration.objects.withdraw()
                if dry_run:
                    transaction.set_rollback(True)
        except Error as error:
            fault = Fault("base de données", 1, "écriture", str(error), "une base qui accepte le paquet")
            raise PackageFaults([fault]) from error
    return Summary(counts, tuple(package.ignored), dry_run, ended)


def one_import_at_a_time() -> None:
    """Wait, until the end of the transaction, for no other import to write. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Another import may take longer than a lock may usually be waited for.
            cursor.execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def import_staged(staging: Staging, left_out: dict[str, tuple[str, ...]], today: date) -> dict[str, Count]:
    """Compares with the database, checks, writes. Raises PackageFaults."""
    follow_aliases(staging)
    if "adresses" in staging.staged:
        date_stated(staging)
    if "avenants" in staging.staged:
        settle_amendments(staging)
    for name in staging.staged:
        compare(RESOURCES[name], left_out[name], staging)
    check_rules(staging, today)
    faults, total = staging.faults()
    if faults:
        raise PackageFaults(faults, total)
    write_changes(staging)
    for people in staging.touched():
        refresh(people)
    return {name: counted(staging.count(RESOURCES[name])) for name in staging.staged}


def counted(statuses: dict[str, int]) -> Count:
    """The rows by status."""
    return Count(statuses.get(CREATED, 0), statuses.get(UPDATED, 0), statuses.get(UNCHANGED, 0))
