"""Two rows of one model side by side: which one is kept, and field by field what is right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.db.models import Model

FIRST, SECOND = "premier", "second"


class SideBySideForm(forms.Form):
    """The row that stays, and for each field on which the two differ, the value that is right."""

    compared: ClassVar[tuple[str, ...]]
    kept = forms.ChoiceField(widget=forms.RadioSelect(attrs={"class": "form-check-input"}))

    def __init__(self, *args: Any, first: Model, second: Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: dict[str, Any] = {FIRST: first, SECOND: second}
        self.fields["kept"].choices = [self.kept_choice(side) for side in self.rows]  # type: ignore[attr-defined]
        self.fields["kept"].initial = self.kept_choice(FIRST)[0]
        for name in self.compared:
            if getattr(first, name) != getattr(second, name):
                self.fields[name] = self.choice_of(name)

    def kept_choice(self, side: str) -> tuple[str, str]:
        """What is sent and what is read where that row is to stay."""
        raise NotImplementedError

    def in_words(self, side: str, name: str) -> str:
        """A value as one reads it."""
        raise NotImplementedError

    def choice_of(self, name: str) -> forms.ChoiceField:
        """One of the two values, the known one to begin with."""
        return forms.ChoiceField(
            label=self.label_of(name),
            choices=[(side, self.in_words(side, name)) for side in self.rows],
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            initial=SECOND if getattr(self.rows[FIRST], name) in ("", None) else FIRST,
        )

    def label_of(self, name: str) -> str:
        """The name of a field, as a label."""
        label = str(self.rows[FIRST]._meta.get_field(name).verbose_name)
        return label[:1].upper() + label[1:]

    def lines(self) -> Iterator[dict[str, Any]]:
        """What the page shows: a choice where they differ, the value where they do not."""
        yield {"label": self.fields["kept"].label, "choices": list(self["kept"])}
        for name in self.compared:
            if name in self.fields:
                yield {"label": self.fields[name].label, "choices": list(self[name])}
            else:
                yield {"label": self.label_of(name), "same": self.in_words(FIRST, name)}

    def values(self) -> dict[str, Any]:
        """The value of each field; only on a valid form."""
        sides = {name: self.cleaned_data.get(name, FIRST) for name in self.compared}
        return {name: getattr(self.rows[side], name) for name, side in sides.items()}
