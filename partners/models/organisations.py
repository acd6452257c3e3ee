"""The bodies that take part: Missions Locales, SPIP units, prisons, partners, funders."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.urls import reverse

from partners.constraints import listed
from partners.models.territory import Commune


class OrganisationKind(models.TextChoices):
    MISSION_LOCALE = "mission_locale", "Mission Locale"
    SPIP = "spip", "SPIP"
    PJJ = "pjj", "PJJ"
    PRISON = "etablissement_penitentiaire", "Établissement pénitentiaire"
    CEF = "cef", "Centre éducatif fermé"
    PLIE = "plie", "PLIE"
    HOUSING = "logement", "Logement"
    TRAINING = "formation", "Organisme de formation"
    ASSOCIATION = "association", "Association"
    FUNDER = "financeur", "Financeur"
    EMPLOYER = "employeur", "Employeur"
    OTHER = "autre", "Autre"

    @classmethod
    def places_of_custody(cls) -> tuple[OrganisationKind, ...]:
        """Establishments, where one is held: an address there proves no residence."""
        return cls.PRISON, cls.CEF

    @classmethod
    def referring_bodies(cls) -> tuple[OrganisationKind, ...]:
        """Those that refer young people: SPIP units; for minors PJJ units and CEF; associations in charge of an
        external placement."""
        return cls.SPIP, cls.PJJ, cls.CEF, cls.ASSOCIATION

    @classmethod
    def partner_bodies(cls) -> tuple[OrganisationKind, ...]:
        """Those that a coordinator may add: they receive people, and neither follow nor hold nor pay for any."""
        return cls.HOUSING, cls.TRAINING, cls.ASSOCIATION, cls.EMPLOYER, cls.OTHER

    @classmethod
    def steering_bodies(cls) -> tuple[OrganisationKind, ...]:
        """Those that coordinate, pay for or read a programme, and may run the application."""
        return cls.MISSION_LOCALE, cls.SPIP, cls.PJJ, cls.ASSOCIATION, cls.PLIE, cls.FUNDER, cls.OTHER


@dataclass(frozen=True)
class FollowsBody:
    """Said by a model whose rows a body brings along when it becomes another: which field names the body, whether two
    that say the same are one, whether only who coordinates is told how many there are."""

    field: str = "organisation"
    may_be_one: bool = False
    for_coordinators: bool = False


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self, *kinds: OrganisationKind) -> OrganisationQuerySet:
        """The active bodies, of these kinds where some are named."""
        bodies = self.filter(is_active=True)
        return bodies.filter(kind__in=kinds) if kinds else bodies

    def missions_locales(self) -> OrganisationQuerySet:
        """The Missions Locales, disabled ones included."""
        return self.filter(kind=OrganisationKind.MISSION_LOCALE)

    def referring_bodies(self) -> OrganisationQuerySet:
        """The active bodies that refer young people."""
        return self.active(*OrganisationKind.referring_bodies())


class Organisation(models.Model):
    """A body of the circuit. `parent` is the body above it: the SPIP unit of a prison, the antenne of a unit."""

    code = models.CharField("code", unique=True)
    name = models.CharField("nom")
    kind = models.CharField("type", choices=OrganisationKind)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name="commune"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units", verbose_name="rattachement"
    )
    # Given to a young person who comes out.
    phone = models.CharField("téléphone", max_length=20, blank=True)
    is_active = models.BooleanField("active", default=True)
    # Of a Mission Locale: where those live whom it follows.
    covered_communes = models.ManyToManyField(
        Commune, related_name="covered_by", blank=True, verbose_name="communes couvertes"
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "code"]
        verbose_name = "structure"
        constraints = [
            listed("kind", OrganisationKind, name="organisation_kind_listed"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:organisation_detail", args=[self.pk])

    def disable(self) -> None:
        """No membership here gives any right from the next request on; nothing else changes."""
        self.is_active = False
        self.save(update_fields=["is_active"])

    def enable(self) -> None:
        """The memberships of the day give their rights again."""
        self.is_active = True
        self.save(update_fields=["is_active"])
