"""Fills a database with the demonstration data and prints the accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reporting.demonstration.accounts import ACCOUNTS, PASSWORD
from reporting.demonstration.loading import OtherPeopleHeld, load, refuse_other_people


def iso_date(text: str) -> date:
    """The argument as a date. Raises CommandError for anything but AAAA-MM-JJ."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"« {text} » n’est pas une date : écrivez AAAA-MM-JJ.") from error


class Command(BaseCommand):
    """`load_demo [--on DATE] [--verify]`: the same data for the same date; a second run changes nothing."""

    help = "Remplit la base de la démonstration (personnes fictives) et donne les comptes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=iso_date, metavar="AAAA-MM-JJ", help="le jour de la démonstration")
        parser.add_argument(
            "--verify", action="store_true", help="ne fait que refuser une base qui contient d’autres personnes"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or timezone.localdate()
        try:
            if options["verify"]:
                refuse_other_people()
                return
            loaded = load(on)
        except OtherPeopleHeld as error:
            raise CommandError(
                "Cette base contient d’autres personnes\N{NO-BREAK SPACE}: la démonstration ne s’y charge pas. "
                "Donnez par DATABASE_URL une base vide."
            ) from error
        done = (
            f"Démonstration chargée au {on:%d/%m/%Y}."
            if loaded
            else "Démonstration déjà chargée\N{NO-BREAK SPACE}: rien n’a changé."
        )
        self.stdout.write(self.style.SUCCESS(done))
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email}  {PASSWORD}  ({account.title.removeprefix('Entrer comme ')})")
