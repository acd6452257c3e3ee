"""Two records that may be one person: told to the leads of the Missions Locales that hold them, to nobody else."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate

from cases.models.people import CaseFile, YoungPerson
from partners.access import led_missions_locales
from partners.models import User


class DuplicateSuspicionQuerySet(models.QuerySet["DuplicateSuspicion"]):
    def open(self) -> DuplicateSuspicionQuerySet:
        """Not dismissed."""
        return self.filter(dismissed_at__isnull=True)

    def visible_to(self, user: User, at: datetime) -> DuplicateSuspicionQuerySet:
        """The leads of a Mission Locale that holds one of the two; each sees the record that is their own."""
        on = localdate(at)
        files = CaseFile.objects.open(on).filter(organisation__in=led_missions_locales(user, on)).values("person")
        return self.filter(Q(first__in=files) | Q(second__in=files))


class DuplicateSuspicion(models.Model):
    """Two records alike, found when one of them was typed. `first` has the smaller id."""

    first = models.ForeignKey(YoungPerson, models.CASCADE, related_name="+", verbose_name="premier dossier")
    second = models.ForeignKey(YoungPerson, models.CASCADE, related_name="+", verbose_name="second dossier")
    found_at = models.DateTimeField("trouvé le")
    dismissed_at = models.DateTimeField("écarté le", null=True, blank=True)
    dismissed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="écarté par"
    )

    objects = DuplicateSuspicionQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at"]
        verbose_name = "doublon possible"
        verbose_name_plural = "doublons possibles"
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="duplicate_in_order",
                violation_error_message="Un dossier n’est pas le doublon de lui-même.",
            ),
            models.UniqueConstraint(
                fields=["first", "second"],
                name="duplicate_once",
                violation_error_message="Ce doublon possible est déjà signalé.",
            ),
        ]

    def __str__(self) -> str:
        return f"Doublon possible du {self.found_at:%d/%m/%Y}"
