"""Finding a young person by what one has typed in one box: names, a reference, an i-milo number, a date of birth."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Upper
from django.db.models.lookups import Exact

from cases.models import CaseFile, PersonAlias, YoungPerson
from cases.references import as_reference
from partners.names import fold

# 12/05/1998, 12.05.1998, 12 5 1998, 12051998; 1998-05-12.
FRENCH_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})|(\d{2})(\d{2})(\d{4})", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def called(words: str, path: str = "") -> Q:
    """Those whose names hold every word typed, whole or in part, in any order; whose reference or i-milo number it is,
    of today or from before a merge; or who were born on the day typed: whoever may see them. `path` leads to them from
    the rows that are filtered.

    Each person is asked about by itself: a list of so few is searched without looking at all the names there are.
    """
    files = CaseFile.objects.filter(named(words), person=OuterRef(f"{path}pk"))
    typed = Q(**{f"{path}last_name__icontains": words.strip()})
    return Q(Exists(files)) | typed | known_by(words, f"{path}pk")


def called_in_file(words: str) -> Q:
    """The files of those of whom `called` says it: the names in them are read through once."""
    return named(words) | known_by(words, "person")


def named(words: str) -> Q:
    """The files whose names hold every word typed."""
    return Q(*(Q(folded_name__contains=word) for word in fold(words).split()))


def known_by(words: str, person: str) -> Q:
    """The rows of whoever bears that number, or was born on that day; `person` is the path to the id."""
    people, aliases = YoungPerson.objects.filter(numbered(words)), PersonAlias.objects.filter(numbered(words))
    known = Q(**{f"{person}__in": people.values("pk")}) | Q(**{f"{person}__in": aliases.values("person")})
    if (born := day_typed(words)) is not None:
        known |= Q(**{f"{person}__in": YoungPerson.objects.filter(birth_date=born).values("pk")})
    return known


def numbered(words: str) -> Q:
    """The rows of that reference, or of that i-milo number."""
    typed = words.strip()
    return of_reference(words) | (Q(Exact(Upper("imilo_number"), typed.upper())) if typed else Q(pk__in=[]))


def of_reference(words: str) -> Q:
    """The row that bears that reference, with or without its dash, in any case: an index holds both."""
    return Q(Exact(Upper("code"), words.strip().upper())) | Q(code=as_reference(words))


def day_typed(words: str) -> date | None:
    """The day, where what was typed is one and nothing else."""
    text = words.strip()
    if found := ISO_DAY.fullmatch(text):
        year, month, day = found.groups()
    elif found := FRENCH_DAY.fullmatch(text):
        day, month, year = (part for part in found.groups() if part)
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
