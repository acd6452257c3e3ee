"""Days, hours, telephone numbers and lists as one writes them in French: « 1er mai », « 8 h 30 », « a ou b »."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

NO_BREAK = "\N{NO-BREAK SPACE}"
VOWELS = frozenset("aeiouœæ")
# How first names begin whose h nobody hears: Hadrien, Hector, Hélène, Henri, Hermine, Hervé, Hilaire, Hippolyte,
# Honoré, Hortense, Hubert, Hugo, Humbert, Hyacinthe. The h of the others (Hamza, Hicham, Harold, Houda) is heard.
MUTE_H = (
    *("hadrien", "hect", "hele", "helo", "henr", "herm", "herv", "hilai", "hilari", "hippo"),
    *("honor", "hort", "hube", "hugo", "hugu", "humb", "hya"),
)


def day_words(day: date | None, form: str = "j F Y") -> str:
    """The day in Django's date format `form`, the first of a month as « 1er », a short weekday with its point; empty
    for no day."""
    if day is None:
        return ""
    ordinal = form.replace("j", r"j\e\r") if day.day == 1 else form
    return date_format(day, ordinal.replace("D", r"D\."))


def since_words(day: date, on: date) -> str:
    """« 1er janvier 2017, il y a 9 ans », « 3 mai 2026, il y a 2 mois », « 3 mai 2026, il y a 1 jour »; of a day that
    is over."""
    months = (on.year - day.year) * 12 + on.month - day.month - (on.day < day.day)
    days, years = (on - day).days, months // 12
    if years:
        ago = f"{years}{NO_BREAK}an{'s' if years > 1 else ''}"
    else:
        ago = f"{months}{NO_BREAK}mois" if months else f"{days}{NO_BREAK}jour{'s' if days > 1 else ''}"
    return f"{day_words(day)}, il y a {ago}"


def hour_words(at: time | datetime | None) -> str:
    """« 8 h 30 », « 14 h », kept on one line; empty for no hour."""
    if at is None:
        return ""
    minutes = f"{NO_BREAK}{at:%M}" if at.minute else ""
    return f"{at.hour}{NO_BREAK}h{minutes}"


def hours_words(first: time | None, last: time | None) -> str:
    """« 8 h 30 – 12 h »; one of them alone, or nothing, where the others are not known."""
    return " – ".join(hour_words(hour) for hour in (first, last) if hour)


def dialled(number: str) -> str:
    """The number as a telephone dials it from anywhere: « +33261912010 »; a short one as it is."""
    digits = "".join(char for char in number if char.isdigit() or char == "+")
    return f"+33{digits[1:]}" if len(digits) == 10 and digits.startswith("0") else digits


def phone_words(number: str) -> str:
    """The number as one reads it, two digits by two: « 06 12 34 56 78 »; one of another country or a short one as it
    was typed."""
    of_france = re.fullmatch(r"\+33(\d{9})", dialled(number))
    return " ".join(re.findall("..", f"0{of_france[1]}")) if of_france else number


def phone_link(number: str) -> SafeString:
    """The number as one reads it, which a click dials; empty for none."""
    link = '<a class="de-phone" href="tel:{}">{}</a>'
    return format_html(link, dialled(number), phone_words(number)) if number else SafeString()


def of_words(name: str) -> str:
    """« de Malo », « d’Émeric », « d’Yves », but « de Yanis »; « d’Hugo », but « de Hamza »."""
    letters = "".join(letter for letter in unicodedata.normalize("NFD", name.lower()) if letter.isalpha())
    is_vowel = letters[:1] in VOWELS or (letters[:1] == "y" and letters[1:2] not in VOWELS)
    return f"d’{name}" if letters and (is_vowel or letters.startswith(MUTE_H)) else f"de {name}"


def alternatives(names: Sequence[str]) -> str:
    """« condamné, prévenu ou en milieu ouvert »; empty for none."""
    *most, last = names or [""]
    return f"{', '.join(most)} ou {last}" if most else last


def number_words(number: Decimal | int) -> str:
    """« 6 », « 0,5 », « 12 000 », « 1 250,25 »."""
    whole = number == int(number)
    decimals = 0 if whole else (1 if number * 10 == int(number * 10) else 2)
    return grouped(number, decimals)


def euros_words(amount: Decimal | int) -> str:
    """« 12 500 € », « 12 500,50 € »: two decimals or none."""
    return f"{grouped(amount, 0 if amount == int(amount) else 2)}{NO_BREAK}€"


def grouped(number: Decimal | int, decimals: int) -> str:
    """The number with so many decimals, its thousands apart."""
    return f"{number:,.{decimals}f}".replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")
