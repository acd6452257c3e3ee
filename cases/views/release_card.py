"""The card for the young person's pocket: chosen, looked at, then printed."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.access_words import READ
from cases.journal import disclose
from cases.record.reading import Reading, read_person
from cases.release_plan.card import Card, card_of
from partners.access import reads_people, signed_in
from partners.paper import PdfUnavailable, pdf_response


def carded(request: HttpRequest, code: str, at: datetime, action: str = "") -> tuple[Reading, Card]:
    """The card of someone, once the journal says so. Raises Http404, or PermissionDenied for whoever does not prepare
    the release."""
    reading = read_person(signed_in(request), code, at)
    if not reading.deciding:
        raise PermissionDenied
    disclose(request, [reading.person], at, action=action)
    return reading, card_of(reading)


@reads_people
@require_http_methods(["GET", "HEAD", "POST"])
def releasecard_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The lines to choose from, and the card as it would be printed. Raises as `carded`."""
    reading, card = carded(request, code, timezone.now(), READ)
    keys = request.POST.getlist("ligne") if request.method == "POST" else card.usual()
    outside = reverse("cases:appointment_outside", args=[reading.person.code])
    context = {"person": reading.person, "card": card, "keys": keys, "shown": card.chosen(keys), "outside": outside}
    return render(request, "cases/releasecard_detail.html", context)


@reads_people
@require_POST
def releasecard_print(request: HttpRequest, code: str) -> HttpResponse:
    """The card, as a PDF on one A5. Raises as `carded`."""
    reading, card = carded(request, code, timezone.now())
    html = render_to_string(
        "cases/releasecard_print.html", {"card": card.chosen(request.POST.getlist("ligne"))}, request
    )
    try:
        return pdf_response(html, "carte.pdf")
    except PdfUnavailable as error:
        messages.error(request, str(error))
        return redirect("cases:releasecard_detail", reading.person.code)
