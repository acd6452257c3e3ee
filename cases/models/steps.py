"""What comes next for someone: the steps of each side, the regular meeting that decides them, alerts put off."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import localdate

from cases.models.pathway import NeedSide
from cases.models.people import HANDED_OVER, YoungPerson, own_rows
from cases.models.transfers import UnitTransfer
from cases.references import new_code
from partners.access import case_memberships, officer_units
from partners.constraints import ends_after, lasts_at_most, listed
from partners.models import Organisation, User


class UnitReviewQuerySet(models.QuerySet["UnitReview"]):
    def visible_to(self, user: User, at: datetime) -> UnitReviewQuerySet:
        """Both sides of the meeting: the officers of the unit, the referents of the Mission Locale."""
        on = localdate(at)
        of_missions_locales = {membership.organisation_id for membership in case_memberships(user, on)}
        return self.filter(Q(unit__in=officer_units(user, on)) | Q(mission_locale__in=of_missions_locales))


class UnitReview(models.Model):
    """Le point: the regular meeting of a unit's officers and a Mission Locale's referents."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="reviews_of_unit", verbose_name="unité")
    mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="reviews", verbose_name="Mission Locale"
    )
    held_on = models.DateField("tenu le")
    opened_at = models.DateTimeField("ouvert le")
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="ouvert par")
    closed_at = models.DateTimeField("clos le", null=True, blank=True)

    objects = UnitReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = "point"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "mission_locale", "held_on"],
                name="review_one_a_day",
                violation_error_message="Le point de ce jour avec cette unité existe déjà.",
            ),
        ]

    def __str__(self) -> str:
        return f"Point du {self.held_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("cases:unitreview_detail", args=[self.code])


class ReviewSubject(models.TextChoices):
    """Why someone is on the page of the meeting."""

    WAITING = "orientation", "Orientation en attente"
    NOT_CALLED = "non_appele", "Non appelé"
    RELEASE = "sortie", "Sortie dans les 90 jours"
    ADJUSTMENT = "amenagement", "Aménagement en cours"
    NEED = "besoin", "Besoin à régler"


class ReviewLineQuerySet(models.QuerySet["ReviewLine"]):
    def visible_to(self, user: User, at: datetime) -> ReviewLineQuerySet:
        """As the meeting, on the people whom one reads."""
        people = YoungPerson.objects.visible_to(user, at).values("pk")
        return self.filter(review__in=UnitReview.objects.visible_to(user, at).values("pk"), person__in=people)


class ReviewLine(models.Model):
    """Someone was spoken of, for that reason: ticked together."""

    review = models.ForeignKey(UnitReview, models.CASCADE, related_name="lines", verbose_name="point")
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="review_lines", verbose_name="jeune")
    subject = models.CharField("sujet", choices=ReviewSubject)
    ticked_at = models.DateTimeField("vu le")
    ticked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="vu par")

    objects = ReviewLineQuerySet.as_manager()

    class Meta:
        ordering = ["review", "pk"]
        verbose_name = "ligne du point"
        verbose_name_plural = "lignes du point"
        constraints = [
            listed("subject", ReviewSubject, name="review_line_subject_listed"),
            models.UniqueConstraint(
                fields=["review", "person", "subject"],
                name="review_line_once",
                violation_error_message="Cette ligne est déjà cochée.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_subject_display()


class StepKind(models.TextChoices):
    """Closed, for both sides read it."""

    INTERVIEW = "entretien", "Prévoir un entretien"
    CALL = "appel", "Appeler le jeune"
    OUTSIDE = "rendez_vous_dehors", "Fixer un rendez-vous dehors"
    RELEASE_DATE = "date_sortie", "Confirmer la date de sortie"
    PERMISSION = "permission", "Demander une permission de sortir"
    ADJUSTMENT = "amenagement", "Préparer une requête d’aménagement"
    CERTIFICATE = "attestation", "Fournir l’attestation d’accompagnement"
    EMPLOYER = "employeur", "Contacter un employeur"
    TRAINING = "formation", "Inscrire en formation"
    HOUSING = "hebergement", "Chercher un hébergement"
    PAPERS = "papiers", "Faire les papiers"
    HEALTH_COVER = "assurance_maladie", "Ouvrir les droits à l’assurance maladie"
    SPIP_APPOINTMENT = "rendez_vous_spip", "Donner le premier rendez-vous au SPIP"
    HANDOVER = "relais", "Préparer un relais"


class NextStepQuerySet(models.QuerySet["NextStep"]):
    def open(self) -> NextStepQuerySet:
        """Neither done nor dropped."""
        return self.filter(done_on__isnull=True, dropped_on__isnull=True)

    def visible_to(self, user: User, at: datetime) -> NextStepQuerySet:
        """Both sides of the meeting that decided them, on people whom they read; and those to whom the person was
        passed on since: the unit, the Mission Locale."""
        on = localdate(at)
        passed_on = UnitTransfer.objects.filter(from_unit=OuterRef("review__unit"), person=OuterRef("person"))
        received = UnitTransfer.objects.received_by(officer_units(user, on), on).values("person")
        met = Q(review__isnull=True) | Q(review__in=UnitReview.objects.visible_to(user, at).values("pk"))
        own = [membership.organisation_id for membership in case_memberships(user, on)]
        handed_over = YoungPerson.objects.filter(
            pk=OuterRef("person"),
            handovers__from_mission_locale=OuterRef("review__mission_locale"),
            handovers__to_mission_locale__in=own,
            handovers__decision=HANDED_OVER,
        )
        decided = met | (Q(person__in=received) & Exists(passed_on)) | Exists(handed_over)
        return self.filter(decided, person__in=YoungPerson.objects.visible_to(user, at).values("pk"))


class NextStep(models.Model):
    """What one side is to do for someone, and by when: decided at a meeting with the unit, or by oneself."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="next_steps", verbose_name="jeune")
    side = models.CharField("qui s’en charge", choices=NeedSide)
    kind = models.CharField("étape", choices=StepKind)
    due_on = models.DateField("pour le", null=True, blank=True)
    done_on = models.DateField("fait le", null=True, blank=True)
    dropped_on = models.DateField("abandonné le", null=True, blank=True)
    review = models.ForeignKey(
        UnitReview, models.SET_NULL, null=True, blank=True, related_name="steps", verbose_name="point"
    )
    decided_at = models.DateTimeField("décidé le")
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="décidé par")

    objects = NextStepQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = "prochaine étape"
        verbose_name_plural = "prochaines étapes"
        constraints = [
            listed("side", NeedSide, name="next_step_side_listed"),
            listed("kind", StepKind, name="next_step_kind_listed"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True),
                name="next_step_done_or_dropped",
                violation_error_message="Une étape est faite ou abandonnée, pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class AlertKind(models.TextChoices):
    NO_CONTACT = "sans_contact", "Aucun contact depuis 30 jours"
    TURNING_26 = "vingt_six_ans", "26 ans dans les trois mois"
    SITUATION_ENDING = "fin_situation", "Situation qui se termine"
    ADJUSTMENT_ENDING = "fin_amenagement", "Aménagement qui se termine"
    AGREEMENT_ENDING = "fin_convention", "Convention qui se termine"
    MISSING_FIELD = "champ_manquant", "Donnée que le bilan demandera"
    RELEASE_NEAR = "sortie_proche", "Sortie proche, à voir plus souvent"
    AFTER_RELEASE = "apres_sortie", "Sorti, pas encore revu"
    HANDOVER_LATE = "relais_sans_reponse", "Relais sans réponse"


# The days that an alert is put off at most: what is about a release comes back within the week.
LONGEST_SNOOZE: dict[AlertKind, int] = {
    AlertKind.RELEASE_NEAR: 7,
    AlertKind.AFTER_RELEASE: 7,
    AlertKind.HANDOVER_LATE: 10,
    AlertKind.SITUATION_ENDING: 14,
    AlertKind.ADJUSTMENT_ENDING: 14,
    AlertKind.NO_CONTACT: 30,
    AlertKind.TURNING_26: 30,
    AlertKind.AGREEMENT_ENDING: 30,
    AlertKind.MISSING_FIELD: 60,
}


def not_too_long() -> models.CheckConstraint:
    """No alert is put off longer than its kind allows."""
    allowed = models.Q()
    for kind, days in LONGEST_SNOOZE.items():
        allowed |= models.Q(alert=kind.value) & models.Q(lasts_at_most(days + 1, "snoozed_on", "until"))
    message = "Cette alerte ne se reporte pas si loin."
    return models.CheckConstraint(condition=allowed, name="snooze_not_too_long", violation_error_message=message)


class AlertSnoozeQuerySet(models.QuerySet["AlertSnooze"]):
    def running(self, on: date) -> AlertSnoozeQuerySet:
        """Put off beyond that day."""
        return self.filter(until__gt=on)

    def visible_to(self, user: User, at: datetime) -> AlertSnoozeQuerySet:
        """The referents of the Mission Locale that put it off."""
        return self.filter(own_rows(user, at))


class AlertSnooze(models.Model):
    """An alert on someone, put off until a day, with its reason."""

    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="snoozes", verbose_name="jeune")
    mission_locale = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="Mission Locale")
    alert = models.CharField("alerte", choices=AlertKind)
    snoozed_on = models.DateField("reportée le")
    until = models.DateField("jusqu’au")
    reason = models.CharField("raison", max_length=200)
    snoozed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="reportée par")

    objects = AlertSnoozeQuerySet.as_manager()

    class Meta:
        ordering = ["-snoozed_on", "-pk"]
        verbose_name = "alerte reportée"
        verbose_name_plural = "alertes reportées"
        constraints = [
            listed("alert", AlertKind, name="snooze_alert_listed"),
            ends_after("snoozed_on", "until", name="snooze_until_later", message="Reportez à un jour à venir."),
            not_too_long(),
        ]

    def __str__(self) -> str:
        return self.get_alert_display()
