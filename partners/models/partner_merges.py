"""Two bodies that were one: made one, and taken apart again for 30 days. Two that look alike and are two."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from partners.models.accounts import User
from partners.models.organisations import Organisation

UNDOABLE = timedelta(days=30)


class PartnerMergeQuerySet(models.QuerySet["PartnerMerge"]):
    def running(self) -> PartnerMergeQuerySet:
        """Not undone."""
        return self.filter(undone_at__isnull=True)

    def undoable(self, at: datetime) -> PartnerMergeQuerySet:
        """Not undone, and young enough to be."""
        return self.running().filter(merged_at__gt=at - UNDOABLE)

    def followed(self, pk: int) -> int:
        """The id of the body that the one of this id is by now: the one it was merged into, if it was."""
        into = dict(self.running().values_list("other", "kept"))
        while pk in into:
            pk = into.pop(pk)
        return pk


class PartnerMerge(models.Model):
    """One body (`other`) whose rows are now another's (`kept`). It stays, inactive, so that its code and its address
    still lead somewhere. `done` is what was done to which row, in order: an undo reads it backwards."""

    kept = models.ForeignKey(Organisation, models.PROTECT, related_name="merges", verbose_name="structure gardée")
    other = models.ForeignKey(
        Organisation, models.PROTECT, related_name="merged_into", verbose_name="structure réunie"
    )
    done = models.JSONField("ce qui a été fait", encoder=DjangoJSONEncoder, default=list)
    merged_at = models.DateTimeField("réunies le")
    merged_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="réunies par")
    undone_at = models.DateTimeField("défaite le", null=True, blank=True)
    undone_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="défaite par")

    objects = PartnerMergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = "fusion de deux structures"
        verbose_name_plural = "fusions de structures"
        constraints = [
            models.UniqueConstraint(
                fields=["other"],
                condition=Q(undone_at__isnull=True),
                name="partner_merged_once",
                violation_error_message="Cette structure est déjà réunie à une autre.",
            ),
            models.CheckConstraint(
                condition=~Q(kept=F("other")),
                name="partner_merge_of_two",
                violation_error_message="Une structure ne se réunit pas à elle-même.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.other} réunie à {self.kept}"


class DistinctPartners(models.Model):
    """Two bodies that look alike, of which somebody said that they are two: the list of duplicates leaves them out."""

    # Whichever was there first.
    first = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="première structure")
    second = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="seconde structure")
    said_at = models.DateTimeField("dit le")
    said_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="dit par")

    class Meta:
        ordering = ["-said_at", "-pk"]
        verbose_name = "structures distinctes"
        verbose_name_plural = "structures distinctes"
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="distinct_partners_once",
                violation_error_message="C’est déjà dit.",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="distinct_partners_in_order",
                violation_error_message="La première structure est celle qui était là d’abord.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} et {self.second}"
