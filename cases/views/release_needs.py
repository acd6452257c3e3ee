"""The needs of someone's release: begun in one click, changed together on one page."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from cases.access_words import READ
from cases.journal import disclose
from cases.locking import writing
from cases.models import YoungPerson
from cases.record.reading import read_person
from cases.release_plan.need_forms import NeedsPage
from cases.release_plan.needs import begin, plan_of
from cases.release_plan.sides import sides_written
from partners.access import reads_people, signed_in


@reads_people
@require_http_methods(["GET", "HEAD", "POST"])
def releaseneed_update(request: HttpRequest, code: str) -> HttpResponse:
    """All needs of the plan and the rest of the catalogue. Raises Http404 for someone whom the user does not see,
    PermissionDenied for whoever writes neither side."""
    user, at = signed_in(request), timezone.now()
    reading = read_person(user, code, at)
    person, sides = reading.person, sides_written(reading)
    if not sides:
        raise PermissionDenied
    with writing(request):
        if request.method == "POST":
            YoungPerson.objects.select_for_update().get(pk=person.pk)
        plan = plan_of(person, user, at)
        page = NeedsPage(plan, user, sides, at, request.POST if request.method == "POST" else None)
        if request.method == "POST" and page.is_valid():
            disclose(request, [person], at)
            count = page.save()
            messages.success(request, saved_words(count))
            return redirect("cases:releaseneed_update", person.code)
    disclose(request, [person], at, action=READ)
    has_errors = any(form.errors for form in page.forms)
    context = {"person": person, "plan": plan, "page": page, "has_errors": has_errors, "on": localdate(at)}
    return render(request, "cases/releaseneed_update.html", context, status=400 if has_errors else 200)


def saved_words(count: int) -> str:
    """What was stored."""
    if not count:
        return "Rien n’a changé."
    return f"{count} besoins sont enregistrés." if count > 1 else "Un besoin est enregistré."


@reads_people
@require_POST
def releaseneed_begin(request: HttpRequest, code: str) -> HttpResponse:
    """Open the needs that the catalogue says begin by now. Raises as `releaseneed_update`."""
    user, at = signed_in(request), timezone.now()
    reading = read_person(user, code, at)
    person, sides = reading.person, sides_written(reading)
    if not sides:
        raise PermissionDenied
    disclose(request, [person], at)
    begun = begin(plan_of(person, user, at), user, sides, at)
    if begun:
        messages.success(request, f"Besoins ouverts\N{NO-BREAK SPACE}: {', '.join(str(need.type) for need in begun)}.")
    else:
        messages.info(request, "Tout ce qui commence aujourd’hui est déjà dans le plan.")
    return redirect("cases:releaseneed_update", person.code)
