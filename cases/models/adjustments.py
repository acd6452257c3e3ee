"""Aménagements de peine as a project shared with the SPIP; permissions de sortir; certificates for the judge."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from cases.models.measures import JusticeMeasure
from cases.models.people import YoungPerson, own_rows
from cases.models.requests import CaseRequest
from cases.references import new_code
from partners.constraints import ends_after, listed
from partners.models import Organisation, User


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


class ReturnCause(models.TextChoices):
    """Why an adjustment ended in custody: never more than that (docs/access.md)."""

    WITHDRAWN = "retrait_revocation", "Retrait ou révocation"
    ANOTHER_CUSTODY = "autre_ecrou", "Autre écrou"
    UNKNOWN = "inconnue", "Inconnue"


class AdjustmentState(models.TextChoices):
    """Where a joint project stands."""

    PREPARED = "prepare", "En préparation"
    REQUESTED = "requete", "Requête déposée"
    HEARING = "audience", "Audience fixée"
    GRANTED = "accorde", "Accordé"
    REFUSED = "refuse", "Refusé"
    STARTED = "commence", "Commencé"
    ENDED = "termine", "Terminé"
    WITHDRAWN = "retire", "Retiré"


class SentenceAdjustmentQuerySet(models.QuerySet["SentenceAdjustment"]):
    def granted_still(self) -> SentenceAdjustmentQuerySet:
        """Granted, and neither withdrawn nor ended in custody again."""
        kept = self.filter(decision=AdjustmentDecision.GRANTED, withdrawn_on__isnull=True, return_cause="")
        return kept.exclude(outcome=Outcome.BACK_IN_CUSTODY)

    def with_state(self, on: date) -> SentenceAdjustmentQuerySet:
        """Each with `stands`: where it stands on that day, as `SentenceAdjustment.state` says it."""
        granted = Q(decision=AdjustmentDecision.GRANTED)
        broke_off = Q(withdrawn_on__isnull=False) | ~Q(return_cause="") | Q(outcome=Outcome.BACK_IN_CUSTODY)
        is_over = Q(ends_on__lt=on) & ~Q(outcome=Outcome.RUNNING)
        is_told = Q(outcome__in=(Outcome.POSITIVE, Outcome.OTHER))
        stands = models.Case(
            models.When(decision=AdjustmentDecision.REFUSED, then=models.Value(AdjustmentState.REFUSED)),
            models.When(granted & broke_off, then=models.Value(AdjustmentState.WITHDRAWN)),
            models.When(granted & (is_over | is_told), then=models.Value(AdjustmentState.ENDED)),
            models.When(granted & Q(starts_on__lte=on), then=models.Value(AdjustmentState.STARTED)),
            models.When(granted, then=models.Value(AdjustmentState.GRANTED)),
            models.When(hearing_on__isnull=False, then=models.Value(AdjustmentState.HEARING)),
            models.When(requested_on__isnull=False, then=models.Value(AdjustmentState.REQUESTED)),
            default=models.Value(AdjustmentState.PREPARED),
            output_field=models.CharField(),
        )
        return self.annotate(stands=stands)

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
    # The joint project before the decision, and how it broke off.
    measure = models.ForeignKey(
        JusticeMeasure, models.SET_NULL, null=True, blank=True, related_name="adjustments", verbose_name="mesure"
    )
    requested_on = models.DateField("requête déposée le", null=True, blank=True)
    hearing_on = models.DateField("audience le", null=True, blank=True)
    withdrawn_on = models.DateField("retrait le", null=True, blank=True)
    return_cause = models.CharField("cause du retour", choices=ReturnCause, blank=True)

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
            listed("return_cause", ReturnCause, name="adjustment_return_cause_listed", optional=True),
            ends_after(
                "starts_on",
                "ends_on",
                name="adjustment_end_after_start",
                message="L’aménagement finit avant d’avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("cases:sentenceadjustment_detail", args=[self.code])

    def state(self, on: date) -> AdjustmentState:
        """Where it stands on that day: days to come are plans, but for the hearing, which is fixed."""
        if self.decision == AdjustmentDecision.REFUSED:
            return AdjustmentState.REFUSED
        if self.decision == AdjustmentDecision.GRANTED:
            return self._state_once_granted(on)
        if self.hearing_on:
            return AdjustmentState.HEARING
        return AdjustmentState.REQUESTED if self.requested_on else AdjustmentState.PREPARED

    def _state_once_granted(self, on: date) -> AdjustmentState:
        if self.withdrawn_on or self.return_cause or self.outcome == Outcome.BACK_IN_CUSTODY:
            return AdjustmentState.WITHDRAWN
        is_over = self.ends_on is not None and self.ends_on < on and self.outcome != Outcome.RUNNING
        if is_over or self.outcome in (Outcome.POSITIVE, Outcome.OTHER):
            return AdjustmentState.ENDED
        is_begun = self.starts_on is not None and self.starts_on <= on
        return AdjustmentState.STARTED if is_begun else AdjustmentState.GRANTED


class SupplyKind(models.TextChoices):
    """What the judge's file asks of the Mission Locale."""

    TRAINING_START = "entree_formation", "Entrée en formation"
    EMPLOYER_PROMISE = "promesse_embauche", "Promesse d’embauche"
    HOUSING_PROOF = "hebergement", "Justificatif d’hébergement"
    CERTIFICATE = "attestation", "Attestation d’accompagnement"
    IDENTITY = "identite", "Pièce d’identité"
    OTHER = "autre", "Autre justificatif"


class AdjustmentSupplyQuerySet(models.QuerySet["AdjustmentSupply"]):
    def missing(self) -> AdjustmentSupplyQuerySet:
        """Asked for still, and not supplied yet."""
        return self.filter(supplied_on__isnull=True, withdrawn_on__isnull=True)

    def visible_to(self, user: User, at: datetime) -> AdjustmentSupplyQuerySet:
        """As the adjustment that it is for."""
        return self.filter(adjustment__in=SentenceAdjustment.objects.visible_to(user, at).values("pk"))


class AdjustmentSupply(models.Model):
    """A piece that the Mission Locale must supply for an adjustment, and by when; no longer asked for, it stays."""

    adjustment = models.ForeignKey(
        SentenceAdjustment, models.CASCADE, related_name="supplies", verbose_name="aménagement"
    )
    kind = models.CharField("pièce", choices=SupplyKind)
    due_on = models.DateField("pour le", null=True, blank=True)
    supplied_on = models.DateField("fournie le", null=True, blank=True)
    withdrawn_on = models.DateField("plus demandée depuis le", null=True, blank=True)

    objects = AdjustmentSupplyQuerySet.as_manager()

    class Meta:
        ordering = ["adjustment", models.F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = "pièce à fournir"
        verbose_name_plural = "pièces à fournir"
        constraints = [
            listed("kind", SupplyKind, name="adjustment_supply_kind_listed"),
            models.UniqueConstraint(
                fields=["adjustment", "kind"],
                name="adjustment_supply_once",
                violation_error_message="Cette pièce est déjà demandée.",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on__isnull=True) | models.Q(supplied_on__isnull=True),
                name="adjustment_supply_there_or_unwanted",
                violation_error_message="Une pièce fournie reste demandée.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class PermissionPurpose(models.TextChoices):
    EMPLOYER = "employeur", "Rencontrer un employeur"
    TRAINING = "formation", "Formation"
    HOUSING = "logement", "Logement"
    PAPERS = "demarches", "Démarches administratives"
    FAMILY = "famille", "Liens familiaux"
    HEALTH = "sante", "Santé"
    ACTIVITY = "activite", "Activité sportive ou culturelle"


class ReleasePermissionQuerySet(models.QuerySet["ReleasePermission"]):
    def visible_to(self, user: User, at: datetime) -> ReleasePermissionQuerySet:
        """Closed lists: own unit of an officer, own Mission Locale of a referent."""
        return self.filter(person__in=YoungPerson.objects.visible_to(user, at).values("pk"))


class ReleasePermission(models.Model):
    """A permission de sortir: an event, not an adjustment (domain)."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="release_permissions", verbose_name="jeune")
    purpose = models.CharField("objet", choices=PermissionPurpose)
    starts_on = models.DateField("date")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    is_granted = models.BooleanField("accordée", null=True, blank=True)

    objects = ReleasePermissionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "code"]
        verbose_name = "permission de sortir"
        verbose_name_plural = "permissions de sortir"
        constraints = [
            listed("purpose", PermissionPurpose, name="permission_purpose_listed"),
            ends_after(
                "starts_on",
                "ends_on",
                name="permission_end_after_start",
                message="La permission finit avant de commencer.",
            ),
        ]

    def __str__(self) -> str:
        return f"Permission de sortir du {self.starts_on:%d/%m/%Y}"


class SupportCertificateQuerySet(models.QuerySet["SupportCertificate"]):
    def visible_to(self, user: User, at: datetime) -> SupportCertificateQuerySet:
        """Own unit of an officer: to download; the referents of the Mission Locale that made it."""
        of_unit = YoungPerson.objects.of_unit(user, at).values("pk")
        return self.filter(Q(person__in=of_unit) | own_rows(user, at))


class SupportCertificate(models.Model):
    """One page for the judge's file, from facts already entered: kept as it was signed."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="certificates", verbose_name="jeune")
    mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="certificates", verbose_name="Mission Locale"
    )
    adjustment = models.ForeignKey(
        SentenceAdjustment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="certificates",
        verbose_name="aménagement",
    )
    request = models.ForeignKey(
        CaseRequest, models.SET_NULL, null=True, blank=True, related_name="certificates", verbose_name="demande"
    )
    hearing_on = models.DateField("audience le", null=True, blank=True)
    # The lines as they were shown and signed: [{"label": …, "value": …}, …].
    facts = models.JSONField("faits")
    signed_by_name = models.CharField("signé par")
    made_at = models.DateTimeField("faite le")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="faite par")

    objects = SupportCertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        verbose_name = "attestation d’accompagnement"
        verbose_name_plural = "attestations d’accompagnement"

    def __str__(self) -> str:
        return f"Attestation du {localdate(self.made_at):%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("cases:supportcertificate_detail", args=[self.code])
