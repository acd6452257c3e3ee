"""The forms of the record: who someone is, where they live."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.forms import plausible_birth_date
from cases.models import Address, YoungPerson
from partners.editing import RecordForm
from partners.fields import NameField
from partners.french import alternatives
from partners.models import Commune
from partners.widgets import DateInput

QPV_ANSWERS = [("unknown", "Inconnu"), ("true", "Oui"), ("false", "Non")]


class PersonForm(RecordForm):
    """Who someone is, how to reach them, what is known of their situation."""

    class Meta:
        model = YoungPerson
        fields = [
            "last_name",
            "first_name",
            "birth_date",
            "sex",
            "phone",
            "email",
            "imilo_number",
            "education_level",
            "housing",
            "driving_licence",
            "rqth",
        ]
        field_classes = {"last_name": NameField, "first_name": NameField}
        widgets = {"birth_date": DateInput, "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["rqth"].widget.choices = [("unknown", "Inconnue"), ("true", "Oui"), ("false", "Non")]  # type: ignore[attr-defined]

    def clean_birth_date(self) -> date:
        """Raises ValidationError for a day that nobody who is followed was born on."""
        return plausible_birth_date(self.cleaned_data["birth_date"], self.on)


class AddressForm(RecordForm):
    """Where, of which kind, from when until when; the commune by its name."""

    commune_name = forms.CharField(
        label="Commune", max_length=100, required=False, widget=forms.TextInput(attrs={"list": "communes"})
    )
    field_order = ["kind", "moment", "line", "commune_name", "qpv", "starts_on", "ends_on"]

    class Meta:
        model = Address
        fields = ["kind", "moment", "line", "qpv", "starts_on", "ends_on"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        commune = self.instance.commune
        self.initial["commune_name"] = (commune.name or commune.code) if commune else ""
        self.fields["qpv"].widget.choices = QPV_ANSWERS  # type: ignore[attr-defined]
        self.fields[
            "kind"
        ].help_text = "Une domiciliation ou un établissement pénitentiaire ne prouve pas qu’on y habite."
        self.fields["ends_on"].help_text = "Vide tant que le jeune y est."

    def clean_commune_name(self) -> Commune | None:
        """The commune of that name or INSEE code, None for none. Raises ValidationError for one that nobody knows."""
        typed = self.cleaned_data["commune_name"].strip()
        found = Commune.objects.named(typed)
        if typed and found is None:
            near = Commune.objects.like(typed)
            meant = f" Vouliez-vous dire {alternatives(near)}\N{NARROW NO-BREAK SPACE}?" if near else ""
            raise ValidationError(f"Commune inconnue.{meant} Écrivez-la sinon avec la rue.")
        return found

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for an address that says nothing."""
        given = super().clean()
        self.instance.commune = given.get("commune_name")
        if not self.errors and not any(given.get(name) for name in ("line", "commune_name", "kind", "moment")):
            raise ValidationError(
                "Dites au moins une chose de cette adresse\N{NO-BREAK SPACE}: la commune, ou son type."
            )
        return given
