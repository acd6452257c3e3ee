"""What one types everywhere: a day, a name; what is refused of each is refused in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator

from partners.names import fold, visible
from partners.widgets import DateInput

# Whatever is followed here began after the first, and is expected before the last: any other year is a slip.
FIRST_YEAR, LAST_YEAR = 1980, 2099
LONGEST_LINE = 120
CHECK_YEAR = "Vérifiez l’année."
# Ten digits as they are written in France, a number abroad, or a short one (115, 3949).
A_PHONE = re.compile(r"0[1-9]\d{8}|\+[1-9]\d{7,13}|[13]\d{2,4}", re.ASCII)
CHECK_PHONE = "Écrivez un numéro de téléphone, par exemple 02 61 91 20 10."
NO_LETTER = "Écrivez ce nom avec des lettres."


def of_our_time(day: date) -> None:
    """Raises ValidationError for a day of a year that nothing here can be about."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(CHECK_YEAR, code="year")


def not_to_come(day: date, on: date) -> date:
    """The day. Raises ValidationError for one after `on`."""
    if day > on:
        raise ValidationError("Cette date n’est pas encore venue.")
    return day


class DayField(forms.DateField):
    """A day of our time. A birth date has a rule of its own (`cases.forms.plausible_birth_date`)."""

    widget = DateInput
    default_validators = [of_our_time]


class ByName(ModelChoiceIterator):  # type: ignore[type-arg]
    """The choices of a field as names are searched: the ones in capitals do not come first."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield from sorted(super().__iter__(), key=lambda choice: (choice[0] != "", fold(str(choice[1]))))


class LineField(forms.CharField):
    """The name of an employer, of a workshop…: what shows nothing is left out, and it fits on a line of a paper.

    What is `stored` already may stay as it is, however long: an import takes any text, and one corrects the rest.
    """

    stored: str | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"max_length": kwargs.get("max_length") or LONGEST_LINE})

    def to_python(self, value: Any) -> str:
        return visible(str(super().to_python(value) or ""))

    def run_validators(self, value: Any) -> None:
        if self.stored is None or value != self.to_python(self.stored):
            super().run_validators(value)


def on_one_line(text: str) -> str:
    """A stored text where a paper has one line for it: cut where a form would not have taken more."""
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1].rstrip()}…"


class NameField(forms.CharField):
    """A name that one can read: what shows nothing is left out, and a letter remains."""

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value) or "")
        name = visible(typed)
        if typed and not any(char.isalpha() for char in name):
            raise ValidationError(NO_LETTER, code="letters")
        return name


class PhoneField(forms.CharField):
    """A number that one can dial, kept as it is read: « 02 61 91 20 10 »."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"max_length": 40})

    def to_python(self, value: Any) -> str:
        digits = re.sub(r"[ .\-()/]", "", visible(str(super().to_python(value) or "")))
        number = re.sub(r"^(\+|00)33(0)?(?=[1-9]\d{8}$)", "0", digits)
        if number and not A_PHONE.fullmatch(number):
            raise ValidationError(CHECK_PHONE, code="phone")
        return " ".join(re.findall("..", number)) if len(number) == 10 and number[0] == "0" else number
