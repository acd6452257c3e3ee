"""The words of a programme's report, written by its coordinator: context, circuit, partnerships."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.drafting import page_draft, sent
from partners.access import takes_part
from partners.editing import RecordForm
from partners.models import Role
from reporting.models import AnnualReport
from reporting.views import one_at_a_time, programme_or_404, subject_of

LONGEST_TEXT = 20_000
MARKS = "Une ligne vide sépare deux paragraphes, un tiret en début de ligne fait une liste. Sans nom de jeune."


class AnnualReportForm(RecordForm):
    """The three texts; an empty one is told as missing on the page, and left out on paper."""

    class Meta:
        model = AnnualReport
        fields = ["context", "circuit", "partnerships"]
        labels = {"circuit": "Circuit, de l’orientation à l’entrée", "partnerships": "Partenariats et conventions"}
        help_texts = dict.fromkeys(fields, MARKS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            self.fields[name].validators.append(MaxLengthValidator(LONGEST_TEXT))


@takes_part(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def annualreport_edit(request: HttpRequest, programmes: list[str], year: int) -> HttpResponse:
    """The words of a programme's year, which its report shows between the figures."""
    programme = programme_or_404(request, programmes, year)
    draft = page_draft(request, subject_of(programme, year), timezone.now())
    report_url = reverse("reporting:annualreport_detail", args=[programmes, year])
    with one_at_a_time(request, programme):
        written = AnnualReport.objects.filter(programme=programme, year=year).first()
        form = AnnualReportForm(request.POST or None, instance=written or AnnualReport(programme=programme, year=year))
        draft.fill(form)
        if form.is_bound and form.is_valid():
            form.save()
            sent(request)
            messages.success(request, f"Les textes du bilan {year} sont enregistrés.")
            return redirect(report_url)
    context = {"title": f"Textes du bilan {year}, {programme}", "form": form, "draft": draft, "report_url": report_url}
    return render(request, "reporting/annualreport_form.html", context, status=400 if form.errors else 200)
