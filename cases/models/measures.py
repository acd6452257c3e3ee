"""What justice decided: measures (custody, community, CEF) and sentence adjustments. Never an offence."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q

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


class AdjustmentKind(models.TextChoices):
    DAY_RELEASE = "semi_liberte", "Semi-liberté"
    MONITORING = "ddse", "Détention à domicile sous surveillance électronique"
    EXTERNAL_PLACEMENT = "placement_exterieur", "Placement à l’extérieur"
    PAROLE = "liberation_conditionnelle", "Libération conditionnelle"
    UNDER_CONSTRAINT = "liberation_sous_contrainte", "Libération sous contrainte"


class ConstraintModality(models.TextChoices):
    """How a libération sous contrainte is carried out."""

    PAROLE = "liberation_conditionnelle", "Libération conditionnelle"
    MONITORING = "ddse", "Détention à domicile sous surveillance électronique"
    EXTERNAL_PLACEMENT = "placement_exterieur", "Placement à l’extérieur"
    DAY_RELEASE = "semi_liberte", "Semi-liberté"


class AdjustmentDecision(models.TextChoices):
    IN_PREPARATION = "en_preparation", "En préparation"
    GRANTED = "accorde", "Accordé"
    REFUSED = "refuse", "Refusé"


class Destination(models.TextChoices):
    EMPLOYMENT = "emploi", "Emploi"
    INTERNSHIP = "stage", "Stage"
    ORIENTATION = "pop", "POP"
    PREPARATION = "ppi_parcours_plus", "PPI / Parcours +"
    QUALIFICATION = "formation_qualifiante", "Formation qualifiante"
    JOB_SEARCH = "recherche_emploi", "Recherche d’emploi"


class Outcome(models.TextChoices):
    RUNNING = "en_cours", "En cours"
    POSITIVE = "sortie_positive", "Sortie positive"
    BACK_IN_CUSTODY = "retour_detention", "Retour en détention"
    OTHER = "autre", "Autre"


class SentenceAdjustmentQuerySet(models.QuerySet["SentenceAdjustment"]):
    def visible_to(self, user: User, at: datetime) -> SentenceAdjustmentQuerySet:
        """Closed lists: own unit of an officer, own Mission Locale of a referent."""
        return self.filter(person__in=YoungPerson.objects.visible_to(user, at).values("pk"))


class SentenceAdjustment(models.Model):
    """An aménagement de peine, from its preparation to its end. A permission de sortir is not one."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="adjustments", verbose_name="jeune")
    kind = models.CharField("type", choices=AdjustmentKind)
    modality = models.CharField("modalité", choices=ConstraintModality, blank=True)
    decision = models.CharField("décision", choices=AdjustmentDecision)
    decided_on = models.DateField("date de décision", null=True, blank=True)
    starts_on = models.DateField("début", null=True, blank=True)
    ends_on = models.DateField("fin", null=True, blank=True)
    destination = models.CharField("débouché", choices=Destination, blank=True)
    outcome = models.CharField("issue", choices=Outcome, blank=True)

    objects = SentenceAdjustmentQuerySet.as_manager()

    class Meta:
        ordering = ["person", models.F("starts_on").asc(nulls_last=True), "code"]
        verbose_name = "aménagement de peine"
        verbose_name_plural = "aménagements de peine"
        constraints = [
            listed("kind", AdjustmentKind, name="adjustment_kind_listed"),
            listed("modality", ConstraintModality, name="adjustment_modality_listed", optional=True),
            listed("decision", AdjustmentDecision, name="adjustment_decision_listed"),
            listed("destination", Destination, name="adjustment_destination_listed", optional=True),
            listed("outcome", Outcome, name="adjustment_outcome_listed", optional=True),
            ends_after(
                "starts_on",
                "ends_on",
                name="adjustment_end_after_start",
                message="L’aménagement finit avant d’avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
