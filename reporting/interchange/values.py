"""Cells to values and back. No Django.

A value is what the staging table, the comparison with the database and the export all use: text as it is, dates and
moments as ISO text, whole numbers and booleans as such, lists as codes with | between them; None where the cell is
empty.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

from reporting.interchange.schema import SEPARATOR, UNKNOWN_WORDS, Field

Value = str | int | float | bool | None

ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
FRENCH_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
INTEGER = re.compile(r"[+-]?[0-9]{1,20}")
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::00)?")
BOOLEANS = {"oui": True, "true": True, "1": True, "non": False, "false": False, "0": False}
INTEGER_BOUNDS = (-(2**31), 2**31 - 1)


class Unexpected(ValueError):
    """The cell is not what the field holds; the message says what was expected."""


def read_date(text: str) -> str:
    """An ISO or a French date, as ISO text. Raises Unexpected."""
    if match := ISO_DATE.fullmatch(text):
        year, month, day = match.groups()
    elif match := FRENCH_DATE.fullmatch(text):
        day, month, year = match.groups()
    else:
        raise Unexpected("une date (AAAA-MM-JJ ou JJ/MM/AAAA)")
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise Unexpected("une date qui existe (AAAA-MM-JJ ou JJ/MM/AAAA)") from None


def date_reader(field: Field) -> Callable[[str], str]:
    """A reader of dates between the field's bounds, where it has any."""
    if field.minimum is None or field.maximum is None:
        return read_date
    first, last = str(field.minimum), str(field.maximum)

    def read(text: str) -> str:
        day = read_date(text)
        if not first <= day <= last:
            raise Unexpected(f"une date du {first} au {last}")
        return day

    return read


def read_time(text: str) -> str:
    """An hour and minutes, as HH:MM. Raises Unexpected."""
    match = TIME.fullmatch(text)
    if not match or match[1] > "23" or match[2] > "59":
        raise Unexpected("une heure (HH:MM)")
    return f"{match[1]}:{match[2]}"


def read_moment(text: str) -> str:
    """A moment, in UTC where it says nothing else, as ISO text in UTC. Raises Unexpected."""
    try:
        moment = datetime.fromisoformat(text) if MOMENT.fullmatch(text) else None
        known = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC) if moment else None
    except (ValueError, OverflowError):
        known = None
    if known is None or not 1980 <= known.year <= 2099:
        raise Unexpected("un moment (AAAA-MM-JJTHH:MM:SSZ), de 1980 à 2099")
    return moment_text(known)


def moment_text(moment: datetime) -> str:
    """A moment as ISO text in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_integer(text: str) -> int:
    """A whole number that a 32-bit column holds. Raises Unexpected."""
    if not INTEGER.fullmatch(text) or not INTEGER_BOUNDS[0] <= int(text) <= INTEGER_BOUNDS[1]:
        raise Unexpected(f"un nombre entier, de {INTEGER_BOUNDS[0]} à {INTEGER_BOUNDS[1]}")
    return int(text)


def integer_reader(field: Field) -> Callable[[str], int]:
    """A reader of whole numbers between the field's bounds, where it has any."""
    if field.minimum is None or field.maximum is None:
        return read_integer
    low, high = int(field.minimum), int(field.maximum)

    def read(text: str) -> int:
        number = read_integer(text)
        if not low <= number <= high:
            raise Unexpected(f"un nombre entier, de {low} à {high}")
        return number

    return read


def read_boolean(text: str) -> bool:
    """`oui`, `non` or one of their other spellings. Raises Unexpected."""
    if text not in BOOLEANS:
        raise Unexpected("oui ou non")
    return BOOLEANS[text]


def read_answer(text: str) -> bool:
    """`oui` or `non`. Raises Unexpected."""
    if text not in ("oui", "non"):
        raise Unexpected("oui, non ou inconnu")
    return text == "oui"


def number_reader(field: Field) -> Callable[[str], float]:
    """A reader of numbers between the field's bounds, with as many decimals as it keeps."""
    low = -math.inf if field.minimum is None else float(field.minimum)
    high = math.inf if field.maximum is None else float(field.maximum)

    def read(text: str) -> float:
        if not NUMBER.fullmatch(text) or not math.isfinite(number := float(text)):
            raise Unexpected("un nombre, avec un point décimal")
        if not low <= number <= high:
            raise Unexpected(f"un nombre de {written(low)} à {written(high)}")
        if field.decimals is not None and round(number, field.decimals) != number:
            raise Unexpected(f"un nombre avec {field.decimals} décimales au plus")
        return number + 0.0  # -0.0 becomes 0.0

    return read


def choice_reader(field: Field) -> Callable[[str], str]:
    """A reader of the field's closed list."""
    expected = f"l’une des valeurs {', '.join(field.choices)}"

    def read(text: str) -> str:
        if text not in field.choices:
            raise Unexpected(expected)
        return text

    return read


def tidy_list(field: Field, text: str | None) -> str | None:
    """Codes with | between them, each once: in the order of the field's closed list, sorted for references, else as
    given; None when there is none."""
    codes = [code for code in dict.fromkeys(code.strip() for code in (text or "").split(SEPARATOR)) if code]
    if field.choices:
        codes.sort(key=lambda code: field.choices.index(code) if code in field.choices else len(field.choices))
    elif field.target:
        codes.sort()
    return SEPARATOR.join(codes) or None


def list_reader(field: Field) -> Callable[[str], str | None]:
    """A reader of several codes, of the field's closed list where it has one."""
    expected = f"des valeurs parmi {', '.join(field.choices)}, séparées par |"

    def read(text: str) -> str | None:
        codes = tidy_list(field, text)
        if codes and field.choices and any(code not in field.choices for code in codes.split(SEPARATOR)):
            raise Unexpected(expected)
        return codes

    return read


def typed_reader(field: Field) -> Callable[[str], Value]:
    """The reader of a cell that is not free text, given trimmed and not empty."""
    bounded: dict[str, Callable[[Field], Callable[[str], Value]]] = {
        "number": number_reader,
        "integer": integer_reader,
        "date": date_reader,
        "choice": choice_reader,
        "list": list_reader,
    }
    if field.kind in bounded:
        return bounded[field.kind](field)
    readers: dict[str, Callable[[str], Value]] = {
        "time": read_time,
        "datetime": read_moment,
        "boolean": read_boolean,
        "answer": read_answer,
    }
    return readers[field.kind]


def reader(field: Field) -> Callable[[str], Value]:
    """The function from a field's cell to its value; it raises Unexpected, with what was expected as its message.

    Free text is kept to the character; anything else is trimmed, and `inconnu` there is an empty cell.
    """
    if field.is_commune:
        return lambda text: field.empty if text.strip() in UNKNOWN_WORDS else text or field.empty
    if field.kind == "text":
        return text_reader(field)

    read = typed_reader(field)
    known: dict[str, Value] = {}

    def read_cell(text: str) -> Value:
        if text in known:
            return known[text]
        trimmed = text.strip()
        if trimmed and (trimmed not in UNKNOWN_WORDS or field.is_required):
            value = read(trimmed)
        elif field.is_required:
            raise Unexpected("une valeur (champ obligatoire)")
        else:
            value = field.empty
        if len(known) < 1000:
            known[text] = value
        return value

    return read_cell


def text_reader(field: Field) -> Callable[[str], Value]:
    """A reader of the text itself, as long as the field keeps it."""

    def read(text: str) -> Value:
        if field.is_required and not text:
            raise Unexpected("une valeur (champ obligatoire)")
        if field.max_length is not None and len(text) > field.max_length:
            raise Unexpected(f"un texte de {field.max_length} caractères au plus")
        return text or field.empty

    return read


def written(value: Value) -> str:
    """The value as the cell of an export."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    return str(value)
