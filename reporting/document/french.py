"""Numbers, dates and agreements in French typography, for the report on a page, on paper and in a workbook."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from partners.french import day_words

NARROW = "\u202f"  # narrow no-break space: thousands, before % ; ! ?
NO_BREAK = "\u00a0"  # no-break space: before a colon, inside « », between a number and its noun
NOTHING = "–"  # a value that cannot be known, or a share of nothing

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def number(value: int | float | None, decimals: int | None = None) -> str:
    """`1234.5` as « 1 234,5 »; « – » for None. `decimals` None keeps those of the value (none for 8.0)."""
    if value is None:
        return NOTHING
    if decimals is None:
        exact = Decimal(str(value))
        exact = exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact
    else:
        exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{exact:,f}".replace(",", NARROW).replace(".", ",").replace("-", "\N{MINUS SIGN}")


def percent(value: int | float | None, decimals: int | None = None) -> str:
    """`60` as « 60 % » with a narrow no-break space; « – » for None, a share of nothing."""
    return NOTHING if value is None else f"{number(value, decimals)}{NARROW}%"


def day(value: date) -> str:
    """« 1er mars 2017 », kept on one line."""
    return day_words(value).replace(" ", NO_BREAK)


def short_day(value: date | None) -> str:
    """« 01/03/2017 »; « – » for None."""
    return value.strftime("%d/%m/%Y") if value else NOTHING


def counted(value: int | float, one: str, many: str) -> str:
    """The number and its noun: « 1 jeune », « 0 jeune », « 2 jeunes » (the plural begins at two)."""
    return f"{number(value)}{NO_BREAK}{many if abs(value) >= 2 else one}"


def enumeration(items: list[str] | tuple[str, ...]) -> str:
    """« a, b et c »."""
    *most, last = items or [""]
    return f"{', '.join(most)} et {last}" if most else last


def typeset(text: str) -> str:
    """The text with the no-break spaces of French typography in place of plain ones: before : ; ! ? %, inside « »."""
    text = re.sub(r" ([;!?%])", rf"{NARROW}\1", text)
    text = text.replace("« ", f"«{NO_BREAK}").replace(" »", f"{NO_BREAK}»")
    text = re.sub(rf"(\d|1er) ({'|'.join(MONTHS)})\b", rf"\1{NO_BREAK}\2", text)
    return re.sub(r" :(?=\s|$)", f"{NO_BREAK}:", text)
