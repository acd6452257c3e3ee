"""The numbers of a whole year typed on one page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms

from partners.editing import CHANGED_MEANWHILE
from reporting.document.french import number


class YearForm(forms.Form):
    """A form on the numbers `stored`, that remembers which ones its reader saw.

    Where somebody has changed them since the page was shown, nothing is kept until it is sent once more: it says what
    is stored now, where that is not what was sent.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stored: Mapping[Any, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = stored
        self.version = hashlib.sha256(repr(sorted(stored.items(), key=str)).encode()).hexdigest()[:32]
        self.fields["seen"].initial = self.version

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("seen") != self.version:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["seen"] = self.version  # type: ignore[index]
            raise forms.ValidationError([CHANGED_MEANWHILE, *self.stored_otherwise()])
        return given

    def stored_otherwise(self) -> list[str]:
        """« Nouvelles entrées, tel qu’enregistré : 45 », for each number that is not the one that was sent."""
        changed = [self[name] for name in self.changed_data if name != "seen"]
        return [
            f"{field.label}, tel qu’enregistré\N{NO-BREAK SPACE}: "
            f"{'rien' if field.initial is None else number(field.initial)}"
            for field in changed
        ]
