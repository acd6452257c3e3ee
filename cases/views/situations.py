"""Situations: what someone enters, and how it ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from cases.contacts.forms import SituationForm
from cases.contacts.recording import met_by
from cases.journal import disclose
from cases.models import Situation, SituationEnd, YoungPerson
from partners.access import signed_in, takes_part
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
    return situation_form(request, situation, running_situation(person, at), "La situation est notée.")


@takes_part(Role.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def situation_edit(request: HttpRequest, code: str) -> HttpResponse:
    """How it goes on, or ended. Raises Http404 for that of someone not met."""
    user, at = signed_in(request), timezone.now()
    situations = Situation.objects.filter(person__in=met_by(user, at).values("pk"))
    situation = get_object_or_404(situations.select_related("person"), code=code)
    disclose(request, [situation.person], at)
    return situation_form(request, situation, None, "La situation est corrigée.")


def situation_form(request: HttpRequest, situation: Situation, previous: Situation | None, done: str) -> HttpResponse:
    """Show the form of a situation, or keep it."""
    form = SituationForm(request.POST or None, instance=situation, previous=previous)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            kept = form.save()
            if previous is not None and form.cleaned_data["closes_previous"]:
                end_before(previous, kept)
        messages.success(request, done)
        return redirect(kept.person)
    context = {"form": form, "person": situation.person, "situation": situation}
    return render(request, "cases/situation_form.html", context, status=400 if form.errors else 200)


def end_before(previous: Situation, following: Situation) -> None:
    """The previous one ends on the eve of the next one, never before it began."""
    previous.ends_on = max(previous.starts_on, following.starts_on - timedelta(days=1))
    previous.end_reason = previous.end_reason or SituationEnd.TRANSFORMED
    previous.save(update_fields=["ends_on", "end_reason"])
