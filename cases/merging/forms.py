"""Two records side by side: which one is kept, and field by field what is right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms

from cases.merging.merge import FIELDS
from cases.models import YoungPerson

FIRST, SECOND = "premier", "second"


class MergeForm(forms.Form):
    """The reference that stays, and for each field on which the two differ, the value that is right."""

    kept = forms.ChoiceField(label="Référence gardée", widget=forms.RadioSelect(attrs={"class": "form-check-input"}))

    def __init__(self, *args: Any, first: YoungPerson, second: YoungPerson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {FIRST: first, SECOND: second}
        self.fields["kept"].choices = [(first.code, first.code), (second.code, second.code)]  # type: ignore[attr-defined]
        self.fields["kept"].initial = first.code
        for name in FIELDS:
            if getattr(first, name) != getattr(second, name):
                self.fields[name] = forms.ChoiceField(
                    label=label_of(name),
                    choices=[(FIRST, in_words(first, name)), (SECOND, in_words(second, name))],
                    widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                    initial=SECOND if getattr(first, name) in ("", None) else FIRST,
                )

    def lines(self) -> Iterator[dict[str, Any]]:
        """What the page shows: a choice where they differ, the value where they do not."""
        yield {"label": self.fields["kept"].label, "choices": list(self["kept"])}
        for name in FIELDS:
            if name in self.fields:
                yield {"label": self.fields[name].label, "choices": list(self[name])}
            else:
                yield {"label": label_of(name), "same": in_words(self.people[FIRST], name)}

    def chosen(self) -> dict[str, Any]:
        """The value of each field."""
        sides = {name: self.cleaned_data.get(name, FIRST) for name in FIELDS}
        return {name: getattr(self.people[side], name) for name, side in sides.items()}


def label_of(name: str) -> str:
    """The name of a field, as a label."""
    label = str(YoungPerson._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def in_words(person: YoungPerson, name: str) -> str:
    """A value as one reads it."""
    value = getattr(person, name)
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    display = getattr(person, f"get_{name}_display", None)
    return str(display() if display else value) if value not in ("", None) else "Inconnu"
