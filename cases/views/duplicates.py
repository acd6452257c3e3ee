"""Possible duplicates, for the leads of the Missions Locales that hold the records."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.journal import disclose
from cases.merging.undoing import undoable_merges
from cases.models import CaseFile, DuplicateSuspicion, YoungPerson
from partners.access import leads_mission_locale, signed_in
from partners.models import User

SUSPICIONS_A_PAGE = 50


@leads_mission_locale
@require_safe
def duplicatesuspicion_list(request: HttpRequest) -> HttpResponse:
    """Those not dismissed, each with the record that is the lead's own."""
    user, at = signed_in(request), timezone.now()
    found = DuplicateSuspicion.objects.visible_to(user, at).open()
    page = Paginator(found, SUSPICIONS_A_PAGE).get_page(request.GET.get("page"))
    suspicions = list(page.object_list)
    own = {person.pk: person for person in disclose(request, records_of(suspicions, user, at), at)}
    rows: Any = [suspicion_row(suspicion, own) for suspicion in suspicions]
    page.object_list = rows
    merges = list(undoable_merges(user, at).select_related("person", "taken_by"))
    disclose(request, [merge.person for merge in merges], at)
    return render(request, "cases/duplicatesuspicion_list.html", {"page_obj": page, "merges": merges})


def records_of(suspicions: list[DuplicateSuspicion], user: User, at: datetime) -> Any:
    """The records of these suspicions that this user sees, each with the Missions Locales that hold it."""
    people = {pk for suspicion in suspicions for pk in (suspicion.first_id, suspicion.second_id)}
    files = Prefetch("case_files", CaseFile.objects.select_related("organisation"), to_attr="shown_files")
    return YoungPerson.objects.visible_to(user, at).filter(pk__in=people).prefetch_related(files)


def suspicion_row(suspicion: DuplicateSuspicion, own: dict[int, YoungPerson]) -> dict[str, Any]:
    """A line of the list: the records that are seen, and how many are not."""
    pair = (suspicion.first_id, suspicion.second_id)
    people = [own[pk] for pk in pair if pk in own]
    return {"suspicion": suspicion, "people": people, "hidden": len(pair) - len(people)}


@leads_mission_locale
@require_POST
def duplicatesuspicion_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Two people after all. Dismissed already: nothing changes."""
    user, at = signed_in(request), timezone.now()
    suspicion = get_object_or_404(DuplicateSuspicion.objects.visible_to(user, at), pk=pk)
    disclose(request, records_of([suspicion], user, at), at)
    suspicion.dismiss(user, at)
    messages.success(request, "Ce sont deux personnes\N{NO-BREAK SPACE}: le doublon possible est écarté.")
    return redirect("cases:duplicatesuspicion_list")
