"""Every week: looks for records of one person among all, and tells the leads who hold them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from cases.mail import tell_of_duplicates
from cases.merging.searching import find_duplicates
from partners.addresses import absolute


class Command(BaseCommand):
    help = "Cherche les dossiers qui semblent être la même personne, et prévient les responsables."

    def handle(self, *args: Any, **options: Any) -> None:
        """Each pair is found, and told of, once, however often this runs."""
        at = timezone.now()
        found = find_duplicates(at)
        if found:
            tell_of_duplicates(found, localdate(at), absolute(reverse("cases:duplicatesuspicion_list")))
        self.stdout.write(f"{len(found)} doublon(s) possible(s) trouvé(s).")
