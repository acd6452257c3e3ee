"""The directory from a spreadsheet: read and shown line by line, then written once that is confirmed.

Between the two the lines travel in the page, signed: nothing of the file is kept here.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.partnerships.importing import REFUSED, SAME, Planned, plan, write
from cases.partnerships.spreadsheet import Line, Unreadable, read_lines
from partners.access import adds_partners, imports_directory, signed_in
from partners.models import Organisation, OrganisationKind

SALT = "partner_import"
STALE = "Ce tableau a été lu il y a trop longtemps\N{NO-BREAK SPACE}: envoyez-le de nouveau."
CHANGED_MEANWHILE = "L’annuaire a changé depuis\N{NO-BREAK SPACE}: rien n’est écrit, relisez ce qui serait fait."


class SpreadsheetForm(forms.Form):
    """The file."""

    file = forms.FileField(label="Tableau (CSV ou XLSX)")

    def clean_file(self) -> list[tuple[int, Line]]:
        """Its lines. Raises ValidationError for what cannot be read."""
        try:
            return read_lines(self.cleaned_data["file"])
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error


@imports_directory
@require_http_methods(["GET", "HEAD", "POST"])
def partner_import(request: HttpRequest) -> HttpResponse:
    """Ask for the file; show what it would do."""
    form = SpreadsheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return preview(request, form.cleaned_data["file"])
    status = 400 if form.is_bound else 200
    context = {"form": form, "adds_bodies": adds_bodies(request), "kinds": OrganisationKind.partner_bodies()}
    return render(request, "cases/partner_import.html", context, status=status)


def adds_bodies(request: HttpRequest) -> bool:
    """Whether whoever sends the file may add partners today."""
    return adds_partners(signed_in(request), timezone.localdate())


def preview(request: HttpRequest, lines: list[tuple[int, Line]], status: int = 200) -> HttpResponse:
    """What becomes of each line, and the button that does it."""
    planned = plan(lines, adds_bodies(request))
    counts = Counter(line.state for line in planned)
    context: dict[str, Any] = {
        "planned": planned,
        "counts": sorted(counts.items()),
        "new_bodies": sorted(new_bodies(planned).items()),
        "to_write": len(planned) - counts[SAME] - counts[REFUSED],
        "token": signing.dumps({"lines": lines, "told": told(planned)}, salt=SALT, compress=True),
    }
    return render(request, "cases/partner_import_preview.html", context, status=status)


def new_bodies(planned: list[Planned]) -> Counter[str]:
    """How many bodies would be added, by type."""
    rows = [row for line in planned for row, _ in line.rows]
    return Counter(row.get_kind_display() for row in rows if isinstance(row, Organisation))


def told(planned: list[Planned]) -> list[list[Any]]:
    """What a preview says, to be compared with what would be done now."""
    return [[line.number, line.state, line.words, line.refusals] for line in planned]


@imports_directory
@require_POST
def partner_import_confirm(request: HttpRequest) -> HttpResponse:
    """Write all of what was shown, or nothing."""
    try:
        sent = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=timedelta(hours=24))
    except signing.BadSignature:
        messages.error(request, STALE)
        return redirect("cases:partner_import")
    planned = write_as_shown(sent, adds_bodies(request))
    if planned is None:
        messages.warning(request, CHANGED_MEANWHILE)
        return preview(request, sent["lines"], status=409)
    written = sum(bool(line.rows) for line in planned)
    messages.success(request, f"C’est importé\N{NO-BREAK SPACE}: {written} ligne{'s' if written > 1 else ''}.")
    if left := [line for line in planned if line.refusals]:
        return render(request, "cases/partner_import_left.html", {"planned": left})
    return redirect("cases:partner_list")


def write_as_shown(sent: dict[str, Any], adds: bool) -> list[Planned] | None:
    """Write the lines if that does what the preview said; which ones. None where the directory changed since."""
    try:
        with transaction.atomic():
            planned = plan(sent["lines"], adds)
            if told(planned) != sent["told"]:
                return None
            write(planned)
            return planned
    except IntegrityError:
        return None
