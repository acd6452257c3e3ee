"""What a body offers to young people, by axis: a partner's service, or one of the Mission Locale's own."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from cases.models.pathway import Axis
from partners.constraints import listed
from partners.models import Commune, Organisation
from partners.models.directory import OpenQuerySet
from partners.models.organisations import FollowsBody


class PartnerOffer(models.Model):
    """One service, on one axis, for those who live in its communes; without any, wherever they live."""

    follows_body = FollowsBody(may_be_one=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offers", verbose_name="structure")
    axis = models.CharField("axe", choices=Axis)
    label = models.CharField("offre")
    communes = models.ManyToManyField(Commune, related_name="offers", blank=True, verbose_name="communes desservies")
    closed_on = models.DateField("arrêtée le", null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "axis", "label", "pk"]
        verbose_name = "offre d’un partenaire"
        verbose_name_plural = "offres des partenaires"
        constraints = [
            listed("axis", Axis, name="partner_offer_axis_listed"),
            models.UniqueConstraint(
                fields=["organisation", "axis", "label"],
                name="partner_offer_unique",
                violation_error_message="Cette structure a déjà cette offre sur cet axe.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("cases:partneroffer_edit", args=[self.pk])
