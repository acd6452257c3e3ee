"""Deletes the drafts that nobody sent within seven days; to be run every day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.models import Draft


class Command(BaseCommand):
    help = "Supprime les brouillons de plus de sept jours."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were deleted."""
        deleted, _ = Draft.objects.expired(timezone.now()).delete()
        self.stdout.write(f"Brouillons supprimés\N{NO-BREAK SPACE}: {deleted}")
