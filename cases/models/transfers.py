"""Passing a young person from one referring body's unit to another: at a release, at a prison transfer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q

from partners.constraints import ends_after
from partners.models import Organisation, User

# The former unit reads for 30 days (docs/access.md).
FORMER_UNIT_READS = timedelta(days=30)


# `ReferralDecision.PENDING`, of a module that knows this one.
PENDING = "en_attente"


class UnitTransferQuerySet(models.QuerySet["UnitTransfer"]):
    def current(self) -> UnitTransferQuerySet:
        """The last one of each person."""
        return self.filter(replaced_on__isnull=True)

    def received_by(self, units: Collection[int], on: date) -> UnitTransferQuerySet:
        """Those that put these units in charge on that day: for 30 days, and as long as the referral or the measure
        that was passed on is open."""
        fresh = Q(passed_on__gte=on - FORMER_UNIT_READS)
        referred = Q(person__referrals__decision=PENDING, person__referrals__referred_on__lte=F("passed_on"))
        running = Q(person__measures__ends_on__isnull=True) | Q(person__measures__ends_on__gte=on)
        measured = running & Q(person__measures__starts_on__lte=F("passed_on"))
        return self.current().filter(fresh | referred | measured, to_unit__in=units)


class UnitTransfer(models.Model):
    """From that day another unit is in charge, and reads and writes; the former one reads for 30 days."""

    person = models.ForeignKey("YoungPerson", models.CASCADE, related_name="unit_transfers", verbose_name="jeune")
    from_unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="transfers_out", verbose_name="unité d’origine"
    )
    to_unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="transfers_in", verbose_name="nouvelle unité"
    )
    passed_on = models.DateField("passé le")
    passed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="passé par")
    replaced_on = models.DateField("repassé le", null=True, blank=True)

    objects = UnitTransferQuerySet.as_manager()

    class Meta:
        ordering = ["person", "passed_on", "pk"]
        verbose_name = "passage à une autre unité"
        verbose_name_plural = "passages à une autre unité"
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_unit=F("to_unit")),
                name="unit_transfer_elsewhere",
                violation_error_message="Choisissez une autre unité que celle qui suit déjà ce jeune.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(replaced_on__isnull=True),
                name="unit_transfer_one_current",
                violation_error_message="Ce jeune vient d’être passé à une autre unité.",
            ),
            ends_after(
                "passed_on",
                "replaced_on",
                name="unit_transfer_replaced_after",
                message="Le passage suivant précède celui-ci.",
            ),
        ]

    def __str__(self) -> str:
        return f"Passage du {self.passed_on:%d/%m/%Y}"

    def make(self) -> None:
        """Keep this one, and end the person's last one, in one transaction. Raises ValidationError when a rule forbids
        it, or when someone else passed the person on at the same moment."""
        try:
            with transaction.atomic():
                UnitTransfer.objects.current().filter(person=self.person_id).update(replaced_on=self.passed_on)
                self.validate_constraints()
                self.save()
        except IntegrityError as error:
            raise ValidationError(
                "Ce jeune vient d’être passé à une autre unité\N{NO-BREAK SPACE}: rechargez la page."
            ) from error

    def cancel(self) -> None:
        """Take it back: the unit before is in charge again, as if nothing had been done."""
        with transaction.atomic():
            self.delete()
            previous = UnitTransfer.objects.filter(person=self.person_id, to_unit=self.from_unit_id).last()
            if previous is not None:
                UnitTransfer.objects.filter(pk=previous.pk).update(replaced_on=None)
