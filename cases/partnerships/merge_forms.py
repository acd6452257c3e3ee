"""Two partners side by side: which one is kept, and field by field what is right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.models.placements import PlacementQuerySet
from partners.directory.duplicates import mergeable
from partners.directory.merging import FIELDS
from partners.directory.twins import MOVED, rows_of
from partners.models import Commitment, Organisation

FIRST, SECOND = "premier", "second"
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


class PartnerMergeForm(forms.Form):
    """The sheet that stays, and for each field on which the two differ, the value that is right."""

    kept = forms.ChoiceField(label="Fiche gardée", widget=forms.RadioSelect(attrs={"class": "form-check-input"}))

    def __init__(self, *args: Any, bodies: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = dict(zip((FIRST, SECOND), bodies, strict=True))
        choices = [(side, f"{body.name} ({body.code})") for side, body in self.bodies.items()]
        self.fields["kept"].choices = choices  # type: ignore[attr-defined]
        self.fields["kept"].initial = FIRST
        first, second = bodies
        for name in FIELDS:
            if getattr(first, name) != getattr(second, name):
                self.fields[name] = forms.ChoiceField(
                    label=label_of(name),
                    choices=[(side, in_words(body, name)) for side, body in self.bodies.items()],
                    widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                    initial=SECOND if getattr(first, name) in ("", None) else FIRST,
                )

    def lines(self) -> Iterator[Line]:
        """What the page shows: a choice where they differ, the value where they do not."""
        yield {"label": self.fields["kept"].label, "choices": list(self["kept"])}
        for name in FIELDS:
            if name in self.fields:
                yield {"label": self.fields[name].label, "choices": list(self[name])}
            else:
                yield {"label": label_of(name), "same": in_words(self.bodies[FIRST], name)}

    def chosen(self) -> tuple[Organisation, Organisation, dict[str, Any]]:
        """The one that is kept, the other, and the value of each field; only on a valid form."""
        kept = self.cleaned_data["kept"]
        sides = {name: self.cleaned_data.get(name, FIRST) for name in FIELDS}
        values = {name: getattr(self.bodies[side], name) for name, side in sides.items()}
        return self.bodies[kept], self.bodies[SECOND if kept == FIRST else FIRST], values


def label_of(name: str) -> str:
    """The name of a field, as a label."""
    label = str(Organisation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def in_words(body: Organisation, name: str) -> str:
    """A value as one reads it."""
    return str(getattr(body, name) or "Non précisé")


def held(bodies: list[Organisation], placements: PlacementQuerySet, *, coordinates: bool) -> list[Line]:
    """How much each holds, by what it is; of placements, those that the reader counts; of committees, to those who
    coordinate."""
    names = [name for name in MOVED if coordinates or not name.startswith("committee_")]
    lines = [held_line(rows_name(name), [len(rows_of(name, body)) for body in bodies]) for name in names]
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
