"""Forms that make a record: each bears a number of its own, so that sent twice it makes one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import Model

from cases.contacts.recording import code_of
from cases.models import YoungPerson
from partners.editing import RecordForm

Made = TypeVar("Made", bound=Model)


class NumberedForm(RecordForm):
    """A form on one record of a person, `instance.person`; the code of a new one comes from the form's number."""

    number = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial.setdefault("number", uuid.uuid4())
        else:
            del self.fields["number"]

    def clean(self) -> dict[str, Any]:
        """The new record bears the code that its form gives it."""
        given = super().clean()
        if number := given.get("number"):
            self.instance.code = code_of(str(number), self.instance.person)
        return given


def name_blanks(form: forms.BaseForm, words: Mapping[str, str]) -> None:
    """Say what it means to choose nothing in these lists, instead of dashes."""
    for name in words.keys() & form.fields.keys():
        field = form.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = words[name]
        elif isinstance(field, forms.ChoiceField):
            known = list(field.choices)  # type: ignore[arg-type]
            field.choices = [("", words[name]), *((value, label) for value, label in known if value)]


def in_parts(form: forms.BaseForm, parts: Mapping[str, Sequence[str]]) -> FormHelper:
    """Each part under its title, its fields side by side; then whatever is in none."""
    helper = FormHelper()
    helper.form_tag, helper.disable_csrf = False, True
    titled = [Fieldset(title, Div(*names, css_class="de-fields")) for title, names in parts.items()]
    told = {name for names in parts.values() for name in names}
    helper.layout = Layout(*titled, *(name for name in form.fields if name not in told))
    return helper


def made_already(model: type[Made], number: str, person: YoungPerson) -> Made | None:
    """What the form of that number has made of that person before."""
    return model._default_manager.filter(person=person.pk, code=code_of(number, person)).first()
