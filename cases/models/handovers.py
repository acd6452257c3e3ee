"""Relais: a file passed from one Mission Locale to another, with the young person's agreement."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.models.people import YoungPerson, named_programmes, own_rows
from cases.models.programmes import Enrolment, Programme
from cases.references import new_reference
from partners.access import case_memberships, coordinator_memberships
from partners.constraints import listed
from partners.models import Organisation, User

# Without an answer for so long, both leads are alerted and the coordinator may decide (docs/access.md).
ANSWER_EXPECTED = timedelta(days=10)


class HandoverDecision(models.TextChoices):
    PENDING = "en_attente", "En attente"
    ACCEPTED = "accepte", "Accepté"
    REFUSED = "refuse", "Refusé"


class HandoverRefusal(models.TextChoices):
    NOT_OUR_TERRITORY = "hors_territoire", "Le jeune n’habite pas notre territoire"
    NO_REFERENT = "sans_referent", "Pas de référent disponible"
    NOT_IN_PROGRAMME = "hors_dispositif", "Nous ne portons pas ce dispositif"
    ALREADY_FOLLOWED = "deja_suivi", "Le jeune est déjà suivi chez nous"
    WITHDRAWN = "retire", "Demande retirée par la Mission Locale d’origine"
    YOUNG_PERSON = "refus_du_jeune", "Le jeune ne le souhaite plus"


class HandoverQuerySet(models.QuerySet["Handover"]):
    def pending(self) -> HandoverQuerySet:
        """Without an answer yet."""
        return self.filter(decision=HandoverDecision.PENDING)

    def late(self, on: date) -> HandoverQuerySet:
        """Without an answer, and asked more than 10 days before that day."""
        return self.pending().filter(asked_on__lt=on - ANSWER_EXPECTED)

    def visible_to(self, user: User, at: datetime) -> HandoverQuerySet:
        """The referents of the Mission Locale that asks; of the one that is asked, once it has accepted."""
        asked = own_rows(user, at, "from_mission_locale", "programme")
        accepted = own_rows(user, at, "to_mission_locale", "programme") & Q(decision=HandoverDecision.ACCEPTED)
        return self.filter(asked | accepted)

    def asked_by(self, user: User, at: datetime) -> HandoverQuerySet:
        """Those that the own Mission Locale asked for, as long as it holds the person's file."""
        return self.filter(own_rows(user, at, "from_mission_locale", "programme"))

    def asked_of(self, user: User, on: date) -> HandoverQuerySet:
        """Those that this user's Mission Locale is to answer or answered: a reference, never a person."""
        asked = Q(pk__in=[])
        for membership in case_memberships(user, on):
            programmes = named_programmes(membership)
            mine = Q(to_mission_locale=membership.organisation_id)
            asked |= mine & Q(programme__in=programmes) if programmes else mine
        return self.filter(asked)

    def coordinated_by(self, user: User, on: date) -> HandoverQuerySet:
        """Those without an answer for too long, and those that this coordinator answered, in the own programmes: a
        reference, never a person."""
        programmes = Programme.objects.coordinated_by(user, on).values("pk")
        late = Q(decision=HandoverDecision.PENDING, asked_on__lt=on - ANSWER_EXPECTED)
        answered = Q(decided_by=user) if coordinator_memberships(user, on) else Q(pk__in=[])
        return self.filter(late | answered, programme__in=programmes)

    def told_to(self, user: User, at: datetime) -> HandoverQuerySet:
        """Those accepted of whom the own unit of an officer has: it is told from where to where, and when."""
        people = YoungPerson.objects.of_unit(user, at)
        return self.filter(decision=HandoverDecision.ACCEPTED, person__in=people.values("pk"))


class Handover(models.Model):
    """Asked by the Mission Locale that follows; it stays responsible until the other one has accepted."""

    code = models.CharField("référence", unique=True, default=new_reference, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="handovers", verbose_name="jeune")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="handovers", verbose_name="dispositif")
    from_mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="handovers_asked", verbose_name="Mission Locale d’origine"
    )
    to_mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="handovers_received", verbose_name="Mission Locale d’accueil"
    )
    consented_on = models.DateField("accord du jeune", null=True, blank=True)
    asked_on = models.DateField("demandé le")
    asked_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="demandé par"
    )
    decision = models.CharField("décision", choices=HandoverDecision, default=HandoverDecision.PENDING)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="décidé par"
    )
    refusal = models.CharField("motif de refus", choices=HandoverRefusal, blank=True)
    # Both leads were told once that it waits for too long.
    alerted_at = models.DateTimeField("alerte envoyée le", null=True, blank=True)
    # What an acceptance ended and began, so that it can be read and, on the same day, undone.
    former_enrolment = models.ForeignKey(
        Enrolment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="handed_over_by",
        verbose_name="entrée d’origine",
    )
    new_enrolment = models.OneToOneField(
        Enrolment, models.SET_NULL, null=True, blank=True, related_name="handover", verbose_name="nouvelle entrée"
    )

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "code"]
        verbose_name = "relais"
        verbose_name_plural = "relais"
        constraints = [
            listed("decision", HandoverDecision, name="handover_decision_listed"),
            listed("refusal", HandoverRefusal, name="handover_refusal_listed", optional=True),
            models.CheckConstraint(
                condition=Q(decision=HandoverDecision.PENDING) | Q(decided_on__isnull=False),
                name="handover_decided_has_date",
                violation_error_message="Un relais décidé porte la date de sa décision.",
            ),
            models.UniqueConstraint(
                fields=["person", "programme", "from_mission_locale"],
                condition=Q(decision=HandoverDecision.PENDING, asked_by__isnull=False),
                name="handover_one_pending",
                violation_error_message="Un relais déjà demandé pour ce jeune attend sa réponse.",
            ),
        ]

    def __str__(self) -> str:
        return f"Relais du {self.asked_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("cases:handover_detail", args=[self.code])

    @property
    def is_pending(self) -> bool:
        """Without an answer yet."""
        return self.decision == HandoverDecision.PENDING

    def is_late(self, on: date) -> bool:
        """Without an answer, and asked more than 10 days before that day (as `late`)."""
        return self.is_pending and self.asked_on < on - ANSWER_EXPECTED

    @property
    def state_words(self) -> str:
        """« En attente », « Accepté », « Refusé », « Retiré »."""
        is_withdrawn = self.refusal == HandoverRefusal.WITHDRAWN
        return "Retiré" if is_withdrawn else str(HandoverDecision(self.decision).label)
