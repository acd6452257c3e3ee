"""Whether a programme's year was worth it, in the coordinator's words."""

from __future__ import annotations

from typing import Any

from django import forms

from partners.editing import RecordForm
from reporting.models import Assessment
from reporting.structure import Report

# Beside which figures it is written: the targets of the year.
TARGETS = "targets"


class AssessmentForm(RecordForm):
    """What to do with the programme, and why."""

    class Meta:
        model = Assessment
        fields = ["verdict", "text"]
        widgets = {"verdict": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 12})}
        labels = {"text": "Ce que l’année a donné, pour qui, à quel prix"}
        help_texts = {
            "text": "Elle se lit dans le bilan. Sans nom de jeune\N{NO-BREAK SPACE}: ceux qui décident de la suite "
            "n’en connaissent aucun."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = Assessment._meta.get_field("verdict").choices  # type: ignore[attr-defined]


def figures_beside(report: Report) -> list[dict[str, Any]]:
    """What was reached of each indicator, with its target where one is set."""
    return [
        {
            "label": row.label,
            "value": row.values["reached"],
            "note": f"objectif\N{NO-BREAK SPACE}: {row.values['target']}" if row.values["target"] is not None else "",
        }
        for row in report.table(TARGETS).rows
    ]
