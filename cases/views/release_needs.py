"""The needs of someone's release: begun, changed, taken back together, on one page by one form."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from cases.access_words import READ
from cases.journal import disclose
from cases.locking import writing
from cases.models import YoungPerson
from cases.record.reading import read_person
from cases.release_plan.need_forms import Done, NeedsPage
from cases.release_plan.needs import plan_of
from cases.release_plan.sides import sides_written
from partners.access import reads_people, signed_in

# In the address: the needs that were just put into the plan.
ADDED = "ajoutes"


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
    sent = request.POST if request.method == "POST" else None
    with writing(request):
        if sent is not None:
            YoungPerson.objects.select_for_update().get(pk=person.pk)
        plan = plan_of(person, user, at)
        page = NeedsPage(plan, user, sides, at, sent)
        if sent is not None and page.is_valid():
            disclose(request, [person], at)
            return saved_response(request, person, page.save())
    disclose(request, [person], at, action=READ)
    has_errors = any(form.errors for form in page.forms)
    context = {
        "person": person,
        "plan": plan,
        "page": page,
        "has_errors": has_errors,
        "slips": page.slips(request.GET.get(ADDED, "").split()),
    }
    return render(request, "cases/releaseneed_update.html", context, status=400 if has_errors else 200)


def saved_response(request: HttpRequest, person: YoungPerson, done: Done) -> HttpResponse:
    """The page again, with what was stored; what was put into the plan stays in its address, to be taken back."""
    (messages.success if done.words else messages.info)(request, done.words or "Rien n’a changé.")
    address = reverse("cases:releaseneed_update", args=[person.code])
    added = urlencode({ADDED: " ".join(need.code for need in done.begun)})
    return redirect(f"{address}?{added}" if done.begun else address)
