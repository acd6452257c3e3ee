"""What a part of the work adds to the record: a section of the page, actions beside the name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cases.record.reading import Reading
from cases.record.together import Rows


@dataclass(frozen=True)
class Section:
    """One section of the record.

    `rows` names the querysets that it is made from, each narrowed by `visible_to(reading.user, reading.at)` and to
    the person: the page fetches those of all sections in one query, and a section asks nothing more by itself. Two
    sections may give the same name to the same rows. `context` is what the template is given (with `csrf_token` and
    `person`); None leaves the section out.
    """

    template: str
    rows: Callable[[Reading], dict[str, QuerySet[Any]]]
    context: Callable[[Reading, Rows], dict[str, Any] | None]


@dataclass(frozen=True)
class RecordAction:
    """Something that this user may do with the person. `daily`: a button beside the name; else under « Plus »."""

    label: str
    url: str
    daily: bool = False
    # The letter that leads there with Alt, or as the browser has it.
    key: str = ""


# What a part of the work offers, from the rows of the page.
Actions = Callable[[Reading, Rows], Iterable[RecordAction]]
