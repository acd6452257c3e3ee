"""Where a young person lives, or gets their post, with its dates."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q

from cases.models.people import YoungPerson, held_people
from cases.references import new_code
from partners.constraints import ends_after, listed
from partners.models import Commune, User


class AddressKind(models.TextChoices):
    PERSONAL = "personnelle", "Personnelle"
    HOSTED = "hebergement", "Hébergement"
    ADMINISTRATIVE = "domiciliation", "Domiciliation"
    ESTABLISHMENT = "etablissement_penitentiaire", "Établissement pénitentiaire"


class AddressMoment(models.TextChoices):
    BEFORE = "avant", "Avant la détention"
    INSIDE = "pendant", "Pendant la détention"
    AFTER = "apres", "Après la détention"


class AddressQuerySet(models.QuerySet["Address"]):
    def stated(self) -> AddressQuerySet:
        """The one address without dates that a person may have: the answer of a data package."""
        return self.filter(starts_on__isnull=True, ends_on__isnull=True)

    def dated(self) -> AddressQuerySet:
        """All the others."""
        return self.exclude(starts_on__isnull=True, ends_on__isnull=True)

    def lived_at(self, on: date) -> AddressQuerySet:
        """Where one lives on that day, or the one address without dates: no domiciliation, no establishment."""
        homes = self.exclude(kind__in=(AddressKind.ADMINISTRATIVE, AddressKind.ESTABLISHMENT))
        return homes.exclude(starts_on__gt=on).exclude(ends_on__lt=on)

    def visible_to(self, user: User, at: datetime) -> AddressQuerySet:
        """Own unit of an officer: before custody and at release; referents of the own Mission Locale: all."""
        of_unit = YoungPerson.objects.of_unit(user, at)
        return self.filter(
            held_people(user, at, "person")
            | Q(person__in=of_unit.values("pk"), moment__in=(AddressMoment.BEFORE, AddressMoment.AFTER))
        )


class Address(models.Model):
    """Where a person lives, or gets their post, from one day until another; without dates: as stated."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="addresses", verbose_name="jeune")
    moment = models.CharField("moment", choices=AddressMoment, blank=True)
    kind = models.CharField("type d’adresse", choices=AddressKind, blank=True)
    line = models.CharField("adresse", blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="addresses", verbose_name="commune"
    )
    qpv = models.BooleanField("en quartier prioritaire", null=True, blank=True)
    starts_on = models.DateField("du", null=True, blank=True)
    ends_on = models.DateField("au", null=True, blank=True)

    objects = AddressQuerySet.as_manager()

    class Meta:
        ordering = ["person", models.F("starts_on").asc(nulls_first=True), "pk"]
        verbose_name = "adresse"
        constraints = [
            listed("kind", AddressKind, name="address_kind_listed", optional=True),
            listed("moment", AddressMoment, name="address_moment_listed", optional=True),
            ends_after(
                "starts_on", "ends_on", name="address_end_after_start", message="L’adresse finit avant de commencer."
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(starts_on__isnull=True, ends_on__isnull=True),
                name="address_one_stated",
                violation_error_message="Ce jeune a déjà une adresse sans date.",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(str(part) for part in (self.line, self.commune) if part) or "adresse inconnue"
