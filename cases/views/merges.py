"""Two records of one person: agreed upon by the leads, compared, made one, taken apart again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from cases.access_words import READ
from cases.journal import disclose
from cases.mail import tell_of_duplicates
from cases.merging.agreeing import agree, may_agree, may_compare, missing_agreements, pair_of
from cases.merging.forms import MergeForm
from cases.merging.hindrances import hindrances
from cases.merging.merge import merge
from cases.merging.rows import rows_of
from cases.merging.undoing import undo, undoable_merges
from cases.models import (
    Address,
    Appointment,
    CaseRequest,
    Contact,
    ContactAttempt,
    DuplicateSuspicion,
    Enrolment,
    GroupAttendance,
    Handover,
    JusticeMeasure,
    NextStep,
    Placement,
    Referral,
    ReleaseNeed,
    ReleasePermission,
    SentenceAdjustment,
    Situation,
    SupportCertificate,
    YoungPerson,
)
from cases.views.duplicates import records_of
from partners.access import leads_mission_locale, signed_in

# All that is kept of either, but for what the application keeps of itself.
COUNTED = (
    Referral,
    Enrolment,
    Handover,
    Appointment,
    Contact,
    ContactAttempt,
    GroupAttendance,
    Situation,
    Placement,
    JusticeMeasure,
    SentenceAdjustment,
    ReleasePermission,
    SupportCertificate,
    ReleaseNeed,
    NextStep,
    CaseRequest,
    Address,
)


def open_suspicion(request: HttpRequest, pk: int, at: datetime) -> DuplicateSuspicion:
    """The one of an address. Raises Http404 for one that the lead may not see, or that is settled."""
    return get_object_or_404(DuplicateSuspicion.objects.visible_to(signed_in(request), at).open(), pk=pk)


@leads_mission_locale
@require_http_methods(["GET", "HEAD", "POST"])
def duplicatesuspicion_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Both side by side once all leads agree; until then the own record alone."""
    user, at = signed_in(request), timezone.now()
    suspicion = open_suspicion(request, pk, at)
    if not may_compare(suspicion, user, at):
        return agreement_page(request, suspicion, at)
    people = list(YoungPerson.objects.filter(pk__in=pair_of(suspicion)).order_by("pk"))
    form = MergeForm(request.POST if request.method == "POST" else None, first=people[0], second=people[1])
    if request.method == "POST" and form.is_valid():
        disclose(request, people, at)
        try:
            kept = merge(suspicion, form.cleaned_data["kept"], form.values(), user, at)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, "Les deux dossiers n’en font plus qu’un. La fusion se défait pendant trente jours."
            )
            return redirect(kept)
    disclose(request, people, at, action=READ)
    context = {
        "suspicion": suspicion,
        "people": people,
        "form": form,
        "hindrances": hindrances(*people),
        "seen": set(YoungPerson.objects.visible_to(user, at).filter(pk__in=pair_of(suspicion))),
        "counts": [line for model in COUNTED if any((line := count_line(model, people))["counts"])],
    }
    return render(request, "cases/duplicatesuspicion_merge.html", context, status=400 if form.errors else 200)


def count_line(model: Any, people: list[YoungPerson]) -> dict[str, Any]:
    """How many rows of that table each record has."""
    label = str(model._meta.verbose_name_plural).capitalize()
    return {"label": label, "counts": [rows_of(model, person.pk).count() for person in people]}


def agreement_page(request: HttpRequest, suspicion: DuplicateSuspicion, at: datetime) -> HttpResponse:
    """The record that the lead sees, whether the lead has agreed, and that somebody else has still to."""
    user = signed_in(request)
    agreed = set(suspicion.agreements.values_list("mission_locale", flat=True))
    own = may_agree(suspicion, user, at)
    context = {
        "suspicion": suspicion,
        "people": disclose(request, records_of([suspicion], user, at), at, action=READ),
        "has_agreed": bool(own) and own <= agreed,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "cases/duplicatesuspicion_agree.html", context, status=status)


@leads_mission_locale
@require_POST
def duplicatesuspicion_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """They are one person, this lead says; the others who have still to are told."""
    user, at = signed_in(request), timezone.now()
    suspicion = open_suspicion(request, pk, at)
    disclose(request, records_of([suspicion], user, at), at)
    agree(suspicion, user, at)
    if missing_agreements(suspicion, user, at):
        address = request.build_absolute_uri(reverse("cases:duplicatesuspicion_list"))
        tell_of_duplicates([suspicion], localdate(at), address)
        messages.success(request, "Votre accord est noté. Les deux dossiers se comparent quand tous l’ont donné.")
    return redirect("cases:duplicatesuspicion_merge", suspicion.pk)


@leads_mission_locale
@require_POST
def merge_undo(request: HttpRequest, code: str) -> HttpResponse:
    """Two records again. Raises Http404 for a merge that is not the lead's, or too old."""
    user, at = signed_in(request), timezone.now()
    snapshot = get_object_or_404(undoable_merges(user, at).select_related("person"), code=code)
    disclose(request, [snapshot.person], at)
    try:
        other = undo(snapshot, user, at)
        messages.success(request, f"La fusion est défaite\N{NO-BREAK SPACE}: le dossier {other.code} est de retour.")
    except (ValidationError, PermissionDenied) as error:
        messages.error(request, " ".join(getattr(error, "messages", ["Cette fusion ne se défait plus."])))
    return redirect("cases:duplicatesuspicion_list")
