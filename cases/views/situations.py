"""Situations: what someone enters, and how it ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from cases.contacts.forms import SituationForm
from cases.contacts.recording import met_by
from cases.journal import disclose
from cases.locking import lock_person, writing
from cases.models import Placement, Situation, YoungPerson
from cases.numbered_forms import made_already
from cases.record.way_back import way_back
from partners.access import signed_in, takes_part
from partners.editing import SENT_BEFORE, says_otherwise
from partners.french import day_words
from partners.models import Role


def running_situation(person: YoungPerson, at: datetime) -> Situation | None:
    """The last one that has begun and has no end."""
    return person.situations.filter(starts_on__lte=localdate(at), ends_on__isnull=True).order_by("starts_on").last()


@takes_part(Role.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def situation_create(request: HttpRequest, code: str) -> HttpResponse:
    """One more; the one that runs is closed the day before, when asked. Raises Http404 for someone not met."""
    user, at = signed_in(request), timezone.now()
    person = get_object_or_404(met_by(user, at), code=code)
    disclose(request, [person], at)
    situation = Situation(person=person, starts_on=localdate(at))
    placement = placement_before(request, person, at)
    if placement is not None:
        situation.starts_on = placement.ends_on or situation.starts_on
    return situation_form(request, situation, at, "La situation est notée.", placement)


def placement_before(request: HttpRequest, person: YoungPerson, at: datetime) -> Placement | None:
    """The stay with a partner that the address says it follows, if the user reads it."""
    asked = Placement.objects.visible_to(signed_in(request), at).filter(person=person, situation__isnull=True)
    return asked.filter(code=request.GET.get("place", "").replace("\0", "")).first()


@takes_part(Role.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def situation_edit(request: HttpRequest, code: str) -> HttpResponse:
    """How it goes on, or ended. Raises Http404 for that of someone not met."""
    user, at = signed_in(request), timezone.now()
    situations = Situation.objects.filter(person__in=met_by(user, at).values("pk"))
    situation = get_object_or_404(situations.select_related("person"), code=code)
    disclose(request, [situation.person], at)
    return situation_form(request, situation, at, "La situation est corrigée.")


def situation_form(
    request: HttpRequest, situation: Situation, at: datetime, done: str, placement: Placement | None = None
) -> HttpResponse:
    """Show the form of a situation, or keep it: one at a time on one person; `placement` is the stay that it follows.
    Raises Http404 for one deleted meanwhile."""
    sent, is_new = request.POST if request.method == "POST" else None, situation.pk is None
    with writing(request):
        if sent is not None:
            lock_person(situation.person)
        if sent is not None and not is_new:
            situation = get_object_or_404(Situation.objects.select_related("person"), pk=situation.pk)
        previous = running_situation(situation.person, at) if is_new else None
        form = SituationForm(sent, instance=situation, previous=previous)
        is_done = sent is not None and form.is_valid()
        made = made_already(Situation, sent.get("number", ""), situation.person) if sent and is_new else None
        if is_done and made is None:
            kept = form.save()
            if previous is not None and form.cleaned_data["closes_previous"]:
                end_before(previous, kept, form.previous_end_reason)
                done = f"{done} {closed_in_words(previous)}"
            if placement is not None:
                placement.situation = kept
                placement.save(update_fields=["situation"])
    if is_done and made is not None and says_otherwise(form, made):
        messages.error(request, SENT_BEFORE)
        return redirect("cases:situation_edit", made.code)
    if is_done:
        messages.success(request, done)
        return redirect(way_back(request, situation.person))
    back_url = way_back(request, situation.person)
    context = {"form": form, "person": situation.person, "situation": situation, "back_url": back_url}
    return render(request, "cases/situation_form.html", context, status=400 if form.errors else 200)


def end_before(previous: Situation, following: Situation, reason: str) -> None:
    """The previous one ends on the eve of the next one, never before it began; `reason` is how, empty where nobody
    knows."""
    previous.ends_on = max(previous.starts_on, following.starts_on - timedelta(days=1))
    previous.end_reason = reason
    previous.save(update_fields=["ends_on", "end_reason"])


def closed_in_words(situation: Situation) -> str:
    """« « Mobilisation du 01/10/2026 » est close au 25 novembre 2026 : Abandon. »"""
    how = situation.get_end_reason_display() or "sa fin reste à dire"
    day = day_words(situation.ends_on) if situation.ends_on else ""
    return f"«\N{NO-BREAK SPACE}{situation}\N{NO-BREAK SPACE}» est close au {day}\N{NO-BREAK SPACE}: {how}."
