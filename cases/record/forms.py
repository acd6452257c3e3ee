"""The forms of the record: who someone is, where they live."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

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
        helps = {
            "kind": "Une domiciliation ou un établissement pénitentiaire ne prouve pas qu’on y habite.",
            "starts_on": "Vide si vous ne le savez pas\N{NO-BREAK SPACE}: une seule adresse du jeune reste sans date.",
            "ends_on": "Vide tant que le jeune y est.",
        }
        for name, text in helps.items():
            self.fields[name].help_text = text

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
        self.ask_for_a_date(given)
        if not self.errors and not any(given.get(name) for name in ("line", "commune_name", "kind", "moment")):
            raise ValidationError(
                "Dites au moins une chose de cette adresse\N{NO-BREAK SPACE}: la commune, ou son type."
            )
        return given

    def ask_for_a_date(self, given: dict[str, Any]) -> None:
        """A person has one address without dates: a second one says which the first is, and where it gets its own."""
        if given.get("starts_on") or given.get("ends_on") or self.errors.keys() & {"starts_on", "ends_on"}:
            return
        other = Address.objects.stated().filter(person=self.instance.person_id).exclude(pk=self.instance.pk).first()
        if other is None:
            return
        moment = f" ({other.get_moment_display().lower()})" if other.moment else ""
        words = (
            "Ce jeune a déjà une adresse sans date\N{NO-BREAK SPACE}: {}{}. Donnez à celle-ci le jour où elle "
            'commence ou finit, ou <a href="{}">datez l’autre</a>.'
        )
        url = reverse("cases:address_edit", args=[other.pk])
        self.add_error("starts_on", ValidationError(format_html(words, other, moment, url)))
