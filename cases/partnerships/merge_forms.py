"""Two partners side by side: which one is kept, and field by field what is right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.models.placements import PlacementQuerySet
from partners.directory.duplicates import mergeable
from partners.directory.merging import FIELDS
from partners.directory.twins import moved, of_body
from partners.models import Commitment, Organisation
from partners.side_by_side import FIRST, SECOND, SideBySideForm

Line = dict[str, Any]


class PartnerPairForm(forms.Form):
    """Any two partners that the list did not find alike."""

    premier = forms.ModelChoiceField(Organisation.objects.none(), label="Ce partenaire", empty_label="Choisissez")
    second = forms.ModelChoiceField(Organisation.objects.none(), label="Et celui-ci", empty_label="Choisissez")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.filter(pk__in=[body.pk for body in mergeable()]).order_by("name", "pk")
        for name in (FIRST, SECOND):
            self.fields[name].queryset = bodies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for one partner twice."""
        given = super().clean() or self.cleaned_data
        if given.get(FIRST) and given.get(FIRST) == given.get(SECOND):
            raise ValidationError("Choisissez deux partenaires.")
        return given


class PartnerMergeForm(SideBySideForm):
    """The sheet that stays, and the right values."""

    compared = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kept"].label = "Fiche gardée"

    def kept_choice(self, side: str) -> tuple[str, str]:
        return side, f"{self.rows[side].name} ({self.rows[side].code})"

    def in_words(self, side: str, name: str) -> str:
        return str(getattr(self.rows[side], name) or "Non précisé")

    def chosen(self) -> tuple[Organisation, Organisation, dict[str, Any]]:
        """The one that is kept, the other, and the value of each field; only on a valid form."""
        kept = self.cleaned_data["kept"]
        return self.rows[kept], self.rows[SECOND if kept == FIRST else FIRST], self.values()


def held(bodies: list[Organisation], placements: PlacementQuerySet, *, coordinates: bool) -> list[Line]:
    """How much each holds, by what it is; of placements, those that the reader counts; of committees, to those who
    coordinate."""
    names = [name for name, follows in moved().items() if coordinates or not follows.for_coordinators]
    lines = [held_line(rows_name(name), [of_body(name, body).count() for body in bodies]) for name in names]
    promised = [Commitment.objects.filter(agreement__organisation=body).count() for body in bodies]
    placed = [placements.filter(agreement__organisation=body).count() for body in bodies]
    joined = [body.agreements_joined.count() for body in bodies]
    more = [
        held_line("Conventions où la structure est une autre partie", joined),
        held_line("Engagements chiffrés", promised),
        held_line("Places demandées", placed),
    ]
    return [line for line in [*lines, *more] if any(line["counts"])]


def held_line(label: str, counts: list[int]) -> Line:
    """One line of the table."""
    return {"label": label, "counts": counts}


def rows_name(name: str) -> str:
    """« Contacts des partenaires »."""
    model: Any = Organisation._meta.get_field(name).related_model
    return str(model._meta.verbose_name_plural).capitalize()
