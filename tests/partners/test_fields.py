"""What one types everywhere: a day of our time, a name that one can read."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from partners.editing import RecordForm
from partners.fields import DayField, NameField

# A birth date has a rule of its own, and what is only looked for needs none.
OTHERWISE = {"ReferralForm.birth_date", "WalkInForm.birth_date", "BreakGlassForm.birth_date"}


@pytest.mark.parametrize("typed", ["0001-01-01", "0206-11-26", "1979-12-31", "2100-01-01", "9999-12-31"])
def test_a_day_of_another_time_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="Vérifiez l’année"):
        DayField().clean(typed)


def test_a_day_of_our_time() -> None:
    assert str(DayField().clean("2026-11-26")) == "2026-11-26"
    assert DayField(required=False).clean("") is None


def every_form(base: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for form in base.__subclasses__():
        yield form
        yield from every_form(form)


def test_no_form_takes_a_day_otherwise() -> None:
    """Every form of the pages that write, found once the pages are loaded."""
    assert get_resolver().url_patterns
    for module in ("cases.referrals.forms", "cases.entry.forms", "cases.permanences.forms", "partners.team_forms"):
        import_module(module)
    ours = {form for form in every_form() if form.__module__.startswith(("cases.", "partners."))}
    free = {
        f"{form.__name__}.{name}"
        for form in ours
        if not issubclass(form, RecordForm)
        for name, field in form.base_fields.items()  # type: ignore[attr-defined]
        if isinstance(field, forms.DateField) and not isinstance(field, DayField)
    }
    assert len(ours) > 40
    assert free == OTHERWISE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Le\u200b Guénec", "Le Guénec"),
        ("\u202eceneuG", "ceneuG"),
        ("Gue\u0301nec", "Guénec"),
        ("  Le   Guénec\xa0", "Le Guénec"),
        ("Mar\u00adtin", "Martin"),
        ("Aïcha-Mëlle d’O", "Aïcha-Mëlle d’O"),
        ("Ольга", "Ольга"),
    ],
)
def test_what_shows_nothing_is_left_out_of_a_name(typed: str, kept: str) -> None:
    assert NameField(max_length=100).clean(typed) == kept


@pytest.mark.parametrize("typed", ["\u200b\u200b", "\u3164", "\u2800", "...", "123", "-"])
def test_a_name_has_letters(typed: str) -> None:
    with pytest.raises(ValidationError, match="avec des lettres"):
        NameField().clean(typed)
