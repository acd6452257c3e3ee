"""The forms of the report pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.urls import reverse

from cases.models import Programme
from partners.models import Organisation, User
from reporting.document.french import enumeration
from reporting.scope_choice import missions_locales_of

NOBODY_THERE = (
    "Personne n’a été orienté vers {body}, ni n’y est suivi, dans {programmes}. Choisissez une autre Mission Locale, "
    "toutes, ou un autre dispositif."
)


class ReportForm(forms.Form):
    """Which report: one or more programmes, one Mission Locale or all, a year."""

    programme = forms.ModelMultipleChoiceField(
        queryset=Programme.objects.none(),
        to_field_name="code",
        label="Dispositifs",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un dispositif."},
    )
    structure = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        to_field_name="code",
        required=False,
        label="Mission Locale",
        empty_label="Toutes les Missions Locales",
    )
    annee = forms.TypedChoiceField(coerce=int, label="Année")

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.coordinated_by(user, on)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        self.fields["structure"].queryset = missions_locales_of(programmes)  # type: ignore[attr-defined]
        first = min((programme.starts_on.year for programme in programmes), default=on.year)
        self.fields["annee"].initial = on.year - 1
        self.fields["annee"].choices = [(year, year) for year in range(on.year, min(first, on.year) - 1, -1)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A Mission Locale has something to report where one of the programmes chosen sent or entered people there."""
        given = super().clean() or self.cleaned_data
        programmes, chosen = given.get("programme"), given.get("structure")
        if programmes and chosen and not missions_locales_of(programmes).filter(pk=chosen.pk).exists():
            names = enumeration([programme.name for programme in programmes])
            self.add_error("structure", NOBODY_THERE.format(body=chosen, programmes=names))
        return given

    def get_absolute_url(self) -> str:
        """The address of the report that was chosen; only on a valid form."""
        codes = [programme.code for programme in self.cleaned_data["programme"]]
        query = {"structure": chosen.code} if (chosen := self.cleaned_data["structure"]) else None
        return reverse("reporting:annualreport_detail", args=[codes, self.cleaned_data["annee"]], query=query)


class MonitoringForm(forms.Form):
    """Which programme of the coordinator's, all by default; until which month, this one by default."""

    dispositif = forms.ModelChoiceField(
        queryset=Programme.objects.none(),
        to_field_name="code",
        required=False,
        label="Dispositif",
        empty_label="Tous mes dispositifs",
    )
    mois = forms.DateField(
        required=False,
        label="Jusqu’au mois de",
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month", "placeholder": "2026-11"}, format="%Y-%m"),
        error_messages={"invalid": "Écrivez le mois ainsi\N{NO-BREAK SPACE}: 2026-11."},
    )

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.programmes = Programme.objects.coordinated_by(user, on)
        self.fields["dispositif"].queryset = self.programmes  # type: ignore[attr-defined]

    def clean_mois(self) -> date | None:
        """The first day of a month that has begun, and not before 1901: a year is compared with the one before."""
        month: date | None = self.cleaned_data["mois"]
        if month and not date(1901, 1, 1) <= month <= self.on:
            raise forms.ValidationError("Choisissez un mois déjà commencé.")
        return month

    def chosen(self) -> list[Programme]:
        """The programmes to look at; only on a valid form."""
        one = self.cleaned_data["dispositif"]
        return [one] if one else list(self.programmes)

    def last_day(self) -> date:
        """The last day of the month chosen, as far as it has come; only on a valid form."""
        following = ((self.cleaned_data["mois"] or self.on).replace(day=1) + timedelta(days=31)).replace(day=1)
        return min(self.on, following - timedelta(days=1))
