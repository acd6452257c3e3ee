"""Days, hours and telephone numbers in French, in every template without loading (`settings.TEMPLATES`)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import template
from django.utils.safestring import SafeString

from partners.french import day_words, hour_words, of_words, phone_link, phone_words

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
def phone(value: Any) -> SafeString:
    """« 06 12 34 56 78 », which a click dials; empty for none."""
    return phone_link(str(value or ""))


@register.filter
def phone_read(value: Any) -> str:
    """« 06 12 34 56 78 », on paper."""
    return phone_words(str(value or ""))
