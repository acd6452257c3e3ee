"""Two records that may be one person: told to the leads of the Missions Locales that hold them, to nobody else."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate

from cases.models.people import YoungPerson
from partners.access import case_memberships, leads
from partners.models import User


class DuplicateSuspicionQuerySet(models.QuerySet["DuplicateSuspicion"]):
    def open(self) -> DuplicateSuspicionQuerySet:
        """Not dismissed."""
        return self.filter(dismissed_at__isnull=True)

    def visible_to(self, user: User, at: datetime) -> DuplicateSuspicionQuerySet:
        """The leads of a Mission Locale that holds one of the two; each sees the record that is their own, and none
        by a restricted file that does not name them."""
        held = Q(pk__in=[])
        for membership in case_memberships(user, localdate(at)):
            if leads(membership):
                held |= Q(pk__in=YoungPerson.objects.held_through(membership, at).values("pk"))
        people = YoungPerson.objects.filter(held).values("pk")
        return self.filter(Q(first__in=people) | Q(second__in=people))


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

    def dismiss(self, user: User, at: datetime) -> None:
        """They are two people; the first to say so is kept."""
        DuplicateSuspicion.objects.open().filter(pk=self.pk).update(dismissed_at=at, dismissed_by=user)
        self.refresh_from_db()

    def __str__(self) -> str:
        return f"Doublon possible du {localdate(self.found_at):%d/%m/%Y}"
