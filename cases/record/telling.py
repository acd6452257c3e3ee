"""What the journal says of a form on someone's record."""

from __future__ import annotations

from django.http import HttpRequest

from cases.access_words import READ
from cases.journal import disclose
from cases.record.reading import Reading


def told(request: HttpRequest, reading: Reading, *, is_done: bool) -> None:
    """The journal says that the person was shown, or that what the address is for was done."""
    disclose(request, [reading.person], reading.at, action="" if is_done else READ)
