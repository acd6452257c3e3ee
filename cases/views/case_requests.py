"""Requests on a file: the officer asks in one click, the Mission Locale answers on the same line."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.forms import CaseRequestForm
from cases.journal import disclose
from cases.models import CaseRequest, RequestKind
from cases.referrals.case_requests import answer_request, ask, kinds_asked_by, may_answer_request, request_row
from cases.views.people import shown_person
from partners.access import reads_people, signed_in

REQUESTS_A_PAGE = 50


@reads_people
@require_safe
def caserequest_list(request: HttpRequest) -> HttpResponse:
    """Those that wait, the nearest deadline first, then those answered, the last first."""
    user, at = signed_in(request), timezone.now()
    found = CaseRequest.objects.visible_to(user, at).waiting_first().with_bodies()
    page = Paginator(found, REQUESTS_A_PAGE).get_page(request.GET.get("page"))
    requests = list(page.object_list)
    disclose(request, {one.person for one in requests}, at)
    rows: Any = [request_row(one, user, localdate(at)) for one in requests]
    page.object_list = rows
    return render(request, "cases/caserequest_list.html", {"page_obj": page})


@reads_people
@require_http_methods(["GET", "HEAD", "POST"])
def caserequest_create(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Ask. Raises Http404 for what officers do not ask, PermissionDenied for a unit that is not in charge,
    and for a trainee who would pass the person on."""
    user, at = signed_in(request), timezone.now()
    if kind not in RequestKind.of_officers():
        raise Http404
    person = shown_person(request, code, at)
    if kind not in kinds_asked_by(user, person, at):
        raise PermissionDenied("Seule l’unité qui suit ce jeune fait cette demande.")
    asked = RequestKind(kind)
    form = CaseRequestForm(request.POST if request.method == "POST" else None, kind=asked, on=localdate(at))
    if request.method == "POST" and form.is_valid():
        try:
            made = ask(person, asked, user, at, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"C’est demandé à {made.mission_locale}, pour le {made.due_on:%d/%m/%Y}.")
            return redirect(person)
    context = {"person": person, "form": form, "kind": asked}
    return render(request, "cases/caserequest_form.html", context, status=400 if form.errors else 200)


@reads_people
@require_POST
def caserequest_answer(request: HttpRequest, code: str) -> HttpResponse:
    """Answer from the list. Answered already: nothing changes. Raises PermissionDenied for whoever is not a referent
    of the Mission Locale that is asked."""
    user, at = signed_in(request), timezone.now()
    visible = CaseRequest.objects.visible_to(user, at).select_related("person")
    asked = get_object_or_404(visible, code=code)
    disclose(request, [asked.person], at)
    if not may_answer_request(asked, user, localdate(at)):
        raise PermissionDenied
    try:
        kept = answer_request(asked, request.POST.get("answer", ""), user, at)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if kept:
            messages.success(
                request, "La réponse est enregistrée\N{NO-BREAK SPACE}: l’unité la lit sur la même ligne."
            )
        else:
            messages.info(request, "Une réponse était déjà enregistrée.")
    return redirect("cases:caserequest_list")
