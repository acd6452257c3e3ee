"""How the forms of measures, adjustments and permissions are laid out: titled parts, words for an empty choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms


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
