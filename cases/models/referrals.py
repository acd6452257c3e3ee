"""Referrals: an officer sends a young person to a programme, with the eligibility as it was on that day."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from cases.models.calendar import Site
from cases.models.people import YoungPerson, own_rows
from cases.models.programmes import Programme
from cases.models.restrictions import Restriction
from cases.models.transfers import FORMER_UNIT_READS, UnitTransfer
from cases.references import new_reference
from partners.access import officer_units
from partners.constraints import listed
from partners.models import Organisation, User


class Origin(models.TextChoices):
    SPIP = "spip", "SPIP"
    CPU = "cpu", "Commission pluridisciplinaire unique"
    PJJ = "pjj", "PJJ"
    ASSOCIATION = "association", "Association"
    YOUNG_PERSON = "jeune", "Le jeune"
    MISSION_LOCALE = "mission_locale", "Mission Locale"


class ReferralDecision(models.TextChoices):
    PENDING = "en_attente", "En attente"
    ADMITTED = "admis", "Admis"
    NOT_ADMITTED = "non_admis", "Non admis"
    CLOSED = "sans_suite", "Sans suite"


class RefusalReason(models.TextChoices):
    """Why someone is not admitted, grouped by cause; the label is what is kept as the referral's reason."""

    AGE = "age", "Critère : âge"
    STATUS = "statut", "Critère : statut"
    SENTENCE = "peine", "Critère : durée de la peine"
    RESIDENCE = "residence", "Critère : résidence"
    DECLINED = "refus", "Le jeune ne le souhaite pas"
    OTHER_SUPPORT = "deja_accompagne", "Le jeune est déjà accompagné ailleurs"
    NOT_NOW = "pas_maintenant", "Ce n’est pas le moment pour le jeune"
    OTHER_MISSION_LOCALE = "autre_mission_locale", "Réorientation : autre Mission Locale"
    PARTNER = "partenaire", "Réorientation : partenaire"
    COMMON_LAW = "droit_commun", "Réorientation : droit commun"

    @classmethod
    def grouped(cls) -> list[tuple[str, list[tuple[str, str]]]]:
        """The reasons by cause, as the choices of a field."""
        groups = {
            "Critères du dispositif": (cls.AGE, cls.STATUS, cls.SENTENCE, cls.RESIDENCE),
            "Choix du jeune": (cls.DECLINED, cls.OTHER_SUPPORT, cls.NOT_NOW),
            "Réorientation": (cls.OTHER_MISSION_LOCALE, cls.PARTNER, cls.COMMON_LAW),
        }
        return [
            (cause, [(reason.value, str(reason.label)) for reason in reasons]) for cause, reasons in groups.items()
        ]


class ClosingReason(models.TextChoices):
    """Why a referral is closed without a decision."""

    LOST = "perdu", "Perdu avant un premier rendez-vous"
    TRANSFERRED = "transfere", "Transféré avant un premier rendez-vous"
    WITHDRAWN = "retiree", "Retirée par le prescripteur"
    DUPLICATE = "doublon", "Doublon d’une autre orientation"


class ReferralQuerySet(models.QuerySet["Referral"]):
    def undecided(self) -> ReferralQuerySet:
        """Waiting for a decision."""
        return self.filter(decision=ReferralDecision.PENDING)

    def visible_to(self, user: User, at: datetime) -> ReferralQuerySet:
        """Own unit of an officer: it made them, or was passed the person; addressed to the own Mission Locale of a
        referent. A unit that passed the person on reads for 30 days more."""
        on = localdate(at)
        units = officer_units(user, on)
        away = UnitTransfer.objects.filter(
            from_unit=OuterRef("referred_by"),
            person=OuterRef("person"),
            passed_on__gte=OuterRef("referred_on"),
            passed_on__lt=on - FORMER_UNIT_READS,
        )
        closed = Restriction.objects.closed_to(user, at)
        made = Q(referred_by__in=units) & ~Exists(away)
        received = Q(person__in=UnitTransfer.objects.received_by(units, on).values("person"))
        of_unit = (made | received) & ~Q(person__in=closed.values("person"))
        return self.filter(of_unit | own_rows(user, at, programme="programme"))


class Referral(models.Model):
    """An orientation: by one officer, to one programme and one Mission Locale."""

    code = models.CharField("référence", unique=True, default=new_reference, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="referrals", verbose_name="jeune")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="referrals", verbose_name="dispositif")
    referred_by = models.ForeignKey(
        Organisation, models.PROTECT, related_name="referrals_made", verbose_name="prescripteur"
    )
    origin = models.CharField("origine", choices=Origin, default=Origin.SPIP)
    mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="referrals_received", verbose_name="Mission Locale"
    )
    officer_name = models.CharField("conseiller", blank=True)
    referred_on = models.DateField("date d’orientation")
    place = models.CharField("lieu", blank=True)
    site = models.ForeignKey(
        Site, models.SET_NULL, null=True, blank=True, related_name="referrals", verbose_name="lieu de permanence"
    )
    decision = models.CharField("décision", choices=ReferralDecision, default=ReferralDecision.PENDING)
    decided_on = models.DateField("date de décision", null=True, blank=True)
    # The decision bears the day of the meeting; it was typed at this moment.
    decided_at = models.DateTimeField("décision saisie le", null=True, blank=True)
    reason = models.CharField("motif", blank=True)
    sent_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="referrals_sent", verbose_name="envoyée par"
    )
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="referrals_decided", verbose_name="décidée par"
    )
    # Both sides were told once that it waits for too long.
    reminded_at = models.DateTimeField("relancée le", null=True, blank=True)
    notice_version = models.CharField("version de la notice remise", blank=True)
    notice_given_on = models.DateField("notice remise le", null=True, blank=True)
    # The form's own number: sent twice, it makes one referral.
    submission_key = models.UUIDField("numéro d’envoi", null=True, blank=True, unique=True, editable=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-referred_on", "code"]
        verbose_name = "orientation"
        constraints = [
            listed("origin", Origin, name="referral_origin_listed"),
            listed("decision", ReferralDecision, name="referral_decision_listed"),
            models.CheckConstraint(
                condition=Q(decision=ReferralDecision.PENDING) | Q(decided_on__isnull=False),
                name="referral_decided_has_date",
                violation_error_message="Une orientation décidée porte la date de sa décision.",
            ),
        ]

    def __str__(self) -> str:
        return f"Orientation {self.code}"


class Criterion(models.TextChoices):
    PERIOD = "dates", "Dates du dispositif"
    AGE = "age", "Âge"
    STATUS = "statut", "Statut"
    SENTENCE = "peine", "Durée de la peine"
    RESIDENCE = "residence", "Résidence"


class Answer(models.TextChoices):
    MET = "rempli", "Rempli"
    NOT_MET = "non_rempli", "Non rempli"
    TO_CHECK = "a_verifier", "À vérifier"


class EligibilityLineQuerySet(models.QuerySet["EligibilityLine"]):
    def visible_to(self, user: User, at: datetime) -> EligibilityLineQuerySet:
        """As the referral that they are about."""
        return self.filter(referral__in=Referral.objects.visible_to(user, at).values("pk"))


class EligibilityLine(models.Model):
    """What one criterion answered on the day of the referral, in words: it stays so when the rules change."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="eligibility", verbose_name="orientation")
    criterion = models.CharField("critère", choices=Criterion)
    answer = models.CharField("réponse", choices=Answer)
    words = models.CharField("explication")

    objects = EligibilityLineQuerySet.as_manager()

    class Meta:
        ordering = ["referral", "pk"]
        verbose_name = "ligne d’éligibilité"
        verbose_name_plural = "lignes d’éligibilité"
        constraints = [
            listed("criterion", Criterion, name="eligibility_criterion_listed"),
            listed("answer", Answer, name="eligibility_answer_listed"),
            models.UniqueConstraint(
                fields=["referral", "criterion"],
                name="eligibility_one_line_a_criterion",
                violation_error_message="Ce critère a déjà sa réponse.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_criterion_display()} : {self.get_answer_display()}"
