"""Exports a data package: arguments in, exit code out."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.journal import record_command
from cases.models import Programme
from reporting.interchange import WorkbookTooSmall, export_package, people_exported


class Command(BaseCommand):
    help = "Exporte un paquet de données : un dossier, ou un fichier .zip ou .xlsx selon le nom donné."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", help="dossier, archive .zip ou classeur .xlsx à écrire")
        parser.add_argument("--programme", metavar="CODE", help="ce dispositif et ses jeunes seulement")

    def handle(self, *args: Any, path: str, programme: str | None, **options: Any) -> None:
        """Prints how many rows each resource has; the journal says beforehand who is in them. Exits with 1 when the
        package cannot be written."""
        try:
            keys = people_exported(programme).values_list("journal_key", flat=True)
            record_command("export_package", keys, timezone.now())
            counts = export_package(path, programme=programme)
        except Programme.DoesNotExist:
            raise CommandError(f"Aucun dispositif n’a le code «\u00a0{programme}\u00a0».") from None
        except (OSError, WorkbookTooSmall) as error:
            raise CommandError(f"Le paquet n’a pas pu être écrit\u00a0: {error}") from error
        for name, count in counts.items():
            self.stdout.write(f"{name}\u00a0: {count} lignes")
