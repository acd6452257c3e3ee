"""The form on what a body offers."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.models import Axis, PartnerOffer
from partners.editing import RecordForm
from partners.fields import LineField
from partners.models import Commune
from partners.territory_forms import communes_named
from partners.widgets import DateInput


class PartnerOfferForm(RecordForm):
    """A service on one axis, for those who live in some communes, named one a line, or anywhere."""

    label = LineField(label="Offre", help_text="En quelques mots, par exemple\N{NO-BREAK SPACE}: chambre meublée.")
    served: Any = forms.CharField(
        required=False,
        max_length=20_000,
        label="Communes desservies",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une par ligne\N{NO-BREAK SPACE}: son nom, ou son code INSEE. "
        "Vide si la commune du jeune ne compte pas.",
    )

    class Meta:
        model = PartnerOffer
        fields = ["axis", "label", "closed_on"]
        widgets = {"closed_on": DateInput}
        help_texts = {"closed_on": "Vide tant que l’offre court."}

    field_order = ["axis", "label", "served", "closed_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["axis"].choices = [("", "Choisissez"), *Axis.choices]  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["served"] = "\n".join(map(str, self.instance.communes.all()))
            self.initial["seen"] = self._version()

    def clean_served(self) -> list[Commune]:
        """The communes of these names. Raises ValidationError for each that is unknown."""
        return communes_named(self.cleaned_data["served"])

    def save(self, commit: bool = True) -> PartnerOffer:
        """The offer, with its communes."""
        offer: PartnerOffer = super().save(commit)
        offer.communes.set(self.cleaned_data["served"])
        return offer
