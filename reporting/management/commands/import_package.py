"""Imports a data package: arguments in, exit code out."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.journal import record_command
from reporting.interchange import PackageFaults, import_package


class Command(BaseCommand):
    help = "Importe un paquet de données (dossier, .zip ou .xlsx) : tout, ou rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", help="dossier, archive .zip ou classeur .xlsx")
        parser.add_argument("--dry-run", action="store_true", help="vérifier et compter, sans rien écrire")

    def handle(self, *args: Any, path: str, dry_run: bool, **options: Any) -> None:
        """Prints what became of each resource's rows; the journal says beforehand that it was run. On faults, prints
        them and exits with 1."""
        record_command("import_package", [], timezone.now())
        try:
            summary = import_package(path, today=timezone.localdate(), dry_run=dry_run)
        except PackageFaults as error:
            for line in error.lines():
                self.stderr.write(line)
            self.stderr.write("Rien n’a été écrit.")
            sys.exit(1)
        for name in summary.ignored:
            self.stderr.write(f"Attention\u00a0: {name} n’est pas une ressource du paquet, ignoré.")
        for line in summary.lines():
            self.stdout.write(line)
