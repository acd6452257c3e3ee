"""The administrator's forms: programmes, the versions of their criteria, their funders, the sites of permanences."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Q

from cases.models import Criteria, Funding, FundingAmount, PenalStatus, Programme, Setting, Site
from cases.models.programmes import several
from partners.editing import RecordForm
from partners.models import Epci, Organisation, OrganisationKind, PartnerAgreement
from partners.organisation_forms import CodedForm
from partners.widgets import DateInput

PERIOD = {"starts_on": DateInput, "ends_on": DateInput}
STATUSES = [*PenalStatus.choices, (Setting.COMMUNITY.value, Setting.COMMUNITY.label)]


class ProgrammeForm(CodedForm):
    """A programme: its name, its period, where its permanences are held, under which agreements it works."""

    class Meta:
        model = Programme
        fields = [
            "code",
            "name",
            "starts_on",
            "ends_on",
            "cumulative_from",
            "missions_locales",
            "sites",
            "agreements",
        ]
        error_messages = {"code": {"unique": "Un dispositif a déjà ce code."}}
        widgets = {
            **PERIOD,
            "missions_locales": forms.CheckboxSelectMultiple,
            "sites": forms.CheckboxSelectMultiple,
            "agreements": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "cumulative_from": "Le bilan compte à partir d’elle ce qui vaut depuis l’origine.",
            "missions_locales": "Aucune cochée\N{NO-BREAK SPACE}: ouvert à toutes.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["missions_locales"].queryset = Organisation.objects.missions_locales()  # type: ignore[attr-defined]
        self.fields["agreements"].queryset = PartnerAgreement.objects.select_related("organisation")  # type: ignore[attr-defined]


class SiteForm(CodedForm):
    """Where permanences are held."""

    class Meta:
        model = Site
        fields = ["code", "name", "is_inside", "organisation", "rhythm"]
        error_messages = {"code": {"unique": "Un lieu a déjà ce code."}}
        help_texts = {
            "is_inside": "Les permanences s’y tiennent en détention.",
            "rhythm": "En quelques mots, par exemple trois fois par semaine.",
        }


class CriteriaForm(RecordForm):
    """One version of a programme's criteria."""

    statuses: Any = forms.MultipleChoiceField(
        choices=STATUSES,
        required=False,
        label="Statuts acceptés",
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun coché\N{NO-BREAK SPACE}: tous.",
    )
    epcis: Any = forms.ModelMultipleChoiceField(
        queryset=Epci.objects.all(),
        required=False,
        label="EPCI acceptés",
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun coché, et rien de plus bas\N{NO-BREAK SPACE}: toute résidence.",
    )

    class Meta:
        model = Criteria
        fields = [
            "valid_from",
            "age_min",
            "age_max",
            "statuses",
            "sentence_min_months",
            "sentence_max_months",
            "epcis",
            "departments",
            "accepts_qpv",
            "establishments",
        ]
        widgets = {"valid_from": DateInput, "establishments": forms.CheckboxSelectMultiple}
        help_texts = {
            "age_max": "Vingt-cinq\N{NO-BREAK SPACE}: jusqu’à la veille des 26 ans.",
            "departments": "Leurs numéros, séparés par une virgule, par exemple 35, 22.",
            "accepts_qpv": "Une adresse dans un quartier prioritaire suffit.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Organisation.objects.filter(kind__in=OrganisationKind.places_of_custody())
        self.fields["establishments"].queryset = places  # type: ignore[attr-defined]
        self.initial["statuses"] = several(self.initial.get("statuses"))
        self.initial["epcis"] = several(self.initial.get("epcis"))
        self.initial["departments"] = ", ".join(several(self.initial.get("departments")))
        for name in ("age_min", "age_max", "sentence_min_months", "sentence_max_months"):
            self.fields[name].min_value = 0  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["min"] = 0

    def clean_statuses(self) -> str:
        return "|".join(self.cleaned_data["statuses"])

    def clean_epcis(self) -> str:
        """Those chosen, and those of territories that the reference does not know, which the page cannot show."""
        stored = self.initial["epcis"]
        known = set(Epci.objects.filter(pk__in=stored).values_list("pk", flat=True))
        return "|".join(sorted({*(epci.pk for epci in self.cleaned_data["epcis"]), *(set(stored) - known)}))

    def clean_departments(self) -> str:
        """The numbers with | between them. Raises ValidationError for what is not the number of a département."""
        numbers = re.split(r"[\s,;|]+", self.cleaned_data["departments"].strip().upper())
        numbers = [number for number in numbers if number]
        if not all(re.fullmatch(r"\d{2}|2[AB]|97\d", number, re.ASCII) for number in numbers):
            raise forms.ValidationError("Écrivez des numéros de département, séparés par une virgule.")
        return "|".join(dict.fromkeys(numbers))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for low, high in (("age_min", "age_max"), ("sentence_min_months", "sentence_max_months")):
            if None not in (cleaned.get(low), cleaned.get(high)) and cleaned[low] > cleaned[high]:
                self.add_error(high, "Le maximum est au-dessous du minimum.")
        last = self.instance.programme.referrals.order_by("-referred_on").first()
        if last and cleaned.get("valid_from") and cleaned["valid_from"] <= last.referred_on:
            self.add_error(
                "valid_from",
                f"Une orientation a été faite le {last.referred_on:%d/%m/%Y}\N{NO-BREAK SPACE}: elle garde les "
                "critères de ce jour-là. Choisissez un jour plus tard.",
            )
        return cleaned


class FundingForm(RecordForm):
    """A funder of a programme, for a period."""

    class Meta:
        model = Funding
        fields = ["funder", "starts_on", "ends_on"]
        widgets = PERIOD

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        funder, first, last = (cleaned.get(name) for name in ("funder", "starts_on", "ends_on"))
        others = Funding.objects.filter(programme=self.instance.programme_id, funder=funder).exclude(
            pk=self.instance.pk
        )
        if first:
            others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))
        if last:
            others = others.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=last))
        if funder and others.exists():
            self.add_error(
                "funder", "Ce financeur est déjà inscrit à ces dates\N{NO-BREAK SPACE}: changez plutôt les siennes."
            )
        return cleaned


class FundingAmountForm(RecordForm):
    """What a funder gives in a year."""

    class Meta:
        model = FundingAmount
        fields = ["year", "amount"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].widget.attrs |= {"min": 1990, "max": 2999}
        self.fields["amount"].widget.attrs["min"] = 0

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not 1990 <= year <= 2999:
            raise forms.ValidationError("Écrivez une année, par exemple 2026.")
        return year

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if amount < 0:
            raise forms.ValidationError("Un montant n’est pas négatif.")
        return amount
