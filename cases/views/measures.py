"""Measures: entered, corrected, ended, by either side."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.adjustments.measure_forms import MeasureForm
from cases.adjustments.page import back_to_record, written_person
from cases.adjustments.rights import author_of, may_write
from cases.locking import lock_person, reread, writing
from cases.models import JusticeMeasure, Situation
from cases.numbered_forms import made_already
from cases.planned_end import save_measure
from cases.record.reading import Reading, read_person
from cases.record.telling import told
from cases.record.way_back import way_back
from partners.access import deciding_units, reads_people, signed_in
from partners.editing import SENT_BEFORE, corrects

FORM_METHODS = ["GET", "HEAD", "POST"]


@reads_people
@require_http_methods(FORM_METHODS)
def justicemeasure_create(request: HttpRequest, code: str) -> HttpResponse:
    """One more. Raises Http404 for someone whom the user does not see, PermissionDenied for whoever only reads."""
    reading = written_person(request, code, timezone.now())
    return measure_form(request, reading, JusticeMeasure(person=reading.person))


@reads_people
@require_http_methods(FORM_METHODS)
def justicemeasure_edit(request: HttpRequest, code: str) -> HttpResponse:
    """How it goes on, or ended. Raises as `justicemeasure_create`."""
    user, at = signed_in(request), timezone.now()
    measure = get_object_or_404(JusticeMeasure.objects.visible_to(user, at).select_related("person"), code=code)
    reading = read_person(user, measure.person.code, at)
    if not may_write(reading):
        raise PermissionDenied
    return measure_form(request, reading, measure)


def measure_form(request: HttpRequest, reading: Reading, measure: JusticeMeasure) -> HttpResponse:
    """Show the form of a measure, or keep it with the entry that was left ticked; sent twice, it is kept once."""
    sent, is_new = request.POST if request.method == "POST" else None, measure.pk is None
    units = None if reading.deciding else deciding_units(reading.user, reading.on)
    with writing(request):
        if sent is not None:
            lock_person(reading.person)
        if sent is not None and not is_new:
            reread(measure)
        form = MeasureForm(sent, instance=measure, on=reading.on, units=units)
        made = made_already(JusticeMeasure, request.POST.get("number", ""), reading.person) if is_new else None
        is_done = sent is not None and (made is not None or form.is_valid())
        if is_done and made is None:
            keep(form, reading)
    told(request, reading, is_done=is_done)
    if made is not None and corrects(MeasureForm(sent, instance=made, on=reading.on, units=units)):
        messages.error(request, SENT_BEFORE)
        return redirect("cases:justicemeasure_edit", made.code)
    if is_done:
        messages.success(request, "La mesure est enregistrée.")
        return back_to_record(request, reading, "mesures")
    back_url = way_back(request, reading.person, "mesures")
    context = {"form": form, "person": reading.person, "is_new": is_new, "back_url": back_url}
    return render(request, "cases/justicemeasure_form.html", context, status=400 if form.errors else 200)


def keep(form: MeasureForm, reading: Reading) -> None:
    """Store what a valid form says."""
    measure: JusticeMeasure = form.save(commit=False)
    save_measure(measure, author_of(reading))
    situation = form.situation
    if situation is not None and not is_noted(situation):
        situation.save()


def is_noted(situation: Situation) -> bool:
    """Whether that entry is there already."""
    return situation.person.situations.filter(kind=situation.kind, starts_on=situation.starts_on).exists()
