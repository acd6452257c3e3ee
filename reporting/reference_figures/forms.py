"""The shares of a Mission Locale's year, all on one page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.db import transaction

from partners.models import Organisation
from partners.widgets import NumberInput
from reporting.models import ReferenceFigure, ReferenceTable
from reporting.reference_figures.shares import LINES, shares_of, total_of
from reporting.year_forms import YearForm

FROM_0_TO_100 = "Un pourcentage va de 0 à 100."


class PercentField(forms.FloatField):
    """« 48 », « 12,5 », « 48 % ». Invalid: anything else, and what is not from 0 to 100."""

    default_error_messages = {
        "invalid": "Écrivez un nombre, comme 48 ou 12,5.",
        "min_value": FROM_0_TO_100,
        "max_value": FROM_0_TO_100,
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = NumberInput({"class": "form-control", "autocomplete": "off"})
        super().__init__(required=False, min_value=0, max_value=100, localize=True, widget=widget, **kwargs)

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        typed = value.strip().removesuffix("%").rstrip() if isinstance(value, str) else value
        return super().to_python(typed)


class Line(NamedTuple):
    """The field of one share, what it is the share of, and that of the year before, None where it was not known."""

    label: str
    field: forms.BoundField
    before: int | float | None


class Group(NamedTuple):
    """A table of the report: its lines, and what those that are stored add up to."""

    label: str
    lines: list[Line]
    total: int | float | None


class ReferenceFigureForm(YearForm):
    """A share for each line of each table; an empty one is not known."""

    def __init__(self, *args: Any, body: Organisation, year: int, **kwargs: Any) -> None:
        super().__init__(*args, stored=shares_of(body, year), **kwargs)
        self.body, self.year, self.before = body, year, shares_of(body, year - 1)
        for table, lines in LINES.items():
            for line, label in lines.items():
                self.fields[name_of(table, line)] = PercentField(
                    label=f"{table.label}, {label}", initial=self.stored.get((table.value, line))
                )

    def groups(self) -> Iterator[Group]:
        """The tables in the report's order."""
        for table, lines in LINES.items():
            shown = [
                Line(label, self[name_of(table, line)], self.before.get((table.value, line)))
                for line, label in lines.items()
            ]
            yield Group(table.label, shown, total_of(table, self.stored))

    @transaction.atomic
    def save(self) -> None:
        """The shares of the year are those typed."""
        for table, lines in LINES.items():
            for line in lines:
                self._keep(table, line, self.cleaned_data[name_of(table, line)])

    def _keep(self, table: ReferenceTable, line: str, percent: float | None) -> None:
        if percent == self.stored.get((table.value, line)):
            return
        figure: dict[str, Any] = {"mission_locale": self.body, "year": self.year, "table": table, "row": line}
        if percent is None:
            ReferenceFigure.objects.filter(**figure).delete()
        else:
            ReferenceFigure.objects.update_or_create(**figure, defaults={"percent": percent})


def name_of(table: ReferenceTable, line: str) -> str:
    """The name of a field."""
    return f"{table.value}-{line}"
