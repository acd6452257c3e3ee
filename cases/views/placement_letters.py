"""What a partner is sent for a placement: shown first, kept as it was sent, printed on one page."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from cases.journal import disclose
from cases.locking import lock_person
from cases.models import PlacementLetter
from cases.numbered_forms import code_from
from cases.placements.letter import Letter, faults, keep, letter_for
from cases.record.telling import told
from cases.views.placements import FORM_METHODS, may_ask, shown_placement
from partners.access import reads_cases, signed_in
from partners.models import PartnerContact, PartnerFunction
from partners.paper import PdfUnavailable, pdf_response

CHANGED = (
    "Quelque chose a changé depuis que cette page est ouverte\N{NO-BREAK SPACE}: rien n’est gardé. Relisez ce que le "
    "partenaire lira maintenant, puis gardez-le."
)
KEPT = "La demande est gardée\N{NO-BREAK SPACE}: envoyez-la maintenant depuis votre messagerie, rien ne part d’ici."


class LetterForm(forms.Form):
    """Nothing to fill in: the number keeps the letter once, `shown` says which one was read."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, letter: Letter, faults: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.faults = faults
        self.read = hashlib.sha256(repr(letter).encode()).hexdigest()[:32]
        self.initial["number"], self.initial["shown"] = uuid.uuid4(), self.read

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where the letter is no longer the one that was shown, or tells of justice."""
        given = super().clean() or self.cleaned_data
        if self.faults:
            raise forms.ValidationError(list(self.faults))
        if given.get("shown") != self.read:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["shown"] = self.read  # type: ignore[index]
            raise forms.ValidationError(CHANGED)
        return given


@reads_cases
@require_http_methods(FORM_METHODS)
def placementletter_create(request: HttpRequest, code: str) -> HttpResponse:
    """What the partner will read, then kept. Raises Http404 for a placement that the user does not see,
    PermissionDenied for whoever only reads."""
    placement, reading = shown_placement(request, code, timezone.now())
    if not may_ask(placement, reading):
        raise PermissionDenied
    letter = letter_for(placement, reading)
    told_of = faults(placement, letter, reading)
    form = LetterForm(request.POST if request.method == "POST" else None, letter=letter, faults=told_of)
    made = None
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            lock_person(reading.person)
            made = keep(placement, letter, reading, code_from(str(form.cleaned_data["number"]), placement.code))
    told(request, reading, is_done=made is not None)
    if made is not None:
        messages.success(request, KEPT)
        return redirect(made)
    context = {"form": form, "letter": letter, "placement": placement, "person": reading.person, "on": reading.on}
    context["faults"] = told_of
    return render(request, "cases/placementletter_form.html", context, status=400 if form.errors else 200)


def shown_letter(request: HttpRequest, code: str, at: datetime) -> PlacementLetter:
    """The letter, once the journal says so. Raises Http404 for one that the user does not see."""
    visible = PlacementLetter.objects.visible_to(signed_in(request), at)
    related = visible.select_related("placement__person", "placement__agreement__organisation")
    letter = get_object_or_404(related, code=code)
    disclose(request, [letter.placement.person], at)
    return letter


@reads_cases
@require_safe
def placementletter_detail(request: HttpRequest, code: str) -> HttpResponse:
    """As it was sent, with the mail's words and to whom it goes. Raises Http404 for one that the user does not see."""
    at = timezone.now()
    letter = shown_letter(request, code, at)
    context: dict[str, Any] = {"letter": letter, "placement": letter.placement, "person": letter.placement.person}
    asked = PartnerContact.objects.open_on(localdate(at)).filter(function=PartnerFunction.ADMISSION)
    context["contacts"] = asked.filter(organisation=letter.placement.agreement.organisation_id)
    return render(request, "cases/placementletter_detail.html", context)


@reads_cases
@require_safe
def placementletter_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The page to attach. Raises Http404 for one that the user does not see."""
    letter = shown_letter(request, code, timezone.now())
    html = render_to_string("cases/placementletter_print.html", {"letter": letter}, request)
    try:
        return pdf_response(html, "demande.pdf")
    except PdfUnavailable as error:
        messages.error(request, str(error))
        return redirect(letter)
