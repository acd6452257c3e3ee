"""Drafts: kept while one types, and when a form is refused."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.drafting import clock_words, forget, keep, place_of, sent
from partners.access import signed_in


@require_POST
def draft_save(request: HttpRequest) -> HttpResponse:
    """Keep what a page's form holds, or erase what was kept (`effacer`), for its author alone. Answers JSON to the
    page's script, and leads a browser without it back to the page. Raises Http404 without a token of one's own."""
    place = place_of(request)
    if place is None or place.author != signed_in(request).pk:
        raise Http404
    if "effacer" in request.POST:
        forget(place)
        sent(request)
        messages.success(request, "Le brouillon est effacé.")
        return redirect(place.path)
    draft = keep(request, timezone.now())
    if request.accepts("text/html"):
        said = (
            f"Brouillon enregistré à {clock_words(draft.saved_at)}." if draft else "Le brouillon n’est pas enregistré."
        )
        messages.success(request, said)
        return redirect(place.path)
    return JsonResponse({"saved_at": clock_words(draft.saved_at) if draft else "", "signed_in": True})


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page of a form whose token is missing or too old (Django's CSRF_FAILURE_VIEW): what was typed is kept, and
    the page says so, wherever the form bears a draft."""
    place = place_of(request)
    draft = keep(request, timezone.now())
    if draft is not None and not request.accepts("text/html"):
        return JsonResponse({"saved_at": clock_words(draft.saved_at), "signed_in": False})
    kept_at = place.path if place and draft else ""
    return render(request, "403_csrf.html", {"kept_at": kept_at}, status=403)
