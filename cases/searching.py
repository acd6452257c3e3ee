"""Finding a young person by what one has typed in one box: names, a reference, an i-milo number, a date of birth."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import CaseFile, PersonAlias, YoungPerson
from cases.references import as_reference
from partners.names import fold

# 12/05/1998, 12.05.1998, 12 5 1998, 12051998; 1998-05-12.
FRENCH_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})|(\d{2})(\d{2})(\d{4})", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def called(words: str) -> QuerySet[YoungPerson]:
    """Among all, whoever may see them: those whose names hold every word typed, whole or in part, in any order; whose
    reference or i-milo number it is, of today or from before a merge; or who were born on the day typed.

    Each person is asked about by itself: a list of so few is searched without looking at all the names there are.
    """
    files = CaseFile.objects.filter(person=OuterRef("pk"))
    for word in fold(words).split():
        files = files.filter(folded_name__contains=word)
    typed = Q(last_name__icontains=words.strip()) | numbered(words)
    born = day_typed(words)
    if born is not None:
        typed |= Q(birth_date=born)
    aliases = PersonAlias.objects.filter(numbered(words), person=OuterRef("pk"))
    return YoungPerson.objects.filter(Exists(files) | typed | Exists(aliases)).order_by()


def numbered(words: str) -> Q:
    """The rows of that reference, or of that i-milo number."""
    return of_reference(words) | Q(imilo_number__iexact=words.strip())


def of_reference(words: str) -> Q:
    """The row that bears that reference, with or without its dash, in any case."""
    return Q(code__iexact=words.strip()) | Q(code=as_reference(words))


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
