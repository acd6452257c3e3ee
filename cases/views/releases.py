"""The radar of releases, and an appointment outside for whoever comes out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access_words import READ
from cases.filters import ReleaseFilter
from cases.journal import disclose
from cases.record.reading import read_person
from cases.release_plan.expected import custodies, release_from
from cases.release_plan.housing_clock import ASSUMPTIONS
from cases.release_plan.moved_release import move
from cases.release_plan.outside import OutsideForm, expect_outside
from cases.release_plan.radar import radar
from cases.views.decisions import tell_of_appointment
from partners.access import case_memberships, reads_people, signed_in
from partners.french import day_words
from partners.models import User


@reads_people
@require_safe
def release_list(request: HttpRequest) -> HttpResponse:
    """Who comes out, the nearest first, of those whom one reads."""
    user, at = signed_in(request), timezone.now()
    filtered = ReleaseFilter(request.GET, queryset=custodies(user, at), user=user)
    sections = [section for section in radar(filtered.qs, filtered.window, user, at) if section.rows]
    people = [row.person for section in sections for row in section.rows]
    disclose(request, people, at)
    context = {
        "filter": filtered,
        "sections": sections,
        "count": len(people),
        "assumptions": ASSUMPTIONS,
        "actions": list_actions(user, localdate(at)),
    }
    return render(request, "cases/release_list.html", context, status=filtered.status)


def list_actions(user: User, on: date) -> list[dict[str, Any]]:
    """The meetings with the unit, the adjustments; the alerts, for those who have some."""
    pages = [("Points", "cases:unitreview_list"), ("Aménagements", "cases:sentenceadjustment_list")]
    if case_memberships(user, on):
        pages.append(("Alertes", "cases:alert_list"))
    return [{"label": label, "url": reverse(page), "secondary": True} for label, page in pages]


@reads_people
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_outside(request: HttpRequest, code: str) -> HttpResponse:
    """A place on a permanence outside custody, from the day of the release on where one knows it. Raises Http404, or
    PermissionDenied for whoever does not prepare this release."""
    user, at = signed_in(request), timezone.now()
    reading = read_person(user, code, at)
    person = reading.person
    if not reading.deciding:
        raise PermissionDenied
    release = release_from(person, user, at)
    form = OutsideForm(request.POST or None, user=user, at=at, release_day=release.day if release else None)
    if request.method == "POST" and form.is_valid():
        disclose(request, [person], at)
        try:
            made = expect_outside(person, form.cleaned_data["permanence"], release, localdate(at))
        except ValidationError as error:
            if error.code != "already":
                messages.error(request, error.messages[0])
                return redirect("cases:appointment_outside", person.code)
            messages.info(request, error.messages[0])
        else:
            there = made.appointment.permanence
            messages.success(request, f"{person} est attendu {day_words(there.planned_on, 'l j F')}, {there.site}.")
            tell_of_appointment(request, made, at)
        return redirect(f"{person.get_absolute_url()}#sortie")
    disclose(request, [person], at, action=READ)
    context = {"person": person, "form": form, "release": release, "on": localdate(at)}
    status = 400 if request.method == "POST" else 200
    return render(request, "cases/appointment_outside.html", context, status=status)


@reads_people
@require_POST
def release_move(request: HttpRequest, code: str) -> HttpResponse:
    """Move to the day of the expected release what followed the one told before. Raises Http404, or PermissionDenied
    for whoever does not prepare this release."""
    reading = read_person(signed_in(request), code, timezone.now())
    if not reading.deciding:
        raise PermissionDenied
    disclose(request, [reading.person], reading.at)
    try:
        count = move(reading, day_of(request.POST.get("day", "")))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if count:
            words = "Une date suit maintenant" if count == 1 else f"{count} dates suivent maintenant"
            messages.success(request, f"{words} la sortie prévue.")
    return redirect(reading.person)


def day_of(typed: str) -> date | None:
    """The day that a page sends; None for anything else."""
    try:
        return parse_date(typed)
    except ValueError:
        return None
