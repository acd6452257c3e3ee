"""The coordinator's pages: a sheet on screen, its paper, the records behind a figure, what the committee decided."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import UpdateView

from cases.drafting import page_draft, sent
from partners.access import signed_in, takes_part
from partners.editing import RecordView
from partners.models import Role
from partners.paper import PdfUnavailable, pdf_response
from reporting.committees import decisions
from reporting.committees.forms import (
    CommitteeDecisionForm,
    CommitteeMeetingForm,
    DecisionForm,
    SpanForm,
    StepForm,
    SubjectForm,
    asked_span,
)
from reporting.committees.page import meeting_rows, recent_meetings, sheet_page
from reporting.committees.paper import paper_of
from reporting.committees.records import records_of
from reporting.committees.sheet import make_sheet
from reporting.committees.subject import Subject, kept_meetings, subject_or_404
from reporting.models import CommitteeDecision, CommitteeMeeting

coordinator_only = method_decorator(takes_part(Role.COORDINATOR), name="dispatch")  # type: ignore[arg-type]
NOTHING_TO_UNDO = "Il n’y a pas d’état à annuler."


@takes_part(Role.COORDINATOR)
@require_safe
def committeesheet_list(request: HttpRequest) -> HttpResponse:
    """For whom, from when to when; the last meetings."""
    user, on = signed_in(request), timezone.localdate()
    form = SubjectForm(request.GET if "pour" in request.GET else None, user=user, on=on)
    if form.is_bound and form.is_valid():
        audience, _, pk = form.cleaned_data["pour"].partition("-")
        subject, span = subject_or_404(user, audience, int(pk), on), form.span()
        return redirect(subject.address("detail", du=span.first.isoformat(), au=span.last.isoformat()))
    context = {"form": form, "meetings": recent_meetings(kept_meetings(user, on), on)}
    return render(request, "reporting/committeesheet_list.html", context, status=400 if form.errors else 200)


def asked_subject(request: HttpRequest, audience: str, pk: int) -> Subject:
    """The one of the address. Raises Http404 for one of which the coordinator makes no sheet."""
    return subject_or_404(signed_in(request), audience, pk, timezone.localdate())


@takes_part(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def committeesheet_detail(request: HttpRequest, audience: str, pk: int) -> HttpResponse:
    """The sheet on screen, what its committee decided, and the form that adds a decision. Raises Http404 for a subject
    of which the coordinator makes none."""
    at, user = timezone.now(), signed_in(request)
    on, subject = localdate(at), asked_subject(request, audience, pk)
    asked, draft = asked_span(request.GET, on), page_draft(request, subject.key, at)
    form = DecisionForm(request.POST if request.method == "POST" else None, on=on)
    form.initial.update({"held_on": on} | draft.initial(form.fields))
    if form.is_bound and form.is_valid():
        said = decisions.note(subject, form.cleaned_data, user, at)
        sent(request)
        (messages.success if said == decisions.NOTED else messages.warning)(request, said)
        return redirect(f"{request.get_full_path()}#decisions")
    context = {
        "subject": subject,
        "asked": asked,
        "dates": f"?{urlencode(asked_dates(request))}" if asked_dates(request) else "",
        "form": form,
        "draft": draft,
        "meetings": meeting_rows(subject, on),
        **(sheet_page(make_sheet(subject, asked.span())) if asked.is_valid() else {"sheet": None}),
    }
    status = 400 if form.errors or asked.errors else 200
    return render(request, "reporting/committeesheet_detail.html", context, status=status)


def asked_dates(request: HttpRequest) -> dict[str, str]:
    """The dates of the sheet from which one acts, as its address has them."""
    return {name: request.GET[name] for name in ("du", "au") if name in request.GET}


def back_to(request: HttpRequest, row: CommitteeMeeting | CommitteeDecision) -> str:
    """Where a meeting or a decision is written, on the sheet from which one acts."""
    meeting = row if isinstance(row, CommitteeMeeting) else row.meeting
    return meeting.on_its_sheet(asked_dates(request))


def span_or_404(request: HttpRequest) -> SpanForm:
    """The dates that are asked for. Raises Http404 for none that can be."""
    form = asked_span(request.GET, timezone.localdate())
    if not form.is_valid():
        raise Http404
    return form


@takes_part(Role.COORDINATOR)
@require_safe
def committeesheet_pdf(request: HttpRequest, audience: str, pk: int) -> HttpResponse:
    """The same on one A4, without what could be told about one young person. Raises Http404 for a subject of which the
    coordinator makes none, and for dates that cannot be."""
    subject, asked = asked_subject(request, audience, pk), span_or_404(request)
    paper = paper_of(make_sheet(subject, asked.span()))
    html = render_to_string("reporting/committeesheet_print.html", {"paper": paper}, request)
    try:
        return pdf_response(html, f"fiche-comite-{asked.span().last:%Y-%m-%d}.pdf")
    except PdfUnavailable as error:
        messages.error(request, str(error))
        return redirect(subject.address("detail", **request.GET.dict()))


@takes_part(Role.COORDINATOR)
@require_safe
def committeesheet_records(request: HttpRequest, audience: str, pk: int, figure: str) -> HttpResponse:
    """The records behind a figure; placements by their reference, never whose they are. Raises Http404 as the paper
    does, and for no figure of the sheet."""
    subject, span = asked_subject(request, audience, pk), span_or_404(request).span()
    is_before = "avant" in request.GET
    sheet = make_sheet(subject, span)
    line = sheet.line(figure)
    if line is None:
        raise Http404
    dates = {"du": span.first.isoformat(), "au": span.last.isoformat()}
    context = {
        "subject": subject,
        "title": line.label,
        "span": sheet.before if is_before else span,
        "records": records_of(line.before if is_before else line.now),
        "back": {"label": f"Fiche pour {subject}", "url": subject.address("detail", **dates)},
    }
    return render(request, "reporting/committeesheet_records.html", context)


class CommitteePage(RecordView):
    """A correction of what was written of a meeting, told in its history."""

    object: Any
    template_name: str | None = "record_form.html"
    back_label = "Fiche"
    done = "C’est corrigé."

    @property
    def back_url(self) -> str:
        return back_to(self.request, self.object)

    def get_success_url(self) -> str:
        return self.back_url

    def after_saving(self, form: Any) -> None:
        row = form.instance
        meeting = row if isinstance(row, CommitteeMeeting) else row.meeting
        if changes := form.changes():
            meeting.record(signed_in(self.request), timezone.now(), f"Corrigé, {changes}")


def kept_decisions(request: HttpRequest) -> QuerySet[CommitteeDecision]:
    """The decisions that the coordinator writes, with what their state is read from."""
    meetings = kept_meetings(signed_in(request), timezone.localdate())
    decided = CommitteeDecision.objects.filter(meeting__in=meetings.values("pk"))
    return decided.select_related("meeting").prefetch_related("steps")


@coordinator_only
class CommitteeMeetingEditView(CommitteePage, UpdateView):
    """The day of a meeting."""

    model = CommitteeMeeting
    form_class = CommitteeMeetingForm
    title = "Corriger la réunion"

    def get_queryset(self) -> QuerySet[CommitteeMeeting]:
        own = kept_meetings(signed_in(self.request), timezone.localdate()).values("pk")
        return super().get_queryset().filter(pk__in=own)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"on": timezone.localdate()}


@coordinator_only
class CommitteeDecisionEditView(CommitteePage, UpdateView):
    """A decision: its words, who answers for it, by when."""

    model = CommitteeDecision
    form_class = CommitteeDecisionForm
    title = "Corriger la décision"

    def get_queryset(self) -> QuerySet[CommitteeDecision]:
        return super().get_queryset().filter(pk__in=kept_decisions(self.request).values("pk"))


def wants_withdrawn(request: HttpRequest) -> bool:
    """What the button asked for, so that two clicks do not undo each other."""
    return "remettre" not in request.POST


@takes_part(Role.COORDINATOR)
@require_POST
def committeemeeting_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a meeting off the sheet, or put it back."""
    at, user = timezone.now(), signed_in(request)
    meeting = get_object_or_404(kept_meetings(user, localdate(at)), pk=pk)
    is_withdrawn = wants_withdrawn(request)
    decisions.withdraw(meeting, user, at, is_withdrawn=is_withdrawn)
    messages.success(request, "La réunion est retirée." if is_withdrawn else "La réunion est remise.")
    return redirect(back_to(request, meeting))


@takes_part(Role.COORDINATOR)
@require_POST
def committeedecision_step(request: HttpRequest, pk: int) -> HttpResponse:
    """How a decision goes, since when."""
    at, decision = timezone.now(), get_object_or_404(kept_decisions(request), pk=pk)
    form = StepForm(request.POST, held_on=decision.meeting.held_on, on=localdate(at))
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    elif decisions.step(decision, form.cleaned_data["state"], form.cleaned_data["since"], signed_in(request), at):
        messages.success(request, decisions.NOTED)
    return redirect(back_to(request, decision))


@takes_part(Role.COORDINATOR)
@require_POST
def committeedecision_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last state back."""
    decision = get_object_or_404(kept_decisions(request), pk=pk)
    if decisions.undo(decision, signed_in(request), timezone.now()):
        messages.success(request, "Le dernier état est annulé.")
    else:
        messages.warning(request, NOTHING_TO_UNDO)
    return redirect(back_to(request, decision))


@takes_part(Role.COORDINATOR)
@require_POST
def committeedecision_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision off the sheet, or put it back."""
    decision = get_object_or_404(kept_decisions(request), pk=pk)
    is_withdrawn = wants_withdrawn(request)
    decisions.withdraw(decision, signed_in(request), timezone.now(), is_withdrawn=is_withdrawn)
    messages.success(request, "La décision est retirée." if is_withdrawn else "La décision est remise.")
    return redirect(back_to(request, decision))
