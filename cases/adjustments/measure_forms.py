"""The form of a measure: what justice decided, by when it should end, or why nobody knows."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.adjustments.form_parts import in_parts, name_blanks
from cases.models import JusticeMeasure, Situation, SituationKind
from cases.numbered_forms import NumberedForm
from partners.models import Membership, Organisation, OrganisationKind, Role
from partners.widgets import DateInput

TO_COME = "Cette date est à venir."
LONGEST_MONTHS, LONGEST_DAYS = 600, 30
TOO_LONG = "Une durée va de 0 à 600 mois, et de 0 à 30 jours en plus."


BLANKS = {
    "setting": "Choisir",
    "status": "Choisir",
    "organisation": "Inconnu",
    "planned_end_unknown": "La date est connue",
}
# How the form is read: what is asked of each part of a measure.
PARTS = {
    "La mesure": ("setting", "status", "organisation", "starts_on"),
    "La peine": ("sentence_months", "sentence_days"),
    "La sortie": ("planned_end_on", "planned_end_unknown", "ends_on"),
}


class MeasureForm(NumberedForm):
    """A custody, a supervision in the community, a placement in a CEF. `units`: the only ones that an officer may
    name, with what is below them; a Mission Locale, None, names any."""

    begins_situation = forms.BooleanField(
        label="Noter aussi l’entrée en situation «\N{NO-BREAK SPACE}Incarcération\N{NO-BREAK SPACE}»",
        required=False,
        initial=True,
        help_text="Pour une détention\N{NO-BREAK SPACE}; elle n’est jamais déduite de la mesure.",
    )

    class Meta:
        model = JusticeMeasure
        fields = [
            "setting",
            "status",
            "organisation",
            "starts_on",
            "sentence_months",
            "sentence_days",
            "planned_end_on",
            "planned_end_unknown",
            "ends_on",
        ]
        widgets: ClassVar = {"starts_on": DateInput, "planned_end_on": DateInput, "ends_on": DateInput}
        labels: ClassVar = {
            "organisation": "Établissement ou unité",
            "starts_on": "Depuis le",
            "sentence_months": "Mois",
            "sentence_days": "Jours en plus",
            "planned_end_on": "Prévue le",
            "planned_end_unknown": "Sinon, inconnue car",
            "ends_on": "Levée d’écrou, ou fin, le",
        }
        help_texts: ClassVar = {
            "starts_on": "Écrou, placement ou début du suivi.",
            "sentence_months": "Le total prononcé, avant toute réduction.",
            "ends_on": "Vide tant que la mesure court.",
        }

    def __init__(self, *args: Any, on: date, units: list[int] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["organisation"].queryset = places(self.instance, units)  # type: ignore[attr-defined]
        name_blanks(self, BLANKS)
        for name, longest in (("sentence_months", LONGEST_MONTHS), ("sentence_days", LONGEST_DAYS)):
            self.fields[name].widget = forms.NumberInput(attrs={"min": 0, "max": longest})
        if self.instance.pk is not None or units is not None:
            del self.fields["begins_situation"]

    @property
    def helper(self) -> FormHelper:
        """Its parts, in the order in which one knows the answers."""
        return in_parts(self, PARTS)

    def clean_starts_on(self) -> date:
        """Raises ValidationError for a day to come."""
        return past(self.cleaned_data["starts_on"], self.on)

    def clean_ends_on(self) -> date | None:
        """Raises ValidationError for a day to come: until then it is expected."""
        ends_on: date | None = self.cleaned_data["ends_on"]
        return past(ends_on, self.on) if ends_on else None

    def clean_sentence_months(self) -> int | None:
        """Raises ValidationError for what no sentence lasts."""
        return within(self.cleaned_data["sentence_months"], LONGEST_MONTHS)

    def clean_sentence_days(self) -> int | None:
        """Raises ValidationError for more than a month."""
        return within(self.cleaned_data["sentence_days"], LONGEST_DAYS)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError unless a measure that runs has one expected end, or one reason why it has none."""
        given = super().clean()
        planned, unknown = given.get("planned_end_on"), given.get("planned_end_unknown")
        if planned and unknown:
            self.add_error("planned_end_unknown", "Gardez la date, ou la raison, pas les deux.")
        is_told = planned or unknown or given.get("ends_on")
        if not is_told and not self.errors.keys() & {"planned_end_on", "planned_end_unknown", "ends_on"}:
            self.add_error("planned_end_on", "Donnez la date, ou dites pourquoi elle est inconnue.")
        return given

    @property
    def situation(self) -> Situation | None:
        """The entry that was left ticked, of a valid form on a custody; None for any other."""
        measure, given = self.instance, self.cleaned_data
        if not given.get("begins_situation") or not measure.is_custody:
            return None
        dates = {"starts_on": measure.starts_on, "ends_on": measure.ends_on}
        return Situation(person=measure.person, kind=SituationKind.CUSTODY, **dates)


def past(day: date, on: date) -> date:
    """The same day. Raises ValidationError when it is to come."""
    if day > on:
        raise forms.ValidationError(TO_COME)
    return day


def within(number: int | None, longest: int) -> int | None:
    """The same number. Raises ValidationError when it is no length."""
    if number is not None and not 0 <= number <= longest:
        raise forms.ValidationError(TOO_LONG)
    return number


def places(measure: JusticeMeasure, units: list[int] | None) -> QuerySet[Organisation]:
    """Where a measure may be: any prison, centre or referring body that is active, an association where someone refers
    young people (others receive them); of an officer's, its own units and what is below them; and the one that is
    named already."""
    kinds = {*OrganisationKind.places_of_custody(), *OrganisationKind.referring_bodies()}
    refers = Exists(Membership.objects.filter(organisation=OuterRef("pk"), role=Role.OFFICER))
    offered = Q(kind__in=kinds, is_active=True) & (~Q(kind=OrganisationKind.ASSOCIATION) | Q(refers))
    if units is not None:
        offered &= Q(pk__in=units) | Q(parent__in=units)
    return Organisation.objects.filter(offered | Q(pk=measure.organisation_id)).order_by("name")
