"""The coordinator's pages: choose a report, read it, take it away, hold it against what was printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from cases.drafting import page_draft, sent
from cases.journal import disclose
from cases.models import Programme
from cases.views.programmes import kept_programmes, may_create
from partners.access import View, guarded, signed_in, takes_part
from partners.models import Organisation, Role
from reporting.assessment_forms import AssessmentForm, figures_beside
from reporting.control import PRINTED, control_lines, counts, printed_report
from reporting.control_records import recorded_lines
from reporting.document import Document, build_document
from reporting.filters import AnnualReportFilter
from reporting.forms import MonitoringForm, ReportForm
from reporting.home import home_page
from reporting.models import AnnualReport, Assessment, Indicator
from reporting.monitoring import Monitoring, SilentOfficer, monitor, officer_accounts
from reporting.monitoring_page import as_csv, as_workbook, monitoring_page
from reporting.pdf import write_pdf
from reporting.report import annual_report
from reporting.report_context import report_context
from reporting.report_links import scope_links
from reporting.scope import years_of
from reporting.scope_choice import missions_locales_of
from reporting.spreading import SpreadForm, proposed_start
from reporting.target_forms import TargetForm
from reporting.text_forms import AnnualReportForm
from reporting.xlsx import write_workbook

REPORTS_A_PAGE = 20
SPREAD = (
    "Le dispositif est copié\N{NO-BREAK SPACE}: vérifiez ses critères, surtout la résidence, puis ajoutez ses lieux."
)
SPREAD_NOTE = (
    "La copie reprend les critères et les objectifs. Les lieux, les conventions et les financeurs sont ceux de chaque "
    "territoire\N{NO-BREAK SPACE}; les définitions des chiffres sont les mêmes partout."
)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def programme_makers(view: View) -> View:
    """A view for those who make new programmes; for anyone else it does not exist."""
    return guarded(view, may_create)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page after sign-in: what one's roles have to do today. The journal says whom it names."""
    at = timezone.now()
    context = home_page(signed_in(request), at)
    disclose(request, context["people"], at)
    return render(request, "home.html", context)


@takes_part(Role.COORDINATOR)
@require_safe
def annualreport_list(request: HttpRequest) -> HttpResponse:
    """The reports of the coordinator's programmes, and the form that leads to any other scope and year."""
    user, on = signed_in(request), timezone.localdate()
    form = ReportForm(request.GET if "annee" in request.GET else None, user=user, on=on)
    if form.is_bound and form.is_valid():
        return redirect(form.get_absolute_url())
    programmes = Programme.objects.coordinated_by(user, on)
    reports = AnnualReport.objects.filter(programme__in=programmes).select_related("programme")
    filtered = AnnualReportFilter(request.GET, queryset=reports, programmes=programmes, prefix="filtre")
    page = Paginator(filtered.qs, REPORTS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = [report_row(report) for report in page.object_list]
    targets = [
        {"name": programme.name, "url": reverse("reporting:target_edit", args=[[programme.code], on.year])}
        for programme in programmes.running(on)
    ]
    context = {"form": form, "filter": filtered, "page_obj": page, "targets": targets, "year": on.year}
    context["shares_url"] = reverse("reporting:referencefigure_list", args=[on.year])
    return render(request, "reporting/annualreport_list.html", context, status=400 if form.errors else filtered.status)


def report_row(report: AnnualReport) -> dict[str, Any]:
    """A line of the list of reports."""
    scope = [[report.programme.code], report.year]
    has_control = (report.programme.code, report.year) in PRINTED
    return {
        "programme_name": report.programme.name,
        "year": report.year,
        "state_label": "Non publié",
        "url": report.get_absolute_url(),
        "control_url": reverse("reporting:annualreport_control", args=scope) if has_control else "",
    }


@takes_part(Role.COORDINATOR)
@require_safe
def annualreport_detail(request: HttpRequest, programmes: list[str], year: int) -> HttpResponse:
    """The report as a page."""
    document, scope = document_or_404(request, programmes, year)
    context = {
        "document": document,
        "back": {"label": "Bilans d’activité", "url": reverse("reporting:annualreport_list")},
        "actions": scope.actions,
        "words": scope.words,
        "shares": scope.shares,
    }
    return render(request, "reporting/annualreport_detail.html", context)


@takes_part(Role.COORDINATOR)
@require_safe
def annualreport_pdf(request: HttpRequest, programmes: list[str], year: int) -> HttpResponse:
    """The report on paper."""
    document, scope = document_or_404(request, programmes, year)
    return attachment(write_pdf(document), "application/pdf", f"{scope.filename}.pdf")


@takes_part(Role.COORDINATOR)
@require_safe
def annualreport_xlsx(request: HttpRequest, programmes: list[str], year: int) -> HttpResponse:
    """The report's tables as a workbook."""
    document, scope = document_or_404(request, programmes, year)
    return attachment(write_workbook(document), WORKBOOK, f"{scope.filename}.xlsx")


@takes_part(Role.COORDINATOR)
@require_safe
def annualreport_control(request: HttpRequest, programmes: list[str], year: int) -> HttpResponse:
    """Each figure printed that year beside the one computed; 404 where no printed report is recorded."""
    [programme, *others] = programmes_or_404(request, programmes)
    if others or (programme.code, year) not in PRINTED:
        raise Http404
    report = annual_report(programmes=[programme], year=year, as_of=timezone.localdate())
    printed = printed_report(programme.code, year)
    lines = control_lines(printed, report) + recorded_lines(printed, programme, year)
    context = {
        "programme_name": programme.name,
        "year": year,
        "report_url": reverse("reporting:annualreport_detail", args=[programmes, year]),
        "shares_url": reverse("reporting:referencefigure_list", args=[year]),
        "rows": lines,
        "counts": counts(lines),
    }
    return render(request, "reporting/annualreport_control.html", context)


@takes_part(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def target_edit(request: HttpRequest, programmes: list[str], year: int) -> HttpResponse:
    """What a programme is to reach in a year, in all and at each Mission Locale."""
    programme = programme_or_404(request, programmes, year)
    draft = page_draft(request, subject_of(programme, year), timezone.now())
    with one_at_a_time(request, programme):
        form = TargetForm(request.POST or None, programme=programme, year=year)
        draft.fill(form)
        if form.is_bound and form.is_valid():
            form.save()
            sent(request)
            messages.success(request, f"Les objectifs {year} sont enregistrés.")
            return redirect("reporting:target_edit", programmes, year)
    context = {
        "programme": programme,
        "year": year,
        "before_year": year - 1,
        "title": f"Objectifs {year}, {programme}",
        "form": form,
        "draft": draft,
        "indicators": Indicator.labels,
        "has_before": bool(form.before),
        "years": [
            {"year": one, "url": reverse("reporting:target_edit", args=[programmes, one]), "is_shown": one == year}
            for one in (year - 1, year, year + 1)
            if one in years_of(programme)
        ],
    }
    return render(request, "reporting/target_form.html", context, status=400 if form.errors else 200)


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


@takes_part(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_edit(request: HttpRequest, programmes: list[str], year: int) -> HttpResponse:
    """Whether a programme's year was worth it, written beside its figures."""
    at, user = timezone.now(), signed_in(request)
    programme = programme_or_404(request, programmes, year)
    draft = page_draft(request, subject_of(programme, year), at)
    with one_at_a_time(request, programme):
        written = Assessment.objects.filter(programme=programme, year=year).select_related("written_by").first()
        form = AssessmentForm(request.POST or None, instance=written or Assessment(programme=programme, year=year))
        draft.fill(form)
        if form.is_bound and form.is_valid():
            form.instance.written_at, form.instance.written_by = at, user
            form.save()
            sent(request)
            messages.success(request, f"L’appréciation de {year} est enregistrée.")
            return redirect("reporting:assessment_edit", programmes, year)
    report = annual_report(programmes=[programme], year=year, as_of=localdate(at))
    context = {
        "title": f"Appréciation {year}, {programme}",
        "form": form,
        "draft": draft,
        "figures": figures_beside(report),
        "written": written,
        "report_url": reverse("reporting:annualreport_detail", args=[programmes, year]),
    }
    return render(request, "reporting/assessment_form.html", context, status=400 if form.errors else 200)


@programme_makers
@require_http_methods(["GET", "HEAD", "POST"])
def programme_spread(request: HttpRequest, pk: int) -> HttpResponse:
    """A programme that one keeps, copied to another territory."""
    at = timezone.now()
    programme = get_object_or_404(kept_programmes(request), pk=pk)
    draft = page_draft(request, programme.code, at)
    on = localdate(at)
    form = SpreadForm(request.POST or None, of=programme, on=on, initial={"starts_on": proposed_start(on)})
    draft.fill(form)
    if form.is_bound and form.is_valid() and saved(form):
        sent(request)
        messages.success(request, SPREAD)
        return redirect(form.instance)
    view = {
        "title": f"Essaimer {programme}",
        "back_label": "Fiche du dispositif",
        "back_url": programme.get_absolute_url(),
        "note": SPREAD_NOTE,
    }
    context = {"form": form, "draft": draft, "view": view}
    return render(request, "record_draft_form.html", context, status=400 if form.errors else 200)


@takes_part(Role.COORDINATOR)
@require_safe
def monitoring(request: HttpRequest) -> HttpResponse:
    """Referrals by unit and month, beside the year before: what falls, who waits, who is silent."""
    form = monitoring_form(request)
    if not form.is_valid():
        return render(request, "reporting/monitoring.html", {"form": form, "actions": [], "figures": []}, status=400)
    query = request.GET.urlencode()
    files = {"csv": "Télécharger en CSV", "xlsx": "Télécharger le classeur"}
    context = monitoring_page(*monitored(form)) | {
        "form": form,
        "actions": [
            {"label": label, "url": f"{reverse(f'reporting:monitoring_{name}')}?{query}", "secondary": True}
            for name, label in files.items()
        ],
    }
    return render(request, "reporting/monitoring.html", context)


@takes_part(Role.COORDINATOR)
@require_safe
def monitoring_csv(request: HttpRequest) -> HttpResponse:
    """The figures of that page, by unit and month, for a spreadsheet."""
    shown, _ = monitored_or_404(request)
    return attachment(as_csv(shown), "text/csv; charset=utf-8", f"suivi-{shown.on:%Y-%m}.csv")


@takes_part(Role.COORDINATOR)
@require_safe
def monitoring_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook, with the silent officers."""
    shown, silent = monitored_or_404(request)
    return attachment(as_workbook(shown, silent), WORKBOOK, f"suivi-{shown.on:%Y-%m}.xlsx")


def monitoring_form(request: HttpRequest) -> MonitoringForm:
    """What is asked for; always bound, so that nothing asked for means everything, today."""
    return MonitoringForm(request.GET, user=signed_in(request), on=timezone.localdate())


def monitored(form: MonitoringForm) -> tuple[Monitoring, list[SilentOfficer]]:
    """The figures that a valid form asks for. Accounts are those of today: of a past month, only who has referred is
    known."""
    shown = monitor(form.chosen(), form.last_day())
    accounts = officer_accounts(shown.units, form.on) if shown.on == form.on else []
    return shown, shown.silent_officers(accounts)


def monitored_or_404(request: HttpRequest) -> tuple[Monitoring, list[SilentOfficer]]:
    """The same for a file. Raises Http404 for a programme that the coordinator does not answer for, or no month."""
    form = monitoring_form(request)
    if not form.is_valid():
        raise Http404
    return monitored(form)


def programmes_or_404(request: HttpRequest, codes: list[str]) -> list[Programme]:
    """The programmes of an address, in its order. Raises Http404 for one that the coordinator does not answer for."""
    allowed = Programme.objects.coordinated_by(signed_in(request), timezone.localdate())
    known = {programme.code: programme for programme in allowed.filter(code__in=codes)}
    if set(codes) - set(known):
        raise Http404
    return [known[code] for code in dict.fromkeys(codes)]


def programme_or_404(request: HttpRequest, codes: list[str], year: int) -> Programme:
    """The one programme of an address, in one of its years. Raises Http404 for several, or another year."""
    programme, *others = programmes_or_404(request, codes)
    if others or year not in years_of(programme):
        raise Http404
    return programme


@contextmanager
def one_at_a_time(request: HttpRequest, programme: Programme) -> Iterator[None]:
    """What is sent about a programme is compared with what is stored and written before anybody else's is."""
    if request.method != "POST":
        yield
        return
    with transaction.atomic():
        Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
        yield


def saved(form: SpreadForm) -> bool:
    """Save a valid form; False where somebody took its code at the same moment, which it then says."""
    try:
        form.save()
    except IntegrityError:
        form.full_clean()
        if form.is_valid():
            raise
        return False
    return True


def subject_of(programme: Programme, year: int) -> str:
    """What a draft on a programme's year is about."""
    return f"{programme.code} {year}"


def organisation_or_404(request: HttpRequest) -> Organisation | None:
    """The Mission Locale of `?structure=`, None for all. Raises Http404 for one outside the coordinator's programmes;
    in those of the address it may have nothing to count, as in the command `annual_report`."""
    code = request.GET.get("structure", "")
    if not code:
        return None
    if "\x00" in code:
        raise Http404
    own = Programme.objects.coordinated_by(signed_in(request), timezone.localdate())
    return get_object_or_404(missions_locales_of(own), code=code)


def document_or_404(request: HttpRequest, codes: list[str], year: int) -> tuple[Document, SimpleNamespace]:
    """The report of the address as a document, with its addresses and the name of its files. Raises Http404 for a year
    that has not begun."""
    on = timezone.localdate()
    if year > on.year:
        raise Http404
    programmes, organisation = programmes_or_404(request, codes), organisation_or_404(request)
    report = annual_report(programmes=programmes, year=year, as_of=on, organisation=organisation)
    scope = scope_links(programmes, year, organisation)
    context = report_context(programmes, year, organisation)
    if scope.shares:
        context = replace(context, shares_url=scope.shares["url"])
    return build_document(report, context), scope


def attachment(content: bytes, content_type: str, filename: str) -> HttpResponse:
    """A file to keep."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=filename)}
    return HttpResponse(content, content_type=content_type, headers=headers)
