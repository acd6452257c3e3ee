"""What one types into, where Django's own widgets do not say enough."""

from __future__ import annotations

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    """One day, in the browser's own way of choosing one, which wants it in ISO."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
