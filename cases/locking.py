"""Two people on one person: one after the other, each on what is stored by then."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from cases.models import YoungPerson

Row = TypeVar("Row", bound=Model)


def writing(request: HttpRequest) -> AbstractContextManager[Any]:
    """A transaction for what a form sends. None for the page that shows it: on SQLite each one keeps every other
    writer waiting."""
    return transaction.atomic() if request.method == "POST" else nullcontext()


def locked_if_sent(rows: QuerySet[Row], request: HttpRequest) -> QuerySet[Row]:
    """These rows, which nobody else writes until the end of the transaction where a form is sent."""
    return rows.select_for_update(of=("self",)) if request.method == "POST" else rows


def lock_person(person: YoungPerson) -> None:
    """Until the end of the transaction nobody else writes on that person. Raises Http404 for a record that was merged
    into another meanwhile."""
    get_object_or_404(YoungPerson.objects.select_for_update(no_key=True), pk=person.pk)


def reread(row: Model) -> None:
    """The row as it stands now, under the lock. Raises Http404 for one that was deleted meanwhile."""
    try:
        row.refresh_from_db()
    except ObjectDoesNotExist as error:
        raise Http404 from error
