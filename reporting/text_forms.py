"""The form of a report's words: context, circuit, partnerships."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxLengthValidator

from partners.editing import RecordForm
from reporting.models import AnnualReport

LONGEST_TEXT = 20_000
MARKS = "Une ligne vide sépare deux paragraphes, un tiret en début de ligne fait une liste. Sans nom de jeune."


class AnnualReportForm(RecordForm):
    """The three texts; an empty one is told as missing on the page, and left out on paper."""

    class Meta:
        model = AnnualReport
        fields = ["context", "circuit", "partnerships"]
        labels = {"circuit": "Circuit, de l’orientation à l’entrée", "partnerships": "Partenariats et conventions"}
        help_texts = dict.fromkeys(fields, MARKS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            self.fields[name].validators.append(MaxLengthValidator(LONGEST_TEXT))
