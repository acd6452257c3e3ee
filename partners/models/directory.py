"""Where a body receives, and whom to call there for what. Nothing here is about a young person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from partners.constraints import listed
from partners.models.organisations import FollowsBody, Organisation
from partners.models.territory import Commune


class PartnerFunction(models.TextChoices):
    """What one calls somebody for."""

    DESK = "accueil", "Accueil, secrétariat"
    DIRECTION = "direction", "Direction"
    ADMISSION = "admission", "Demandes de place"
    SUPPORT = "accompagnement", "Accompagnement"
    EMPLOYMENT = "emploi", "Emploi, formation"
    HOUSING = "hebergement", "Logement, hébergement"
    HEALTH = "sante", "Santé"
    AGREEMENTS = "conventions", "Conventions, budget"
    OTHER = "autre", "Autre"


class OpenQuerySet(models.QuerySet[Any]):
    def open_on(self, on: date) -> OpenQuerySet:
        """Those that are not closed on that day."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))


class PartnerSite(models.Model):
    """A place where a body receives. Closed, it is kept, and shown apart."""

    follows_body = FollowsBody(may_be_one=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partner_sites", verbose_name="structure"
    )
    name = models.CharField("nom")
    address = models.CharField("adresse", blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="partner_sites", verbose_name="commune"
    )
    phone = models.CharField("téléphone", max_length=20, blank=True)
    closed_on = models.DateField("fermé le", null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "name", "pk"]
        verbose_name = "site d’un partenaire"
        verbose_name_plural = "sites des partenaires"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="partner_site_unique",
                violation_error_message="Cette structure a déjà un site de ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:partnersite_edit", args=[self.pk])


class PartnerContact(models.Model):
    """Somebody to call, or a service without a name, for one function."""

    follows_body = FollowsBody(may_be_one=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partner_contacts", verbose_name="structure"
    )
    site = models.ForeignKey(
        PartnerSite, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name="site"
    )
    function = models.CharField("à appeler pour", choices=PartnerFunction)
    name = models.CharField("nom", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    closed_on = models.DateField("n’y est plus depuis le", null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "function", "name", "pk"]
        verbose_name = "contact d’un partenaire"
        verbose_name_plural = "contacts des partenaires"
        constraints = [
            listed("function", PartnerFunction, name="partner_contact_function_listed"),
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(email=""),
                name="partner_contact_can_be_reached",
                violation_error_message="Donnez un téléphone ou une adresse e-mail.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "function", "name"],
                name="partner_contact_unique",
                violation_error_message="Cette structure a déjà ce contact pour cette fonction.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.get_function_display()

    def get_absolute_url(self) -> str:
        return reverse("partners:partnercontact_edit", args=[self.pk])
