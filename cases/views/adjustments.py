"""Adjustments: one page for the two sides, from the preparation to the end, each step asking for what it needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.adjustments.adjustment_forms import (
    AdjustmentForm,
    CorrectionForm,
    NewAdjustmentForm,
    SupplyForm,
    WithdrawForm,
    step_form,
)
from cases.adjustments.filters import AdjustmentFilter
from cases.adjustments.listing import adjustment_rows, counted_by_kind, listed
from cases.adjustments.page import written_person
from cases.adjustments.rights import may_write
from cases.adjustments.steps import NOTED, OPEN, facts_of, next_words, state_tone, steps_of
from cases.adjustments.supplies import act_on, ask_for
from cases.journal import disclose
from cases.locking import lock_person, reread, writing
from cases.models import AdjustmentDecision, AdjustmentState, JusticeMeasure, SentenceAdjustment, SupportCertificate
from cases.models.measures import JusticeMeasureQuerySet
from cases.numbered_forms import made_already
from cases.record.reading import Reading, read_person
from cases.record.telling import told
from cases.record.way_back import FACT, way_back
from partners.access import case_memberships, officer_memberships, reads_people, sees_adjustments, signed_in
from partners.editing import SENT_BEFORE, corrects

ADJUSTMENTS_A_PAGE = 50
FORM_METHODS = ["GET", "HEAD", "POST"]


def shown_adjustment(request: HttpRequest, code: str, at: datetime) -> tuple[SentenceAdjustment, Reading]:
    """The adjustment, and the person as the user reads them. Raises Http404 for one that the user does not see."""
    visible = SentenceAdjustment.objects.visible_to(signed_in(request), at).select_related("person", "measure")
    adjustment = get_object_or_404(visible, code=code)
    return adjustment, read_person(signed_in(request), adjustment.person.code, at)


def written_adjustment(request: HttpRequest, code: str, at: datetime) -> tuple[SentenceAdjustment, Reading]:
    """The same, as it stands now, for whoever writes it; nobody else writes until the end of the transaction. Raises
    PermissionDenied for whoever only reads."""
    adjustment, reading = shown_adjustment(request, code, at)
    if not may_write(reading):
        raise PermissionDenied
    if request.method == "POST":
        lock_person(reading.person)
        reread(adjustment)
    return adjustment, reading


def adjustment_page(
    request: HttpRequest, adjustment: SentenceAdjustment, reading: Reading, **forms: Any
) -> HttpResponse:
    """The page of an adjustment; `forms` are those that are to be corrected."""
    on, state, writes = reading.on, adjustment.state(reading.on), may_write(reading)
    has_errors = any(form.errors for form in forms.values())
    context: dict[str, Any] = {
        "adjustment": adjustment,
        "person": reading.person,
        "state": {"label": state.label, "tone": state_tone(state)},
        "steps": steps_of(adjustment, on),
        "following": next_words(adjustment, on),
        "noted": NOTED.get(state, ""),
        "facts": facts_of(adjustment),
        "supplies": adjustment.supplies.all(),
        "certificates": SupportCertificate.objects.visible_to(reading.user, reading.at).filter(adjustment=adjustment),
        "writes": writes,
        "is_open": state in OPEN,
        "signs": bool(reading.deciding),
        "on": on,
        "step": state.value,
    }
    if writes:
        context["supply_form"] = SupplyForm(prefix="piece")
        if form := step_form(adjustment, state):
            context["step_form"] = form(instance=adjustment, on=on)
        if state == AdjustmentState.STARTED:
            context["withdraw_form"] = WithdrawForm(prefix="retrait", instance=adjustment, on=on)
    return render(request, "cases/sentenceadjustment_detail.html", context | forms, status=400 if has_errors else 200)


def measures_read(reading: Reading) -> JusticeMeasureQuerySet:
    """Those of the person that the user reads."""
    return JusticeMeasure.objects.visible_to(reading.user, reading.at).filter(person=reading.person)


@sees_adjustments
@require_safe
def sentenceadjustment_list(request: HttpRequest) -> HttpResponse:
    """Those of the people whom one reads, the nearest date first; for a coordinator, how many there are."""
    user, at = signed_in(request), timezone.now()
    filtered = AdjustmentFilter(request.GET, queryset=listed(user, at), user=user, at=at)
    page = Paginator(filtered.qs, ADJUSTMENTS_A_PAGE).get_page(request.GET.get("page"))
    rows: Any = adjustment_rows(page.object_list, localdate(at))
    page.object_list = rows
    disclose(request, {row.adjustment.person for row in rows}, at)
    reads = bool(case_memberships(user, localdate(at)) or officer_memberships(user, localdate(at)))
    context = {"filter": filtered, "page_obj": page, "reads": reads, "counts": counted_by_kind(user, localdate(at))}
    return render(request, "cases/sentenceadjustment_list.html", context, status=filtered.status)


@reads_people
@require_safe
def sentenceadjustment_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Where it stands, what comes next, what is to be supplied. Raises Http404 for one that the user does not see."""
    adjustment, reading = shown_adjustment(request, code, timezone.now())
    told(request, reading, is_done=True)
    return adjustment_page(request, adjustment, reading)


@reads_people
@require_http_methods(FORM_METHODS)
def sentenceadjustment_create(request: HttpRequest, code: str) -> HttpResponse:
    """One more to prepare. Raises Http404 for someone whom the user does not see, PermissionDenied for whoever only
    reads."""
    reading = written_person(request, code, timezone.now())
    sent = request.POST if request.method == "POST" else None
    made = made_already(SentenceAdjustment, sent.get("number", ""), reading.person) if sent else None
    measures = measures_read(reading)
    running = measures.custody().running(reading.on).last()
    new = SentenceAdjustment(person=reading.person, decision=AdjustmentDecision.IN_PREPARATION, measure=running)
    form = NewAdjustmentForm(sent, instance=new, on=reading.on, measures=measures)
    is_done = made is not None or (sent is not None and form.is_valid())
    if is_done and made is None:
        with transaction.atomic():
            lock_person(reading.person)
            made = made_already(SentenceAdjustment, request.POST["number"], reading.person) or form.save()
    told(request, reading, is_done=is_done)
    if (
        made is not None
        and sent
        and corrects(NewAdjustmentForm(sent, instance=made, on=reading.on, measures=measures))
    ):
        messages.error(request, SENT_BEFORE)
        return redirect("cases:sentenceadjustment_edit", made.code)
    if made is not None:
        messages.success(request, "L’aménagement est en préparation.")
        return redirect(made)
    context = {"form": form, "person": reading.person, "adjustment": None}
    return render(request, "cases/sentenceadjustment_form.html", context, status=400 if form.errors else 200)


@reads_people
@require_POST
def sentenceadjustment_step(request: HttpRequest, code: str) -> HttpResponse:
    """The next step. Taken already, nothing changes. Raises as `written_adjustment`."""
    with transaction.atomic():
        adjustment, reading = written_adjustment(request, code, timezone.now())
        state = adjustment.state(reading.on)
        noted = step_form(adjustment, state)
        if noted is None or request.POST.get("etape") != state.value:
            told(request, reading, is_done=False)
            messages.info(request, "Cette étape est déjà notée\N{NO-BREAK SPACE}: voici où en est l’aménagement.")
            return redirect(adjustment)
        form = noted(request.POST, instance=adjustment, on=reading.on)
        return kept_or_shown(request, reading, form, "step_form")


@reads_people
@require_POST
def sentenceadjustment_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """It broke off. Raises as `written_adjustment`."""
    with transaction.atomic():
        adjustment, reading = written_adjustment(request, code, timezone.now())
        if adjustment.state(reading.on) != AdjustmentState.STARTED:
            told(request, reading, is_done=False)
            messages.info(request, "Cet aménagement n’est pas en cours\N{NO-BREAK SPACE}: rien n’a changé.")
            return redirect(adjustment)
        form = WithdrawForm(request.POST, instance=adjustment, on=reading.on, prefix="retrait")
        return kept_or_shown(request, reading, form, "withdraw_form")


def kept_or_shown(request: HttpRequest, reading: Reading, form: AdjustmentForm, name: str) -> HttpResponse:
    """Store a step, or show the page again with what is to be corrected."""
    is_done = form.is_valid()
    told(request, reading, is_done=is_done)
    if is_done:
        form.save()
        messages.success(request, "C’est enregistré.")
        return redirect(form.instance)
    stored = SentenceAdjustment.objects.select_related("person", "measure").get(pk=form.instance.pk)
    return adjustment_page(request, stored, reading, **{name: form})


@reads_people
@require_http_methods(FORM_METHODS)
def sentenceadjustment_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Correct all of it. Raises as `written_adjustment`."""
    with writing(request):
        adjustment, reading = written_adjustment(request, code, timezone.now())
        sent = request.POST if request.method == "POST" else None
        form = CorrectionForm(sent, instance=adjustment, on=reading.on, measures=measures_read(reading))
        is_done = sent is not None and form.is_valid()
        if is_done:
            form.save()
    told(request, reading, is_done=is_done)
    back_url = way_back(request, reading.person) if FACT in request.GET else adjustment.get_absolute_url()
    if is_done:
        messages.success(request, "L’aménagement est corrigé.")
        return redirect(back_url)
    context = {"form": form, "person": reading.person, "adjustment": adjustment, "back_url": back_url}
    return render(request, "cases/sentenceadjustment_form.html", context, status=400 if form.errors else 200)


@reads_people
@require_POST
def adjustmentsupply_update(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a piece, or say what has become of one. Raises as `written_adjustment`."""
    with transaction.atomic():
        adjustment, reading = written_adjustment(request, code, timezone.now())
        form = SupplyForm(request.POST, prefix="piece")
        acted = act_on(adjustment, request.POST.get("kind", ""), request.POST.get("acte", ""), reading.on)
        is_done = acted or form.is_valid()
        told(request, reading, is_done=is_done)
        if not is_done:
            return adjustment_page(request, adjustment, reading, supply_form=form)
        if not acted:
            ask_for(adjustment, form.cleaned_data["kind"], form.cleaned_data["due_on"])
    messages.success(request, "C’est enregistré.")
    return redirect(f"{adjustment.get_absolute_url()}#pieces")
