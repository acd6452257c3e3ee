"""Two records side by side: which one is kept, and field by field what is right."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.merging.merge import FIELDS
from partners.side_by_side import SideBySideForm


class MergeForm(SideBySideForm):
    """The reference that stays, and the right values."""

    compared = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kept"].label = "Référence gardée"

    def kept_choice(self, side: str) -> tuple[str, str]:
        code = self.rows[side].code
        return code, code

    def in_words(self, side: str, name: str) -> str:
        value = getattr(self.rows[side], name)
        if isinstance(value, bool):
            return "Oui" if value else "Non"
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        display = getattr(self.rows[side], f"get_{name}_display", None)
        return str(display() if display else value) if value not in ("", None) else "Inconnu"
