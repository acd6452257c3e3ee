"""What justice decided: measures (custody, community, CEF). Never an offence."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from cases.models.people import YoungPerson
from cases.references import new_code
from partners.constraints import ends_after, listed
from partners.models import Organisation, User
from partners.overlaps import NoOverlap


class Setting(models.TextChoices):
    CUSTODY = "detention", "Détention"
    COMMUNITY = "milieu_ouvert", "Milieu ouvert"
    CEF = "cef", "Centre éducatif fermé"


class PenalStatus(models.TextChoices):
    CONVICTED = "condamne", "Condamné"
    ON_REMAND = "prevenu", "Prévenu"
    COURT_ORDER = "ordonnance", "Ordonnance"


class UnknownEndReason(models.TextChoices):
    AWAITING_JUDGMENT = "jugement_attendu", "Jugement attendu"
    APPEAL = "appel", "Appel en cours"
    NOT_SENT = "non_transmise", "Date non transmise"


class JusticeMeasureQuerySet(models.QuerySet["JusticeMeasure"]):
    def custody(self) -> JusticeMeasureQuerySet:
        """From écrou to levée d'écrou."""
        return self.filter(setting=Setting.CUSTODY)

    def running(self, on: date) -> JusticeMeasureQuerySet:
        """Begun on or before that day and not ended before it."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)

    def visible_to(self, user: User, at: datetime) -> JusticeMeasureQuerySet:
        """Closed lists: own unit of an officer, own Mission Locale of a referent."""
        return self.filter(person__in=YoungPerson.objects.visible_to(user, at).values("pk"))


class JusticeMeasure(models.Model):
    """One custody episode (écrou to levée d'écrou), one supervision in the community, one placement in a CEF.

    The length is the total pronounced, before reductions: whole months, and days beyond them.
    """

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="measures", verbose_name="jeune")
    setting = models.CharField("cadre", choices=Setting)
    status = models.CharField("statut", choices=PenalStatus)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name="structure"
    )
    sentence_months = models.IntegerField("durée (mois)", null=True, blank=True)
    sentence_days = models.IntegerField("durée (jours en plus)", null=True, blank=True)
    starts_on = models.DateField("début")
    planned_end_on = models.DateField("fin prévue", null=True, blank=True)
    planned_end_unknown = models.CharField("fin inconnue car", choices=UnknownEndReason, blank=True)
    ends_on = models.DateField("fin", null=True, blank=True)

    objects = JusticeMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["person", "starts_on", "code"]
        verbose_name = "mesure"
        constraints = [
            NoOverlap(
                fields=("person",),
                start="starts_on",
                end="ends_on",
                only=("setting", Setting.CUSTODY.value),
                name="measure_custody_overlap",
                violation_error_message="Deux détentions d’un même jeune se chevauchent.",
            ),
            listed("setting", Setting, name="measure_setting_listed"),
            listed("status", PenalStatus, name="measure_status_listed"),
            listed("planned_end_unknown", UnknownEndReason, name="measure_unknown_end_listed", optional=True),
            ends_after(
                "starts_on",
                "ends_on",
                name="measure_end_after_start",
                message="La mesure finit avant d’avoir commencé.",
            ),
            ends_after(
                "starts_on",
                "planned_end_on",
                name="measure_planned_end_after_start",
                message="La fin prévue de la mesure précède son début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_setting_display()} du {self.starts_on:%d/%m/%Y}"

    @property
    def is_custody(self) -> bool:
        """From écrou to levée d'écrou; a CEF is none."""
        return self.setting == Setting.CUSTODY


class PlannedEndChangeQuerySet(models.QuerySet["PlannedEndChange"]):
    def visible_to(self, user: User, at: datetime) -> PlannedEndChangeQuerySet:
        """As the measure that it is about."""
        return self.filter(measure__in=JusticeMeasure.objects.visible_to(user, at).values("pk"))


class PlannedEndChange(models.Model):
    """The expected release date was changed: what it was, what it became, by whom. Only added to."""

    measure = models.ForeignKey(
        JusticeMeasure, models.CASCADE, related_name="planned_end_changes", verbose_name="mesure"
    )
    before_on = models.DateField("était", null=True, blank=True)
    before_unknown = models.CharField("était inconnue car", choices=UnknownEndReason, blank=True)
    after_on = models.DateField("devient", null=True, blank=True)
    after_unknown = models.CharField("devient inconnue car", choices=UnknownEndReason, blank=True)
    changed_at = models.DateTimeField("changée le")
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="changée par")
    # In whose name: the unit, or the Mission Locale.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="structure"
    )

    objects = PlannedEndChangeQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "changed_at", "pk"]
        verbose_name = "changement de date de sortie"
        verbose_name_plural = "changements de date de sortie"
        constraints = [
            listed("before_unknown", UnknownEndReason, name="end_change_before_listed", optional=True),
            listed("after_unknown", UnknownEndReason, name="end_change_after_listed", optional=True),
        ]

    def __str__(self) -> str:
        return f"Date de sortie changée le {localdate(self.changed_at):%d/%m/%Y}"
