"""What one types into, where Django's own widgets do not say enough."""

from __future__ import annotations

import re
from typing import Any

from django import forms

# A space, of any kind, between thousands.
BETWEEN_THOUSANDS = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")


class DateInput(forms.DateInput):
    """One day, in the browser's own way of choosing one, which wants it in ISO."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class NumberInput(forms.TextInput):
    """A number as one writes it in France: « 1 000,50 »."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal"} | (attrs or {}))
        self.is_localized = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was typed, without the spaces between thousands."""
        typed = super().value_from_datadict(data, files, name)
        return BETWEEN_THOUSANDS.sub("", typed) if isinstance(typed, str) else typed
