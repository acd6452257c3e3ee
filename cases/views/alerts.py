"""The alerts of the day, and one put off until another day, with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from cases.access_words import READ
from cases.journal import disclose
from cases.models import AlertKind, AlertSnooze
from cases.record.reading import read_person
from cases.release_plan.following import acted_on, person_alerts
from cases.release_plan.snoozing import SnoozeForm
from partners.access import reads_cases, signed_in
from partners.french import day_words

ALERTS_A_PAGE = 50


@reads_cases
@require_safe
def alert_list(request: HttpRequest) -> HttpResponse:
    """All that the user can act on, but those put off."""
    user, at = signed_in(request), timezone.now()
    page = Paginator(person_alerts(user, at), ALERTS_A_PAGE).get_page(request.GET.get("page"))
    disclose(request, {one.person for one in page.object_list}, at)
    return render(request, "cases/alert_list.html", {"page_obj": page})


@reads_cases
@require_http_methods(["GET", "HEAD", "POST"])
def alertsnooze_create(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Put an alert on someone off. Raises Http404 for someone whom the user does not see, and for no such alert;
    PermissionDenied for one that the user cannot act on."""
    user, at = signed_in(request), timezone.now()
    if kind not in AlertKind.values:
        raise Http404
    reading = read_person(user, code, at)
    bodies = [pk for pk, kinds in acted_on(user, localdate(at)).items() if kind in kinds]
    body = next(iter(sorted(reading.missions_locales & set(bodies))), None)
    if body is None:
        raise PermissionDenied
    snooze = AlertSnooze(
        person=reading.person, mission_locale_id=body, alert=kind, snoozed_on=localdate(at), snoozed_by=user
    )
    form = SnoozeForm(request.POST or None, instance=snooze)
    if request.method == "POST" and form.is_valid():
        disclose(request, [reading.person], at)
        form.keep()
        messages.success(request, f"L’alerte est reportée au {day_words(snooze.until)}.")
        return redirect(reading.person)
    disclose(request, [reading.person], at, action=READ)
    context = {"person": reading.person, "form": form, "alert": AlertKind(kind).label}
    return render(request, "cases/alertsnooze_create.html", context, status=400 if request.method == "POST" else 200)
