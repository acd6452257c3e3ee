"""The coordinator's pages on the shares of the Missions Locales: which there are for a year, and those of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.drafting import page_draft, sent
from cases.locking import writing
from cases.models import Programme
from cases.models.programmes import ProgrammeQuerySet
from partners.access import signed_in, takes_part
from partners.models import Organisation, Role
from reporting.reference_figures.bodies import bodies_of, reported_years, standings
from reporting.reference_figures.forms import ReferenceFigureForm
from reporting.reference_figures.shares import ALL, doubtful
from reporting.scope import years_of
from reporting.scope_choice import missions_locales_of


@takes_part(Role.COORDINATOR)
@require_safe
def referencefigure_list(request: HttpRequest, year: int) -> HttpResponse:
    """Which Mission Locale has its shares for a year, and whose a report shows."""
    on = timezone.localdate()
    programmes = programmes_or_404(request, year, on)
    rows = standings(programmes, year)
    context = {
        "title": f"Ensemble Mission Locale {year}",
        "rows": rows,
        "whose": [row.name for row in rows if row.known],
        "all": ALL,
        "years": years_beside(programmes, year, on, "reporting:referencefigure_list"),
    }
    return render(request, "reporting/referencefigure_list.html", context)


@takes_part(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def referencefigure_edit(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The shares of everyone whom a Mission Locale follows, in a year."""
    at = timezone.now()
    programmes = programmes_or_404(request, year, timezone.localdate(at))
    with writing(request):
        body = body_or_404(request, programmes, pk)
        draft = page_draft(request, f"{body.code} {year}", at)
        form = ReferenceFigureForm(request.POST or None, body=body, year=year)
        draft.fill(form)
        if form.is_bound and form.is_valid():
            form.save()
            sent(request)
            messages.success(request, f"Les parts de {year} sont enregistrées.")
            return redirect("reporting:referencefigure_edit", pk, year)
    context = edit_page(body, programmes, year, timezone.localdate(at)) | {"form": form, "draft": draft}
    context["doubtful"] = list(doubtful(form.stored))
    return render(request, "reporting/referencefigure_form.html", context, status=400 if form.errors else 200)


def edit_page(body: Organisation, programmes: ProgrammeQuerySet, year: int, on: date) -> dict[str, Any]:
    """What stands around the form: other years, the reports that show these shares."""
    return {
        "title": f"Ensemble Mission Locale {year}, {body}",
        "body": body,
        "year": year,
        "before_year": year - 1,
        "list_url": reverse("reporting:referencefigure_list", args=[year]),
        "years": years_beside(programmes, year, on, "reporting:referencefigure_edit", body.pk),
        "reports": [
            {
                "name": programme.name,
                "url": reverse(
                    "reporting:annualreport_detail", args=[[programme.code], year], query={"structure": body.code}
                ),
            }
            for programme in programmes
            if year in years_of(programme)
            and missions_locales_of(programmes.filter(pk=programme.pk)).filter(pk=body.pk).exists()
        ],
    }


def programmes_or_404(request: HttpRequest, year: int, on: date) -> ProgrammeQuerySet:
    """The coordinator's programmes. Raises Http404 for a year that no report of theirs may be about."""
    programmes = Programme.objects.coordinated_by(signed_in(request), on)
    if year not in reported_years(programmes, on):
        raise Http404
    return programmes


def body_or_404(request: HttpRequest, programmes: ProgrammeQuerySet, pk: int) -> Organisation:
    """A Mission Locale of these programmes, which is held where a form is sent: the shares sent are compared with
    those stored, and written, before anybody else's are. Raises Http404 for any other."""
    bodies = bodies_of(programmes)
    if request.method == "POST":
        bodies = bodies.select_for_update(of=("self",), no_key=True)
    return get_object_or_404(bodies, pk=pk)


def years_beside(
    programmes: ProgrammeQuerySet, year: int, on: date, page: str, *args: int
) -> list[dict[str, int | str | bool]]:
    """The year before, this one, the next, as far as there may be reports: .year, .url, .is_shown."""
    return [
        {"year": one, "url": reverse(page, args=[*args, one]), "is_shown": one == year}
        for one in (year - 1, year, year + 1)
        if one in reported_years(programmes, on)
    ]
