"""Two people on one person: one after the other, each on what is stored by then."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404

from cases.models import YoungPerson


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
