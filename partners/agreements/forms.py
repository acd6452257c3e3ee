"""The coordinator's forms on an agreement and its steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from partners.agreements.amending import faults
from partners.editing import RecordForm
from partners.fields import ByName, DayField, LineField, not_to_come
from partners.models import Amendment, Organisation, OrganisationKind, PartnerAgreement, Renewal, User
from partners.models.agreements import TERMS
from partners.organisation_forms import CodedForm
from partners.widgets import DateInput

NEEDED = "Une reconduction tacite se compte\N{NO-BREAK SPACE}: indiquez-le."
RENEWAL_HELP = {
    "renewal_months": "Par exemple 12. Une convention tacite repart pour cette durée tant que personne ne la dénonce.",
    "notice_length": "Combien de temps avant la fin on peut encore la dénoncer.",
}


def ask_of_a_tacit_renewal(form: forms.ModelForm[Any], *names: str) -> None:
    """Add an error to each of these fields that a tacit renewal needs and that is empty."""
    if form.cleaned_data.get("renewal") == Renewal.TACIT:
        for name in names:
            if form.cleaned_data.get(name) is None and name not in form.errors:
                form.add_error(name, NEEDED)


class ProgrammesField(forms.ModelMultipleChoiceField):
    """Programmes, each with its years: a name serves again."""

    def label_from_instance(self, obj: Any) -> str:
        """« Dedans-Dehors (2014 à 2016) », « Dernier Écrou (depuis 2015) »."""
        years = f"{obj.starts_on.year} à {obj.ends_on.year}" if obj.ends_on else f"depuis {obj.starts_on.year}"
        return f"{obj} ({years})"


class AgreementForm(CodedForm):
    """An agreement: between whom, for what and for which programmes, from when to when, renewed how. `kept_by` is who
    keeps it: one chooses among one's own programmes, the others stay as they are."""

    subject = LineField(label="Objet", max_length=200)
    # `cases.Programme` declares the relation: this app knows it by that alone.
    programmes: Any = ProgrammesField(
        queryset=None,
        required=False,
        label="Dispositifs",
        widget=forms.CheckboxSelectMultiple,
        help_text="Sans dispositif, elle n’est dans aucun bilan ni dans la fiche d’aucun comité de dispositif.",
    )

    class Meta:
        model = PartnerAgreement
        fields = ["code", "organisation", "subject", "programmes", "starts_on", *TERMS, "parties"]
        error_messages = {"code": {"unique": "Une convention a déjà ce code."}}
        widgets = {"starts_on": DateInput, "ends_on": DateInput, "parties": forms.CheckboxSelectMultiple}
        labels = {"starts_on": "Début", "ends_on": "Fin"}
        help_texts = RENEWAL_HELP | {
            "ends_on": "La fin de la première période, si elle se reconduit.",
            "parties": "Qui d’autre la signe, avec le partenaire.",
        }

    def __init__(self, *args: Any, kept_by: User, on: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"programmes": programmes_of(kwargs.get("instance"))} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        programmes: Any = PartnerAgreement._meta.get_field("programmes").related_model
        self.fields["programmes"].queryset = programmes.objects.coordinated_by(kept_by, on)  # type: ignore[attr-defined]
        self.fields["code"].help_text = "Donné une fois pour toutes, par exemple fjt-2017."
        for name in ("organisation", "parties"):
            self.fields[name].iterator = ByName  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = Organisation.objects.active()  # type: ignore[attr-defined]
        self.fields["organisation"].empty_label = "Choisissez"  # type: ignore[attr-defined]
        parties = Organisation.objects.active(*OrganisationKind.steering_bodies())
        self.fields["parties"].queryset = parties  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        ask_of_a_tacit_renewal(self, "ends_on", "renewal_months", "notice_length")
        return cleaned

    def save(self, commit: bool = True) -> PartnerAgreement:
        """The agreement, for those of the keeper's programmes that were checked."""
        agreement: PartnerAgreement = super().save(commit)
        agreement.programmes.remove(*self.fields["programmes"].queryset)  # type: ignore[attr-defined]
        agreement.programmes.add(*self.cleaned_data["programmes"])  # type: ignore[attr-defined]
        return agreement


def programmes_of(agreement: PartnerAgreement | None) -> list[int]:
    """The programmes (ids) that it is for."""
    if agreement is None or agreement.pk is None:
        return []
    return [programme.pk for programme in agreement.programmes.all()]  # type: ignore[attr-defined]


class SignForm(RecordForm):
    """The day on which it was signed. Its view has set the state."""

    class Meta:
        model = PartnerAgreement
        fields = ["signed_on"]
        widgets = {"signed_on": DateInput}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["signed_on"].required = True
        self.fields["signed_on"].label = "Signée le"

    def clean_signed_on(self) -> date:
        """The day. Raises ValidationError for one that has not come."""
        return not_to_come(self.cleaned_data["signed_on"], self.on)


class EndForm(RecordForm):
    """The last day of an agreement that stops before its end, or at it."""

    class Meta:
        model = PartnerAgreement
        fields = ["closed_on"]
        widgets = {"closed_on": DateInput}
        help_texts = {"closed_on": "Elle vaut encore ce jour-là."}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["closed_on"].required = True


class DenounceForm(EndForm):
    """When a party denounced it, and its last day."""

    class Meta(EndForm.Meta):
        fields = ["denounced_on", "closed_on"]
        widgets = {"denounced_on": DateInput, "closed_on": DateInput}
        help_texts = {"closed_on": "La fin de la période en cours, ou de la suivante si le préavis est passé."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["denounced_on"].required = True

    def clean_denounced_on(self) -> date:
        """The day. Raises ValidationError for one that has not come."""
        return not_to_come(self.cleaned_data["denounced_on"], self.on)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        told, last = cleaned.get("denounced_on"), cleaned.get("closed_on")
        if told and last and last < told:
            self.add_error("closed_on", "Le dernier jour précède la dénonciation.")
        return cleaned


class AmendmentForm(RecordForm):
    """What an amendment changes of its agreement, and from when."""

    subject = LineField(label="Objet", max_length=200)

    class Meta:
        model = Amendment
        fields = ["subject", "takes_effect_on", "changes_end", *TERMS, "ended_commitments"]
        widgets = {
            "takes_effect_on": DateInput,
            "ends_on": DateInput,
            "ended_commitments": forms.CheckboxSelectMultiple,
        }
        labels = {"ends_on": "Nouvelle fin", "renewal": "Nouvelle reconduction"}
        help_texts = RENEWAL_HELP | {
            "ends_on": "Vide\N{NO-BREAK SPACE}: sans date de fin. Ne compte que si l’avenant change la fin.",
            "ended_commitments": "La veille du jour où l’avenant prend effet. "
            "Ce qui commence s’ajoute ensuite, sur la page de la convention.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreement = self.instance.agreement
        self.fields["renewal"].choices = [("", "Inchangée"), *Renewal.choices]  # type: ignore[attr-defined]
        running = agreement.commitments.filter(ends_on__isnull=True)
        self.fields["ended_commitments"].queryset = running  # type: ignore[attr-defined]
        if not running.exists():
            del self.fields["ended_commitments"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("ends_on") and not cleaned.get("changes_end"):
            self.add_error("changes_end", "Cochez cette case pour changer la fin, ou videz la date.")
        elif cleaned.get("takes_effect_on"):
            for name, fault in faults(self.said(), cleaned.get("ended_commitments") or ()).items():
                self.add_error(name, fault)
        ask_of_a_tacit_renewal(self, "renewal_months", "notice_length")
        return cleaned

    def said(self) -> Amendment:
        """The amendment as it is typed, for as much of it as can be read."""
        said = self.cleaned_data
        return Amendment(
            agreement=self.instance.agreement,
            takes_effect_on=said["takes_effect_on"],
            changes_end=said.get("changes_end", False),
            ends_on=said.get("ends_on"),
            renewal=said.get("renewal") or "",
        )


class AmendmentSignForm(forms.Form):
    """The day on which it was signed."""

    signed_on = DayField(label="Signé le")
