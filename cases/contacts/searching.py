"""Finds, among the people whom a user meets, those whom a few words name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from cases.contacts.recording import met_by
from cases.models import CaseFile, PersonAlias, YoungPerson
from cases.references import as_reference
from partners.models import User
from partners.names import fold

FOUND_AT_MOST = 20
CHOSEN_AT_MOST = 60
LONGEST_WORDS = 100


def found_people(words: str, user: User, at: datetime) -> list[YoungPerson]:
    """Those whose names hold every word typed, or whose reference it is; nobody for nothing typed."""
    # NUL is in no name, and PostgreSQL would not read it; of more words than a name has, SQLite makes no query.
    words = words.replace("\0", "")[:LONGEST_WORDS]
    folded = fold(words).split()
    if not folded:
        return []
    files = CaseFile.objects.all()
    for word in folded:
        files = files.filter(folded_name__contains=word)
    named = met_by(user, at).filter(Q(pk__in=files.values("person")) | Q(code__iexact=as_reference(words)))
    return list(named.order_by("last_name", "first_name", "code")[:FOUND_AT_MOST])


def chosen_people(codes: Sequence[str], user: User, at: datetime) -> list[YoungPerson]:
    """Those of these references whom the user meets, by name; no more than a form may hold. One from
    before a merge is that of the record that was kept."""
    wanted = [code for code in codes[:CHOSEN_AT_MOST] if "\0" not in code]
    wanted += PersonAlias.objects.kept(wanted).values()
    people = met_by(user, at).filter(code__in=wanted) if wanted else YoungPerson.objects.none()
    return list(people.order_by("last_name", "first_name", "code"))
