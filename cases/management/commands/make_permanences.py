"""Makes the permanences of all patterns, a year ahead; to be run every day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.models import PermanencePattern
from cases.permanences.calendar import make_permanences


class Command(BaseCommand):
    help = "Crée les permanences des rythmes, un an à l’avance."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were made; a second run the same day makes none."""
        made = make_permanences(PermanencePattern.objects.all(), timezone.localdate())
        self.stdout.write(f"Permanences créées\N{NO-BREAK SPACE}: {made}")
