"""Referrals: an officer sends a young person to a programme, with the eligibility as it was on that day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Upper
from django.urls import reverse
from django.utils.timezone import localdate

from cases.models.calendar import Site
from cases.models.handed_over import former_rows
from cases.models.people import YoungPerson, own_rows
from cases.models.permanences import Appointment, Attendance
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

    AGE = "age", "Âge hors des critères"
    STATUS = "statut", "Statut hors des critères"
    SENTENCE = "peine", "Durée de peine hors des critères"
    RESIDENCE = "residence", "Résidence hors des critères"
    DECLINED = "refus", "Le jeune ne le souhaite pas"
    OTHER_SUPPORT = "deja_accompagne", "Le jeune est déjà accompagné ailleurs"
    NOT_NOW = "pas_maintenant", "Ce n’est pas le moment pour le jeune"
    OTHER_MISSION_LOCALE = "autre_mission_locale", "Réorienté vers une autre Mission Locale"
    PARTNER = "partenaire", "Réorienté vers un partenaire"
    COMMON_LAW = "droit_commun", "Réorienté vers le droit commun"

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


class RefusalGround(models.TextChoices):
    """Why a criterion that was met on the day of the referral is what someone is not admitted for."""

    CHANGED = "change", "La situation a changé depuis l’orientation"
    INEXACT = "inexact", "L’information donnée était inexacte"
    PROOF = "justificatif", "Un justificatif dit autre chose"


class ClosingReason(models.TextChoices):
    """Why a referral is closed without a decision."""

    LOST = "perdu", "Perdu avant un premier rendez-vous"
    TRANSFERRED = "transfere", "Transféré avant un premier rendez-vous"
    WITHDRAWN = "retiree", "Retirée par le prescripteur"
    DUPLICATE = "doublon", "Doublon d’une autre orientation"


class ReferralState(models.TextChoices):
    """What has become of a referral, in the words of those who read the list; computed from the facts."""

    RECEIVED = "recue", "Reçue"
    INVITED = "invite", "Invité"
    MISSED = "absent", "Absent"
    SEEN = "vu", "Vu"
    ADMITTED = "admis", "Admis"
    NOT_ADMITTED = "non_admis", "Non admis"
    LOST = "perdu", "Perdu avant un premier rendez-vous"
    CLOSED = "sans_suite", "Sans suite"


class ReferralQuerySet(models.QuerySet["Referral"]):
    def undecided(self) -> ReferralQuerySet:
        """Waiting for a decision."""
        return self.filter(decision=ReferralDecision.PENDING)

    def with_state(self, on: date) -> ReferralQuerySet:
        """Each with its `state` (a code of ReferralState), and the dates behind it: `seen_on`, the first meeting;
        `invited_on`, the next appointment from that day on, else the last one that nobody noted anything of;
        `missed_on` and `missed_reason`, the last missed."""
        meetings = Appointment.objects.filter(
            person=OuterRef("person"),
            permanence__mission_locale=OuterRef("mission_locale"),
            permanence__planned_on__gte=OuterRef("referred_on"),
            permanence__cancelled_at__isnull=True,
        )
        seen = meetings.filter(attendance=Attendance.PRESENT).order_by("permanence__planned_on")
        invited = meetings.filter(attendance="").order_by("-permanence__planned_on").values("permanence__planned_on")
        expected = invited.filter(permanence__planned_on__gte=on).order_by("permanence__planned_on")
        missed = meetings.exclude(attendance__in=("", Attendance.PRESENT)).order_by("-permanence__planned_on")
        return self.annotate(
            seen_on=Subquery(seen.values("permanence__planned_on")[:1]),
            invited_on=Coalesce(Subquery(expected[:1]), Subquery(invited[:1])),
            missed_on=Subquery(missed.values("permanence__planned_on")[:1]),
            missed_reason=Subquery(missed.values("attendance")[:1]),
        ).annotate(
            state=Case(
                When(decision=ReferralDecision.ADMITTED, then=Value(ReferralState.ADMITTED.value)),
                When(decision=ReferralDecision.NOT_ADMITTED, then=Value(ReferralState.NOT_ADMITTED.value)),
                When(reason=ClosingReason.LOST.label, then=Value(ReferralState.LOST.value)),
                When(decision=ReferralDecision.CLOSED, then=Value(ReferralState.CLOSED.value)),
                When(seen_on__isnull=False, then=Value(ReferralState.SEEN.value)),
                When(invited_on__isnull=False, then=Value(ReferralState.INVITED.value)),
                When(missed_on__isnull=False, then=Value(ReferralState.MISSED.value)),
                default=Value(ReferralState.RECEIVED.value),
            )
        )

    def waiting_first(self) -> ReferralQuerySet:
        """Those without a decision, the longest waiting first; then the others, the last first."""
        waiting = Case(When(decision=ReferralDecision.PENDING, then=F("referred_on")))
        return self.order_by(waiting.asc(nulls_last=True), "-referred_on", "code")

    def visible_to(self, user: User, at: datetime) -> ReferralQuerySet:
        """Own unit of an officer: it made them, or was passed the person by the unit that did; addressed to the own
        Mission Locale of a referent, or decided by the one that handed the person over to it since. A unit that passed
        the person on reads for 30 days more."""
        decided = former_rows(user, at, programme="programme") & ~Q(decision=ReferralDecision.PENDING)
        return self.filter(of_units(user, at) | own_rows(user, at, programme="programme") | decided)


def of_units(user: User, at: datetime) -> Q:
    """The referrals that a user reads as an officer, by the rules of `visible_to`; none for a referent."""
    on = localdate(at)
    units = officer_units(user, on)
    if not units:
        return Q(pk__in=[])
    away = UnitTransfer.objects.filter(
        from_unit=OuterRef("referred_by"),
        person=OuterRef("person"),
        passed_on__gte=OuterRef("referred_on"),
        passed_on__lt=on - FORMER_UNIT_READS,
    )
    closed = Restriction.objects.closed_to(user, at)
    made = Q(referred_by__in=units) & ~Exists(away)
    passed_on = UnitTransfer.objects.filter(from_unit=OuterRef("referred_by"), person=OuterRef("person"))
    received = Q(person__in=UnitTransfer.objects.received_by(units, on).values("person")) & Exists(passed_on)
    return (made | received) & ~Q(person__in=closed.values("person"))


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
        # Found by its reference, however it is typed; a page of people asks for theirs in one Mission Locale.
        indexes = [
            models.Index(Upper("code"), name="referral_by_code"),
            models.Index(fields=["person", "mission_locale"], name="referral_of_person"),
        ]

    def __str__(self) -> str:
        return f"Orientation {self.code}"

    def get_absolute_url(self) -> str:
        return reverse("cases:referral_detail", args=[self.code])

    @property
    def is_pending(self) -> bool:
        """Without a decision yet."""
        return self.decision == ReferralDecision.PENDING

    @property
    def is_withdrawn(self) -> bool:
        """Taken back by the body that sent it."""
        return self.decision == ReferralDecision.CLOSED and self.reason == ClosingReason.WITHDRAWN.label

    def is_taken_up(self) -> bool:
        """A permanence is fixed, or a decision made: the unit no longer corrects the identity."""
        return not self.is_pending or self.appointments.exists()


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
        return f"{self.get_criterion_display()}\N{NO-BREAK SPACE}: {self.get_answer_display()}"
