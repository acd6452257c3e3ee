"""Le point of a unit and a Mission Locale: opened for a day, ticked together, with what each side does next."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from cases.access_words import READ
from cases.journal import disclose
from cases.models import NextStep, UnitReview
from cases.record.reading import read_person
from cases.release_plan.meeting import (
    OpeningForm,
    StepForm,
    close,
    decide,
    may_hold,
    may_reopen,
    open_review,
    pairs,
    reopen,
    settle,
    tick,
)
from cases.release_plan.reviews import ReviewPage, SpokenOf, review_page
from cases.release_plan.sides import sides_written
from partners.access import reads_people, signed_in
from partners.paper import PdfUnavailable, pdf_response

LAST_REVIEWS = 20


@reads_people
@require_safe
def unitreview_list(request: HttpRequest) -> HttpResponse:
    """Those of one's units and Missions Locales, the last one first; one to open for a day."""
    user, at = signed_in(request), timezone.now()
    known = pairs(user, at)
    held = [(unit, body) for unit, body in known if may_hold(unit.pk, body.pk, user, at)]
    form = OpeningForm(pairs=held, on=localdate(at)) if held else None
    reviews = UnitReview.objects.visible_to(user, at).select_related("unit", "mission_locale")[:LAST_REVIEWS]
    return render(request, "cases/unitreview_list.html", {"form": form, "reviews": reviews})


@reads_people
@require_POST
def unitreview_create(request: HttpRequest) -> HttpResponse:
    """The meeting of that day between these two, new or as it stands. Raises PermissionDenied for whoever decides for
    neither side."""
    user, at = signed_in(request), timezone.now()
    held = [(unit, body) for unit, body in pairs(user, at) if may_hold(unit.pk, body.pk, user, at)]
    if not held:
        raise PermissionDenied
    form = OpeningForm(request.POST, pairs=held, on=localdate(at))
    if form.is_valid():
        unit, body = form.cleaned_data["pair"]
        return redirect(open_review(unit, body, form.cleaned_data["held_on"], user, at))
    reviews = UnitReview.objects.visible_to(user, at).select_related("unit", "mission_locale")[:LAST_REVIEWS]
    return render(request, "cases/unitreview_list.html", {"form": form, "reviews": reviews}, status=400)


def shown_review(request: HttpRequest, code: str, at: datetime, action: str = "") -> tuple[UnitReview, ReviewPage]:
    """The meeting of an address and its page, once the journal says whom it shows. Raises Http404 for another's."""
    user = signed_in(request)
    visible = UnitReview.objects.visible_to(user, at).select_related("unit", "mission_locale", "opened_by")
    review = get_object_or_404(visible, code=code)
    page = review_page(review, user, at)
    disclose(request, page.people, at, action=action)
    return review, page


def held_review(request: HttpRequest, code: str, at: datetime) -> tuple[UnitReview, ReviewPage]:
    """The same, for whoever decides for one side. Raises PermissionDenied for the others."""
    review, page = shown_review(request, code, at)
    if not may_hold(review.unit_id, review.mission_locale_id, signed_in(request), at):
        raise PermissionDenied
    return review, page


@reads_people
@require_safe
def unitreview_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The page of the meeting; with `ligne` in its address, deciding under that line."""
    at = timezone.now()
    review, page = shown_review(request, code, at)
    line = page.line(request.GET.get("ligne"))
    form = StepForm(people=page.people, initial={"person": line.person if line else None})
    return review_response(request, review, page, form, line)


def review_response(
    request: HttpRequest,
    review: UnitReview,
    page: ReviewPage,
    form: StepForm,
    line: SpokenOf | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with the form of what is decided: under a line, ready to be typed into; below all without one."""
    at = timezone.now()
    if line:
        form.fields["kind"].widget.attrs["autofocus"] = True
    is_held = may_hold(review.unit_id, review.mission_locale_id, signed_in(request), at)
    context = {
        "review": review,
        "page": page,
        "form": form,
        "line": line,
        "may_write": is_held and not review.closed_at,
        "may_reopen": is_held and may_reopen(review, localdate(at)),
    }
    return render(request, "cases/unitreview_detail.html", context, status=status)


def keep_ticks(request: HttpRequest, review: UnitReview, page: ReviewPage, at: datetime) -> bool:
    """Whether the lines ticked on the page are stored, which every button of it sends along; a closed meeting says
    so."""
    try:
        tick(review, page, request.POST.getlist("vu"), request.POST.getlist("etait"), signed_in(request), at)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return False
    return True


@reads_people
@require_POST
def unitreview_tick(request: HttpRequest, code: str) -> HttpResponse:
    """The lines ticked together, then the step that is typed or the one to type for someone. Raises as
    `held_review`."""
    at = timezone.now()
    review, page = held_review(request, code, at)
    if not keep_ticks(request, review, page, at):
        return redirect(review)
    if is_typed(request):
        return decided_response(request, review, page)
    if page.line(request.POST.get("decider")) is None:
        messages.success(request, "Les lignes cochées sont enregistrées.")
    return redirect(back_to(request, review, page))


def back_to(request: HttpRequest, review: UnitReview, page: ReviewPage) -> str:
    """Where the meeting goes on: deciding under the line whose button was used, which takes no fragment, for a browser
    then gives no field the focus; else the line that was decided for."""
    address = review.get_absolute_url()
    if line := page.line(request.POST.get("decider")):
        return f"{address}?{urlencode({'ligne': line.key})}"
    line = page.line(request.POST.get("ligne"))
    return f"{address}#{line.anchor}" if line else address


def is_typed(request: HttpRequest) -> bool:
    """Whether a step stands in the form that every button of the page sends along: it is stored first, or said to be
    incomplete."""
    return bool(request.POST.get("kind") or request.POST.get("due_on"))


@reads_people
@require_POST
def nextstep_create(request: HttpRequest, code: str) -> HttpResponse:
    """What is decided becomes the next step of a side, and the ticks stay. Raises as `held_review`."""
    at = timezone.now()
    review, page = held_review(request, code, at)
    return decided_response(request, review, page) if keep_ticks(request, review, page, at) else redirect(review)


def decided_response(request: HttpRequest, review: UnitReview, page: ReviewPage) -> HttpResponse:
    """The page again once the step of that form is stored, or with what it lacks."""
    user, at = signed_in(request), timezone.now()
    form = StepForm(request.POST, people=page.people)
    if not form.is_valid():
        page = review_page(review, user, at)
        return review_response(request, review, page, form, page.line(request.POST.get("ligne")), status=400)
    try:
        step = decide(review, form, user, at)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"{step.person}\N{NO-BREAK SPACE}: {step}, {step.get_side_display()}.")
    return redirect(back_to(request, review, page))


@reads_people
@require_POST
def unitreview_close(request: HttpRequest, code: str) -> HttpResponse:
    """The meeting is over, with what is ticked; a step that is typed is stored before it closes. Raises as
    `held_review`."""
    at = timezone.now()
    review, page = held_review(request, code, at)
    if not review.closed_at and is_typed(request):
        keep_ticks(request, review, page, at)
        return decided_response(request, review, page)
    if review.closed_at or keep_ticks(request, review, page, at):  # a double click says no more
        close(review, at)
        messages.success(request, "Le point est clos. Ce qui a été décidé est sur l’accueil de chacun.")
    return redirect(review)


@reads_people
@require_POST
def unitreview_reopen(request: HttpRequest, code: str) -> HttpResponse:
    """It goes on, on the day it was closed. Raises as `held_review`."""
    at = timezone.now()
    review, _ = held_review(request, code, at)
    try:
        reopen(review, at)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "Le point est rouvert.")
    return redirect(review)


@reads_people
@require_safe
def unitreview_print(request: HttpRequest, code: str) -> HttpResponse:
    """The page on paper. Raises as `shown_review`."""
    at = timezone.now()
    review, page = shown_review(request, code, at)
    html = render_to_string("cases/unitreview_print.html", {"review": review, "page": page, "at": at}, request)
    try:
        return pdf_response(html, f"point-{review.held_on:%Y-%m-%d}.pdf")
    except PdfUnavailable as error:
        messages.error(request, str(error))
        return redirect(review)


@reads_people
@require_POST
def nextstep_close(request: HttpRequest, code: str) -> HttpResponse:
    """A step is done, or dropped, in one click. Raises Http404 for another's, PermissionDenied for the other
    side's."""
    user, at = signed_in(request), timezone.now()
    visible = NextStep.objects.visible_to(user, at).select_related("person")
    step = get_object_or_404(visible, code=code)
    if step.side not in sides_written(read_person(user, step.person.code, at)):
        disclose(request, [step.person], at, action=READ)
        raise PermissionDenied
    disclose(request, [step.person], at)
    is_done = request.POST.get("fait") == "1"
    settle(step, is_done, localdate(at))
    messages.success(request, f"{step.person}\N{NO-BREAK SPACE}: étape {'faite' if is_done else 'abandonnée'}.")
    return redirect(step.person if request.POST.get("retour") == "dossier" else "home")
