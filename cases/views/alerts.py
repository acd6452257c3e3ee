"""The alerts of the day, and one put off until another day, with a reason, or taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access_words import READ
from cases.filters import AlertFilter
from cases.journal import disclose
from cases.models import AlertKind, AlertSnooze, Enrolment
from cases.record.reading import Reading, read_person
from cases.release_plan.expected import release_from
from cases.release_plan.following import PersonAlert, Told, acted_on, person_alerts
from cases.release_plan.snoozing import SnoozeForm, take_back
from partners.access import reads_cases, signed_in
from partners.french import day_words

ALERTS_A_PAGE = 50
# The list of those put off, in the address.
PUT_OFF = "reportees"


@reads_cases
@require_safe
def alert_list(request: HttpRequest) -> HttpResponse:
    """All that the user can act on; apart, those put off."""
    user, at = signed_in(request), timezone.now()
    filtered = AlertFilter(request.GET, queryset=Enrolment.objects.none())
    told, is_put_off = person_alerts(user, at), filtered.asked("liste") == PUT_OFF
    listed = among(told.put_off if is_put_off else told.to_act, filtered)
    page = Paginator(listed, ALERTS_A_PAGE).get_page(request.GET.get("page"))
    disclose(request, {one.person for one in page.object_list}, at)
    tabs = tabs_of(told, is_put_off)
    context = {"page_obj": page, "is_put_off": is_put_off, "tabs": tabs, "filter": filtered}
    context["all_url"] = f"?liste={PUT_OFF}" if is_put_off else "?"
    return render(request, "cases/alert_list.html", context, status=filtered.status)


def among(alerts: list[PersonAlert], filtered: AlertFilter) -> list[PersonAlert]:
    """Those that are asked for; none where that cannot be read."""
    kind, is_own = filtered.asked("genre"), filtered.asked("qui") == "moi"
    return [
        one
        for one in alerts
        if filtered.is_readable and kind in ("", one.alert.kind.value) and (one.is_own or not is_own)
    ]


def tabs_of(told: Told, is_put_off: bool) -> list[dict[str, Any]]:
    """The two lists, as templates/components/_record_head.html wants them."""
    here = reverse("cases:alert_list")
    return [
        {"label": f"À voir ({len(told.to_act)})", "url": here, "current": not is_put_off},
        {"label": f"Reportées ({len(told.put_off)})", "url": f"{here}?liste={PUT_OFF}", "current": is_put_off},
    ]


def acting_bodies(reading: Reading, kind: str) -> list[int]:
    """The Missions Locales in whose name this reader acts on such an alert, one at least. Raises Http404 for no such
    alert, PermissionDenied for one that is another's to act on."""
    if kind not in AlertKind.values:
        raise Http404
    bodies = {pk for pk, kinds in acted_on(reading.user, reading.on).items() if kind in kinds}
    if not reading.missions_locales & bodies:
        raise PermissionDenied
    return sorted(reading.missions_locales & bodies)


@reads_cases
@require_http_methods(["GET", "HEAD", "POST"])
def alertsnooze_create(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Put an alert on someone off. Raises Http404 for someone whom the user does not see, and for no such alert;
    PermissionDenied for one that the user cannot act on."""
    user, at = signed_in(request), timezone.now()
    reading = read_person(user, code, at)
    body = acting_bodies(reading, kind)[0]
    snooze = AlertSnooze(
        person=reading.person, mission_locale_id=body, alert=kind, snoozed_on=localdate(at), snoozed_by=user
    )
    release = release_from(reading.person, user, at)
    form = SnoozeForm(request.POST or None, instance=snooze, release_day=release.day if release else None)
    if request.method == "POST" and form.is_valid():
        disclose(request, [reading.person], at)
        form.keep()
        messages.success(request, f"L’alerte est reportée au {day_words(snooze.until)}.")
        return redirect(reading.person)
    disclose(request, [reading.person], at, action=READ)
    context = {"person": reading.person, "form": form, "alert": AlertKind(kind).label}
    return render(request, "cases/alertsnooze_create.html", context, status=400 if request.method == "POST" else 200)


@reads_cases
@require_POST
def alertsnooze_delete(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Tell of an alert again that was put off; back to the list, or to the record. Raises Http404 and
    PermissionDenied as `alertsnooze_create`."""
    user, at = signed_in(request), timezone.now()
    reading = read_person(user, code, at)
    bodies = acting_bodies(reading, kind)
    disclose(request, [reading.person], at)
    if take_back(reading.person, bodies, kind, localdate(at)):
        messages.success(request, f"L’alerte n’est plus reportée\N{NO-BREAK SPACE}: {AlertKind(kind).label}.")
    if request.POST.get("retour") == "liste":
        return redirect(f"{reverse('cases:alert_list')}?liste={PUT_OFF}")
    return redirect(reading.person)
