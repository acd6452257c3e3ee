"""Two records of one person made one; what was deleted or merged, as it was, so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.utils.timezone import localdate

from cases.models.duplicates import DuplicateSuspicion
from cases.models.people import YoungPerson, own_rows
from cases.references import new_code
from partners.models import Organisation, User

# A merge, or a deletion, can be taken back for so long.
UNDOABLE = timedelta(days=30)


class DuplicateAgreement(models.Model):
    """The lead of one Mission Locale agrees that two records are one person: it takes one of each (docs/access.md)."""

    suspicion = models.ForeignKey(
        DuplicateSuspicion, models.CASCADE, related_name="agreements", verbose_name="doublon possible"
    )
    mission_locale = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="Mission Locale")
    agreed_at = models.DateTimeField("accord donné le")
    agreed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="accord donné par")

    class Meta:
        ordering = ["suspicion", "agreed_at"]
        verbose_name = "accord de fusion"
        verbose_name_plural = "accords de fusion"
        constraints = [
            models.UniqueConstraint(
                fields=["suspicion", "mission_locale"],
                name="duplicate_agreement_once",
                violation_error_message="Cette Mission Locale a déjà donné son accord.",
            ),
        ]

    def __str__(self) -> str:
        return f"Accord du {localdate(self.agreed_at):%d/%m/%Y}"


class PersonAliasQuerySet(models.QuerySet["PersonAlias"]):
    def kept(self, codes: Iterable[str]) -> dict[str, str]:
        """By reference from before a merge, among these, that of the record that was kept."""
        readable = [code for code in codes if code and "\0" not in code]
        return dict(self.filter(code__in=readable).values_list("code", "person__code")) if readable else {}


class PersonAlias(models.Model):
    """A reference, or an i-milo number, that a person had before a merge: it still leads to them."""

    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="aliases", verbose_name="jeune")
    code = models.CharField("référence", unique=True)
    imilo_number = models.CharField("numéro i-milo", blank=True)
    # By which the journal knew the record that is gone.
    journal_key = models.UUIDField("clé du journal", unique=True, null=True, blank=True, editable=False)

    objects = PersonAliasQuerySet.as_manager()

    class Meta:
        ordering = ["person", "code"]
        verbose_name = "ancienne référence"
        verbose_name_plural = "anciennes références"

    def __str__(self) -> str:
        return self.code


class SnapshotKind(models.TextChoices):
    DELETION = "suppression", "Suppression"
    MERGE = "fusion", "Fusion"


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def undoable(self, at: datetime) -> SnapshotQuerySet:
        """Not taken back, and young enough to be."""
        return self.filter(restored_at__isnull=True, taken_at__gt=at - UNDOABLE)

    def visible_to(self, user: User, at: datetime) -> SnapshotQuerySet:
        """The referents of the Mission Locale in which it was taken."""
        return self.filter(own_rows(user, at))


class Snapshot(models.Model):
    """Rows as they were before they were deleted or merged: an undo puts them back. It is erased with its person."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="snapshots", verbose_name="jeune")
    mission_locale = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="Mission Locale")
    kind = models.CharField("type", choices=SnapshotKind)
    # What it was, in the words of the page: « Entretien du 12/11/2026 ».
    label = models.CharField("quoi")
    rows = models.JSONField("lignes")
    taken_at = models.DateTimeField("fait le")
    taken_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="fait par")
    restored_at = models.DateTimeField("annulé le", null=True, blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at"]
        verbose_name = "instantané"

    def __str__(self) -> str:
        return self.label
