"""Restricted files (dossiers réservés): open to named people only, but for a lead who breaks the glass."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from partners.access import led_missions_locales
from partners.constraints import listed
from partners.models import User

# How long a file stays open to the lead who opened it with a written reason (docs/access.md).
GLASS_STAYS_BROKEN = timedelta(hours=24)


class RestrictionReason(models.TextChoices):
    RELATIVE = "proche", "Un proche travaille dans une des structures"
    THREAT = "menace", "Une menace pèse sur le jeune"
    OTHER = "autre", "Autre raison, connue des responsables"


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def running(self) -> RestrictionQuerySet:
        """Not lifted."""
        return self.filter(lifted_at__isnull=True)

    def closed_to(self, user: User, at: datetime) -> RestrictionQuerySet:
        """Those running that do not name this user, and that the user did not open in the last 24 hours."""
        opened = BreakGlass.objects.open(at).filter(user=user)
        named = RestrictionReader.objects.filter(user=user)
        return self.running().exclude(pk__in=named.values("restriction")).exclude(person__in=opened.values("person"))


class Restriction(models.Model):
    """From a day until it is lifted, a young person's file is absent from the lists, searches and counts of all but
    the people named. It still counts in the report."""

    person = models.ForeignKey("YoungPerson", models.CASCADE, related_name="restrictions", verbose_name="jeune")
    reason = models.CharField("raison", choices=RestrictionReason)
    readers = models.ManyToManyField(
        User, through="RestrictionReader", related_name="restrictions", verbose_name="personnes nommées"
    )
    marked_at = models.DateTimeField("réservé le")
    marked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="réservé par")
    lifted_at = models.DateTimeField("levé le", null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="levé par"
    )

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        ordering = ["person", "marked_at"]
        verbose_name = "réserve d’un dossier"
        verbose_name_plural = "réserves de dossiers"
        constraints = [
            listed("reason", RestrictionReason, name="restriction_reason_listed"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(lifted_at__isnull=True),
                name="restriction_one_running",
                violation_error_message="Ce dossier est déjà réservé.",
            ),
        ]

    def __str__(self) -> str:
        return f"Dossier réservé depuis le {localdate(self.marked_at):%d/%m/%Y}"

    def lift(self, by: User, at: datetime) -> None:
        """The file is open again to all who may read it; lifting it twice changes nothing."""
        running = Restriction.objects.running().filter(pk=self.pk)
        running.update(lifted_at=at, lifted_by=by)


class RestrictionReader(models.Model):
    """Someone named, who reads a restricted file."""

    restriction = models.ForeignKey(Restriction, models.CASCADE, related_name="named", verbose_name="réserve")
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="personne nommée")
    # Who takes a file over is named by the acceptance, and no longer once that is taken back.
    handover = models.ForeignKey(
        "Handover", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="relais qui l’a nommée"
    )

    class Meta:
        ordering = ["restriction", "user"]
        verbose_name = "personne nommée"
        verbose_name_plural = "personnes nommées"
        constraints = [
            models.UniqueConstraint(
                fields=["restriction", "user"],
                name="restriction_reader_unique",
                violation_error_message="Cette personne est déjà nommée.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def open(self, at: datetime) -> BreakGlassQuerySet:
        """Opened within the 24 hours before that moment."""
        return self.filter(opened_at__gt=at - GLASS_STAYS_BROKEN, opened_at__lte=at)

    def visible_to(self, user: User, at: datetime) -> BreakGlassQuerySet:
        """Who opened what and why, without the person's name: the leads of the Mission Locale; nobody else."""
        return self.filter(organisation__in=led_missions_locales(user, localdate(at)))


class BreakGlass(models.Model):
    """A restricted file opened by a lead, for 24 hours, with a written reason; the other leads are told."""

    person = models.ForeignKey("YoungPerson", models.CASCADE, related_name="broken_glass", verbose_name="jeune")
    user = models.ForeignKey(User, models.PROTECT, related_name="broken_glass", verbose_name="ouvert par")
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="broken_glass", verbose_name="Mission Locale"
    )
    reason = models.TextField("raison")
    opened_at = models.DateTimeField("ouvert le")

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = "ouverture exceptionnelle"
        verbose_name_plural = "ouvertures exceptionnelles"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="break_glass_has_reason",
                violation_error_message="Écrivez pourquoi vous ouvrez ce dossier.",
            ),
        ]

    def __str__(self) -> str:
        return f"Ouverture exceptionnelle du {localdate(self.opened_at):%d/%m/%Y}"

    @property
    def closes_at(self) -> datetime:
        """When the file closes again to the lead who opened it."""
        return self.opened_at + GLASS_STAYS_BROKEN
