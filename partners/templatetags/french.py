"""Days and hours in French, in every template without loading (`settings.TEMPLATES`)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import template

from partners.french import day_words, hour_words, of_words

register = template.Library()


@register.filter(expects_localtime=True)
def day(value: Any, form: str = "j F Y") -> str:
    """As `date` with that format, the first of a month as « 1er »; empty for what is no day."""
    return day_words(value, form) if isinstance(value, date) else ""


@register.filter(expects_localtime=True)
def hour(value: Any) -> str:
    """« 8 h 30 »; empty for what is no hour."""
    return hour_words(value) if isinstance(value, time | datetime) else ""


@register.filter
def of(value: Any) -> str:
    """« de Malo », « d’Émeric »."""
    return of_words(str(value))


@register.filter
def dialled(value: Any) -> str:
    """The number as a telephone dials it from anywhere: « +33261912010 »; a short one as it is."""
    number = "".join(char for char in str(value) if char.isdigit() or char == "+")
    return f"+33{number[1:]}" if len(number) == 10 and number.startswith("0") else number
