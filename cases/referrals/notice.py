"""The information notice: one page in plain French, for the young person, handed over before a referral is sent."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from partners.fields import DayField

# Changed with the text of templates/cases/_notice_text.html: a referral keeps the version that was handed over.
NOTICE_VERSION = "26 novembre 2026"


def notice_given_field() -> forms.BooleanField:
    """Whether this version was handed over: nothing is sent before."""
    return forms.BooleanField(
        label=f"La notice d’information (version du {NOTICE_VERSION}) est remise au jeune",
        error_messages={
            "required": "Remettez d’abord la notice au jeune\N{NO-BREAK SPACE}: elle s’imprime en une page."
        },
    )


def notice_given_on_field() -> forms.DateField:
    """When it was."""
    return DayField(label="Remise le")


def given_by(given: date, on: date) -> date:
    """The day on which it was handed over, where that day has come. Raises ValidationError otherwise."""
    if given > on:
        raise ValidationError("La notice est remise avant l’envoi\N{NO-BREAK SPACE}: cette date est à venir.")
    return given
