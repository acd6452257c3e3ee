"""What whoever signs a certificate chooses: its lines, and the day of the hearing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from cases.adjustments.certificate import Line
from partners.fields import DayField

CHANGED = "Le dossier a changé pendant que vous lisiez cette page."
STALE = "stale"
READ_AGAIN = (
    "Relisez-la avant de signer\N{NO-BREAK SPACE}: ce qui est nouveau, ou dit autre chose, n’est pas encore coché. "
    "Rien n’est signé."
)


class CertificateForm(forms.Form):
    """The lines that stay, the hearing; the number makes it once. `shown` is the mark of the page that was read: of
    another one than this, nothing is signed."""

    hearing_on = DayField(label="Date de l’audience", required=False)
    lines = forms.MultipleChoiceField(label="Lignes", widget=forms.CheckboxSelectMultiple, required=False)
    number = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.CharField(required=False)

    def __init__(self, *args: Any, lines: Sequence[Line], on: date, mark: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.on, self.mark = lines, on, mark
        self.fields["lines"].choices = [(line.choice, line.value) for line in lines]  # type: ignore[attr-defined]
        self.initial.setdefault("lines", [line.choice for line in lines])
        self.initial.setdefault("number", uuid.uuid4())

    def clean(self) -> dict[str, Any] | None:
        """Raises ValidationError for a page that has changed since it was read, whatever line is gone from it."""
        if self.cleaned_data.get("shown") != self.mark:
            self.errors.pop("lines", None)
            raise ValidationError(CHANGED, code=STALE)
        return super().clean()

    def clean_hearing_on(self) -> date | None:
        """Raises ValidationError for a hearing that is over."""
        hearing_on: date | None = self.cleaned_data["hearing_on"]
        if hearing_on is not None and hearing_on < self.on:
            raise ValidationError("Cette audience est passée.")
        return hearing_on

    @property
    def read_again(self) -> str:
        """What is said of a page that has changed since it was read; empty of any other."""
        return READ_AGAIN if self.has_error(NON_FIELD_ERRORS, code=STALE) else ""

    @property
    def chosen(self) -> list[Line]:
        """The lines that were left ticked, of a valid form."""
        return [line for line in self.known if line.choice in self.cleaned_data["lines"]]

    @property
    def ticked(self) -> list[str]:
        """The lines that are ticked on the page (`Line.choice`)."""
        return [str(key) for key in self["lines"].value() or []]
