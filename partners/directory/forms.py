"""The forms on where a body receives and whom to call there."""

from __future__ import annotations

from typing import Any

from django import forms

from partners.editing import RecordForm
from partners.fields import LineField, PhoneField
from partners.models import COMMUNE_CODE, Commune, PartnerContact, PartnerFunction, PartnerSite
from partners.territory_forms import unknown
from partners.widgets import DateInput

COMMUNE_HELP = "Son nom, ou son code INSEE."


class CommuneField(forms.CharField):
    """A commune by its name or its INSEE code; the one of today for a former one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 100} | kwargs)

    def clean(self, value: Any) -> Commune | None:
        """The commune, None for none. Raises ValidationError for one that nobody knows."""
        typed = super().clean(value).strip()
        if not typed:
            return None
        found = Commune.objects.select_related("successor").named(typed)
        if found is None:
            raise forms.ValidationError(unknown(typed), code="unknown")
        return found.successor or found

    def prepare_value(self, value: Any) -> Any:
        """A commune as one writes it; what was typed as it was."""
        is_code = COMMUNE_CODE.fullmatch(str(value or ""))
        return str(Commune.objects.filter(pk=value).first() or value) if is_code else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another one is named."""
        return super().has_changed(self.prepare_value(initial), data)


class PartnerSiteForm(RecordForm):
    """A place where a body receives."""

    name = LineField(label="Nom", help_text="Par exemple\N{NO-BREAK SPACE}: Résidence des Lices, Accueil de jour.")
    address = LineField(label="Adresse", required=False)
    commune = CommuneField(label="Commune", required=False, help_text=COMMUNE_HELP)
    phone = PhoneField(label="Téléphone", required=False)

    class Meta:
        model = PartnerSite
        fields = ["name", "address", "commune", "phone", "closed_on"]
        widgets = {"closed_on": DateInput}
        help_texts = {"closed_on": "Vide tant que le site est ouvert."}


class PartnerContactForm(RecordForm):
    """Whom to call, for what."""

    name = LineField(label="Nom", required=False, help_text="Vide pour un accueil ou un service.")
    phone = PhoneField(label="Téléphone", required=False)

    class Meta:
        model = PartnerContact
        fields = ["function", "name", "phone", "email", "site", "closed_on"]
        widgets = {"closed_on": DateInput}
        help_texts = {"closed_on": "Vide tant que la personne y est."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["function"].choices = [("", "Choisissez"), *PartnerFunction.choices]  # type: ignore[attr-defined]
        sites = PartnerSite.objects.filter(organisation=self.instance.organisation)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]
        self.fields["site"].empty_label = "Non précisé"  # type: ignore[attr-defined]
