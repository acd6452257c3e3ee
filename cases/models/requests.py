"""What an officer asks of the Mission Locale about a file, in one click, and what the Mission Locale asks back."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import localdate

from cases.models.people import YoungPerson, own_rows
from cases.models.transfers import UnitTransfer
from cases.references import new_code
from partners.access import officer_units
from partners.constraints import listed
from partners.models import Organisation, User


class RequestKind(models.TextChoices):
    CERTIFICATE = "attestation", "Attestation pour une audience"
    CALL_BACK = "rappel", "Rappelez-moi"
    RELEASE_DATE = "date_sortie", "La date de sortie a changé"
    TRANSFERRED = "transfert", "Le jeune est transféré"
    MISSED_TWICE = "absences", "Deux absences\N{NO-BREAK SPACE}: que s’est-il passé\N{NARROW NO-BREAK SPACE}?"

    @classmethod
    def of_officers(cls) -> tuple[RequestKind, ...]:
        """Those that the referring body asks; the Mission Locale asks the last one."""
        return cls.CERTIFICATE, cls.CALL_BACK, cls.RELEASE_DATE, cls.TRANSFERRED


class RequestAnswer(models.TextChoices):
    DONE = "fait", "C’est fait"
    NOTED = "note", "C’est noté"
    NOT_POSSIBLE = "impossible", "Ce n’est pas possible"
    TRY_AGAIN = "garder", "À réinviter"
    TRANSFERRED = "transfere", "Transféré"
    RELEASED = "libere", "Libéré"
    AT_WORK = "travail_formation", "Au travail ou en formation"
    DECLINED = "refus", "Ne souhaite pas venir"
    SEEN = "vu", "Vu à un rendez-vous depuis"


class CaseRequestQuerySet(models.QuerySet["CaseRequest"]):
    def waiting(self) -> CaseRequestQuerySet:
        """Without an answer yet."""
        return self.filter(answered_at__isnull=True)

    def waiting_first(self) -> CaseRequestQuerySet:
        """Those without an answer, the nearest deadline first; then the others, the last answered first."""
        return self.order_by(F("answered_at").desc(nulls_first=True), "due_on", "pk")

    def with_bodies(self) -> CaseRequestQuerySet:
        """Each with what a line of a list says."""
        return self.select_related("person", "unit", "mission_locale", "moved_to")

    def visible_to(self, user: User, at: datetime) -> CaseRequestQuerySet:
        """Both sides: the officers of the unit that asks or is asked, or to which it passed the person, on people whom
        they read; the referents of the Mission Locale."""
        on = localdate(at)
        units = officer_units(user, on)
        passed_on = UnitTransfer.objects.filter(from_unit=OuterRef("unit"), person=OuterRef("person"))
        received = Q(person__in=UnitTransfer.objects.received_by(units, on).values("person")) & Exists(passed_on)
        people = YoungPerson.objects.of_unit(user, at).values("pk")
        return self.filter(Q(person__in=people) & (Q(unit__in=units) | received) | own_rows(user, at))


class CaseRequest(models.Model):
    """A question on a file, with its deadline; the answer is seen on the same line."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="requests", verbose_name="jeune")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="requests_of_unit", verbose_name="unité")
    mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="requests_received", verbose_name="Mission Locale"
    )
    kind = models.CharField("demande", choices=RequestKind)
    # The day of the hearing, the new release date, the day of the transfer.
    concerns_on = models.DateField("date concernée", null=True, blank=True)
    moved_to = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="transféré à"
    )
    asked_at = models.DateTimeField("demandé le")
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="demandé par")
    due_on = models.DateField("pour le")
    answer = models.CharField("réponse", choices=RequestAnswer, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="répondu par"
    )

    objects = CaseRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "asked_at"]
        verbose_name = "demande"
        constraints = [
            listed("kind", RequestKind, name="request_kind_listed"),
            listed("answer", RequestAnswer, name="request_answer_listed", optional=True),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="request_answered_at_once",
                violation_error_message="Une réponse porte sa date.",
            ),
            models.UniqueConstraint(
                fields=["person", "unit", "mission_locale", "kind"],
                condition=Q(answered_at__isnull=True),
                name="request_one_waiting",
                violation_error_message="Cette demande est déjà faite\N{NO-BREAK SPACE}: elle attend sa réponse.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
