"""The bodies that take part: Missions Locales, SPIP units, prisons, partners, funders, and what they agreed."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from partners.constraints import ends_after, listed
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
    def steering_bodies(cls) -> tuple[OrganisationKind, ...]:
        """Those that coordinate, pay for or read a programme, and may run the application."""
        return cls.MISSION_LOCALE, cls.SPIP, cls.PJJ, cls.ASSOCIATION, cls.PLIE, cls.FUNDER, cls.OTHER


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def missions_locales(self) -> OrganisationQuerySet:
        """The Missions Locales, disabled ones included."""
        return self.filter(kind=OrganisationKind.MISSION_LOCALE)

    def referring_bodies(self) -> OrganisationQuerySet:
        """The active bodies that refer young people."""
        return self.filter(kind__in=OrganisationKind.referring_bodies(), is_active=True)


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


class Renewal(models.TextChoices):
    NONE = "aucune", "Aucune"
    EXPRESS = "expresse", "Expresse"
    TACIT = "tacite", "Tacite"


class AgreementState(models.TextChoices):
    DRAFT = "redaction", "En rédaction"
    TO_SIGN = "a_signer", "À signer"
    SIGNED = "signee", "Signée"
    ENDED = "terminee", "Terminée"
    DENOUNCED = "denoncee", "Dénoncée"


class PartnerAgreement(models.Model):
    """A convention: with whom, for what, from when to when, renewed how, how many places."""

    code = models.CharField("code", unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="agreements", verbose_name="partenaire"
    )
    subject = models.CharField("objet")
    starts_on = models.DateField("du", null=True, blank=True)
    ends_on = models.DateField("au", null=True, blank=True)
    renewal = models.CharField("reconduction", choices=Renewal, default=Renewal.NONE)
    state = models.CharField("état", choices=AgreementState, default=AgreementState.DRAFT)
    places = models.IntegerField("places", null=True, blank=True)

    class Meta:
        ordering = ["organisation__name", "starts_on", "code"]
        verbose_name = "convention"
        constraints = [
            listed("renewal", Renewal, name="agreement_renewal_listed"),
            listed("state", AgreementState, name="agreement_state_listed"),
            ends_after(
                "starts_on",
                "ends_on",
                name="agreement_end_after_start",
                message="La convention finit avant d’avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}\N{NO-BREAK SPACE}: {self.subject}"
