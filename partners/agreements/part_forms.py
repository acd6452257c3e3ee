"""The coordinator's forms on what an agreement holds: commitments and their readings, amounts, signed documents."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Min
from django.db.models.functions import Coalesce

from partners.editing import RecordForm
from partners.fields import ByName, LineField, not_to_come
from partners.french import day_words, number_words
from partners.models import (
    AgreementAmount,
    AgreementDocument,
    Amendment,
    AmendmentState,
    Commitment,
    CommitmentKind,
    CommitmentUse,
    Organisation,
    OrganisationKind,
)
from partners.widgets import DateInput, NumberInput

LARGEST = 10 * 1024 * 1024
PDF_BEGINS = b"%PDF-"
HELD_BEYOND = (
    "Des jeunes tiennent ou gardent {held} place(s) au-delà de ce nombre\N{NO-BREAK SPACE}: attendez leur départ, ou "
    "donnez une date de fin à cet engagement."
)

UNDER_NOTHING = (
    "Des jeunes y sont placés ou attendent\N{NO-BREAK SPACE}: un avenant qui n’est pas signé ne peut pas l’apporter."
)
BEGUN_BEFORE = "Un jeune y a une place depuis le {day}\N{NO-BREAK SPACE}: l’engagement ne commence pas après."


def type_in_french(field: forms.Field) -> None:
    """Let a number be written « 0,5 », « 1 000,50 »."""
    field.localize = True
    field.widget = NumberInput()


class PartForm(RecordForm):
    """A part of the agreement of its instance, which an amendment that is not signed may bring."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amendments = self.instance.agreement.amendments.exclude(state=AmendmentState.SIGNED)
        if self.instance.amendment_id:
            amendments = amendments | self.instance.agreement.amendments.filter(pk=self.instance.amendment_id)
        if amendments.exists():
            self.fields["amendment"].queryset = amendments  # type: ignore[attr-defined]
            self.fields["amendment"].empty_label = "La convention elle-même"  # type: ignore[attr-defined]
        else:
            del self.fields["amendment"]


class CommitmentForm(PartForm):
    """What is promised in numbers, from when to when."""

    label = LineField(label="Intitulé")

    class Meta:
        model = Commitment
        fields = ["kind", "label", "quantity", "starts_on", "ends_on", "minimum_months", "amendment"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
        labels = {"starts_on": "Début", "ends_on": "Fin"}
        help_texts = {
            "label": "Par exemple «\N{NO-BREAK SPACE}studios\N{NO-BREAK SPACE}», "
            "«\N{NO-BREAK SPACE}permanences des bénévoles\N{NO-BREAK SPACE}».",
            "quantity": "Des places, des jeunes par an, des jours par an, ou des équivalents temps plein (0,5).",
            "ends_on": "Vide\N{NO-BREAK SPACE}: aussi longtemps que la convention.",
            "minimum_months": "Pour des places seulement.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        type_in_french(self.fields["quantity"])
        self.fields["kind"].choices = [("", "Choisissez"), *CommitmentKind.choices]  # type: ignore[attr-defined]
        self.is_new = self.instance.pk is None
        self.fields["kind"].disabled = self.instance.pk is not None  # people may be placed under it

    def clean_quantity(self) -> Decimal:
        """As many as said. Raises ValidationError for fewer places than people hold or keep."""
        quantity: Decimal = self.cleaned_data["quantity"]
        if self.instance.pk and self.instance.kind == CommitmentKind.PLACES:
            held = self.instance.placements.filter(place__gt=quantity, ends_on__isnull=True).count()
            if held:
                raise forms.ValidationError(HELD_BEYOND.format(held=held))
        return quantity

    def clean_amendment(self) -> Amendment | None:
        """Which amendment brings it. Raises ValidationError for one that nobody signed, once someone was placed."""
        amendment: Amendment | None = self.cleaned_data["amendment"]
        is_unsigned = amendment is not None and amendment.state != AmendmentState.SIGNED
        if is_unsigned and self.instance.pk and self.instance.placements.exists():
            raise forms.ValidationError(UNDER_NOTHING)
        return amendment

    def clean_starts_on(self) -> date:
        """Its first day. Raises ValidationError for one after that of a place that somebody has, had or keeps."""
        start: date = self.cleaned_data["starts_on"]
        held = self.instance.placements.filter(place__isnull=False) if self.instance.pk else None
        first = held.aggregate(first=Min(Coalesce("starts_on", "reserved_from")))["first"] if held else None
        if first and first < start:
            raise forms.ValidationError(BEGUN_BEFORE.format(day=day_words(first)))
        return start

    def changes(self) -> str:
        """What is changed of one that was there, from what to what; empty for a new one."""
        names = [name for name in self.changed_data if name in self.fields and name != "seen"]
        return "" if self.is_new else ", ".join(self.change(name) for name in names)

    def change(self, name: str) -> str:
        """« nombre 4 → 3 », « ajouté : fin 31 décembre 2026 », « retiré : … »."""
        label = str(self.fields[name].label).lower()
        before, after = (self.written(name, value) for value in (self.initial.get(name), self.cleaned_data[name]))
        if before and after:
            return f"{label} {before} → {after}"
        return f"{'ajouté' if after else 'retiré'}\N{NO-BREAK SPACE}: {label} {after or before}"

    def written(self, name: str, value: Any) -> str:
        """A value of that field as one reads it: a choice by its label; empty for none."""
        field = self.fields[name]
        labels = {str(key): str(label) for key, label in getattr(field, "choices", []) if key}
        return labels.get(str(field.prepare_value(value))) or written(value)


def written(value: Any) -> str:
    """A value as one writes it: no zeros after a whole number, a day as a day; empty for none."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return number_words(value)
    return day_words(value) if isinstance(value, date) else str(value)


class CommitmentUseForm(RecordForm):
    """How much of a commitment was used, read on a day."""

    class Meta:
        model = CommitmentUse
        fields = ["read_on", "quantity"]
        widgets = {"read_on": DateInput}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        type_in_french(self.fields["quantity"])

    def clean_read_on(self) -> date:
        """The day; a second reading of a day corrects the first. Raises ValidationError for one that has not come."""
        day = not_to_come(self.cleaned_data["read_on"], self.on)
        known = self.instance.commitment.uses.filter(read_on=day).first()
        if known:
            self.instance.pk, self.instance._state.adding = known.pk, False
        return day


class AgreementAmountForm(PartForm):
    """What a funder gives in a year."""

    class Meta:
        model = AgreementAmount
        fields = ["funder", "year", "amount", "state", "stops_on", "amendment"]
        widgets = {"stops_on": DateInput}
        help_texts = {
            "amount": "Vide\N{NO-BREAK SPACE}: pas encore connu.",
            "stops_on": "Si le financeur a annoncé qu’il arrête.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        type_in_french(self.fields["amount"])
        self.fields["funder"].empty_label = "Choisissez"  # type: ignore[attr-defined]
        self.fields["funder"].iterator = ByName  # type: ignore[attr-defined]
        self.fields["funder"].queryset = Organisation.objects.active(*OrganisationKind.steering_bodies())  # type: ignore[attr-defined]


class AgreementDocumentForm(PartForm):
    """A signed document: a PDF, known by its first bytes, of ten megabytes at the most."""

    class Meta:
        model = AgreementDocument
        fields = ["file", "amendment"]
        widgets = {"file": forms.FileInput(attrs={"accept": "application/pdf"})}
        help_texts = {"file": "10 Mo au plus. Les documents déjà joints restent."}

    def clean_file(self) -> UploadedFile:
        """The file; its size and digest go into the record. Raises ValidationError for no PDF, or one too large."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError("Ce document dépasse 10 Mo.")
        content = file.read()
        file.seek(0)
        if not content.startswith(PDF_BEGINS):
            raise forms.ValidationError("Ce document n’est pas un PDF.")
        self.instance.size, self.instance.digest = len(content), hashlib.sha256(content).hexdigest()
        return file
