"""Relais: asked from a file, answered by the Mission Locale that is asked, withdrawn by the one that asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access_words import READ
from cases.handovers.appointments import appointments_left
from cases.handovers.forms import HandoverAnswerForm, HandoverForm
from cases.handovers.handing_over import withdraw
from cases.handovers.letter import letter
from cases.handovers.lists import (
    handover_page,
    handover_row,
    listed_in,
    people_of,
    readable_handover,
    tabs_of,
)
from cases.handovers.rights import is_outside, may_answer, may_ask, may_withdraw
from cases.handovers.taking_back import may_take_back, take_back
from cases.handovers.telling import tell_of_answer, tell_of_request, tell_of_return, tell_units
from cases.journal import disclose
from cases.models import Enrolment, Handover, HandoverDecision, YoungPerson
from cases.placements.passing import handed_over_words
from cases.views.people import visible_person
from partners.access import reads_cases, sees_handovers, signed_in
from partners.models import User
from partners.paper import PdfUnavailable, pdf_response

HANDOVERS_A_PAGE = 50
UNTOLD = (
    "C’est enregistré, mais un courriel n’est pas parti\N{NO-BREAK SPACE}: l’autre Mission Locale le verra dans "
    "l’application. Appelez-la si c’est pressé."
)


@sees_handovers
@require_safe
def handover_list(request: HttpRequest) -> HttpResponse:
    """One of the lists that the roles open, as tabs; a person's name only where it may be read."""
    user, at = signed_in(request), timezone.now()
    on = localdate(at)
    tabs = tabs_of(user, on)
    chosen = next((tab for tab in tabs if tab.name == request.GET.get("liste")), tabs[0])
    page = Paginator(listed_in(chosen, user, at), HANDOVERS_A_PAGE).get_page(request.GET.get("page"))
    handovers = list(page.object_list)
    people = people_of(request, handovers, at)
    rows: Any = [handover_row(one, people.get(one.pk), on) for one in handovers]
    page.object_list = rows
    shown = [
        {"label": tab.label, "url": f"{reverse('cases:handover_list')}?liste={tab.name}", "current": tab == chosen}
        for tab in tabs
    ]
    return render(request, "cases/handover_list.html", {"tabs": shown, "chosen": chosen, "page_obj": page})


@reads_cases
@require_http_methods(["GET", "HEAD", "POST"])
def handover_create(request: HttpRequest, code: str) -> HttpResponse:
    """Ask another Mission Locale to follow. Raises PermissionDenied for whoever does not follow the person now."""
    user, at = signed_in(request), timezone.now()
    person = visible_person(request, code, at)
    followed = enrolments_to_hand_over(person, user, at)
    if not followed:
        raise PermissionDenied
    waiting = Handover.objects.asked_by(user, at).pending().filter(person=person).first()
    if waiting is not None:  # asked already, perhaps by pressing twice
        disclose(request, [person], at, action=READ)
        return redirect(waiting)
    form = HandoverForm(request.POST if request.method == "POST" else None, enrolments=followed, on=localdate(at))
    handover = form.make(user, at) if request.method == "POST" and form.is_valid() else None
    if handover is not None:
        disclose(request, [person], at)
        told = tell_of_request(handover, address_of(request, handover), localdate(at))
        say(request, told, "Le relais est demandé. Vous restez responsable jusqu’à la réponse.")
        return redirect(handover)
    disclose(request, [person], at, action=READ)
    context = {
        "person": person,
        "form": form,
        "places": handed_over_words(followed, user, at),
        "appointments": appointments_left(person.pk, followed[0].mission_locale_id, user, at),
    }
    return render(request, "cases/handover_form.html", context, status=400 if form.errors else 200)


def enrolments_to_hand_over(person: YoungPerson, user: User, at: datetime) -> list[Enrolment]:
    """The open ones for which this user may ask."""
    rows = Enrolment.objects.visible_to(user, at).open().filter(person=person).select_related("programme")
    return [row for row in rows if may_ask(user, row, localdate(at))]


@sees_handovers
@require_safe
def handover_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A hand-over; the person alone to whoever may read them."""
    at = timezone.now()
    handover = readable_handover(signed_in(request), code, at)
    return render(request, "cases/handover_detail.html", handover_page(request, handover, at))


@sees_handovers
@require_http_methods(["GET", "HEAD", "POST"])
def handover_answer(request: HttpRequest, code: str) -> HttpResponse:
    """Accept or refuse; answered meanwhile, what was answered. Raises PermissionDenied for whoever may not answer."""
    user, at = signed_in(request), timezone.now()
    handover = readable_handover(user, code, at)
    if not handover.is_pending:
        return answered_already(request, handover)
    if not may_answer(user, handover, localdate(at)):
        raise PermissionDenied
    form = HandoverAnswerForm(
        request.POST if request.method == "POST" else None, handover=handover, by=user, on=localdate(at)
    )
    if request.method == "POST" and form.is_valid() and form.save(user, at):
        person = people_of(request, [handover], at).get(handover.pk)
        say(request, tell_answer(request, handover, at), answered_words(handover))
        return redirect(person if person and handover.new_enrolment_id else handover)
    if not Handover.objects.pending().filter(pk=handover.pk).exists():
        return answered_already(request, handover)
    context = handover_page(request, handover, at) | {"form": form}
    return render(request, "cases/handover_answer.html", context, status=400 if form.errors else 200)


def answered_already(request: HttpRequest, handover: Handover) -> HttpResponse:
    """To its page, which says what was answered; the same answer sent twice by its author is no news."""
    handover.refresh_from_db()
    if request.method == "POST" and handover.decided_by_id != signed_in(request).pk:
        messages.warning(request, "Ce relais avait déjà sa réponse\N{NO-BREAK SPACE}: rien n’a été changé. La voici.")
    return redirect(handover)


def tell_answer(request: HttpRequest, handover: Handover, at: datetime) -> bool:
    """Both Missions Locales, and once it is accepted the units. Whether all messages left."""
    told = tell_of_answer(handover, address_of(request, handover), at)
    if handover.decision == HandoverDecision.ACCEPTED:
        told = tell_units(handover, person_address(request, handover), at) and told
    return told


def answered_words(handover: Handover) -> str:
    """What the next page says."""
    if handover.decision != HandoverDecision.ACCEPTED:
        return "Le refus est enregistré\N{NO-BREAK SPACE}: la Mission Locale d’origine continue le suivi."
    if handover.new_enrolment_id is None:
        return "Le relais est enregistré\N{NO-BREAK SPACE}: le suivi par votre Mission Locale a pris fin ce jour-là."
    return (
        f"Le relais est accepté\N{NO-BREAK SPACE}: {handover.to_mission_locale} suit ce jeune à partir d’aujourd’hui."
    )


@sees_handovers
@require_POST
def handover_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Not asked any more. Raises PermissionDenied for another Mission Locale's."""
    user, at = signed_in(request), timezone.now()
    handover = readable_handover(user, code, at)
    if not may_withdraw(user, handover, localdate(at)):
        raise PermissionDenied
    was_pending = handover.is_pending
    people_of(request, [handover], at)
    try:
        withdraw(handover, user, at)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(handover)
    told = not was_pending or tell_of_answer(handover, address_of(request, handover), at)
    say(request, told, "La demande est retirée\N{NO-BREAK SPACE}: vous continuez le suivi.")
    return redirect(handover)


@sees_handovers
@require_POST
def handover_return(request: HttpRequest, code: str) -> HttpResponse:
    """The answer taken back, by whoever gave it, on its day. Raises PermissionDenied for anyone else."""
    user, at = signed_in(request), timezone.now()
    handover = readable_handover(user, code, at)
    if handover.is_pending:  # taken back already, perhaps by pressing twice
        return waiting_again(request, handover, user, at)
    if not may_take_back(handover, user, localdate(at)):
        raise PermissionDenied
    was_accepted = handover.decision == HandoverDecision.ACCEPTED
    people_of(request, [handover], at)
    try:
        take_back(handover, user, at)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(handover)
    told = tell_of_return(handover, address_of(request, handover), user, at)
    if was_accepted:
        told = tell_units(handover, person_address(request, handover), at) and told
    say(request, told, "La réponse est reprise\N{NO-BREAK SPACE}: le relais attend de nouveau.")
    return redirect(handover)


def waiting_again(request: HttpRequest, handover: Handover, user: User, at: datetime) -> HttpResponse:
    """To its page. Raises PermissionDenied for whoever may not answer it."""
    if not may_answer(user, handover, localdate(at)):
        raise PermissionDenied
    people_of(request, [handover], at)
    return redirect(handover)


def person_address(request: HttpRequest, handover: Handover) -> str:
    """Where the file is read, by those who may."""
    return request.build_absolute_uri(handover.person.get_absolute_url())


@reads_cases
@require_safe
def handover_document(request: HttpRequest, code: str) -> HttpResponse:
    """What the young person takes along, shown before it is made. Raises Http404 where the other Mission Locale
    answers here, or has answered."""
    return render(request, "cases/handover_document.html", document_of(request, code, timezone.now()))


@reads_cases
@require_safe
def handover_document_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same on one A4; nothing in the file's name tells what it is about."""
    context = document_of(request, code, timezone.now())
    try:
        return pdf_response(render_to_string("cases/handover_paper.html", context, request), "document.pdf")
    except PdfUnavailable as error:
        messages.error(request, str(error))
        return redirect("cases:handover_document", code)


def document_of(request: HttpRequest, code: str, at: datetime) -> dict[str, Any]:
    """What both show, once the journal says so."""
    user = signed_in(request)
    handover = readable_handover(user, code, at)
    if not handover.is_pending or not is_outside(handover.to_mission_locale, localdate(at)):
        raise Http404
    person = people_of(request, [handover], at).get(handover.pk)
    if person is None:
        raise Http404
    return letter(handover, person, user, at)


def address_of(request: HttpRequest, handover: Handover) -> str:
    """Where it is read."""
    return request.build_absolute_uri(handover.get_absolute_url())


def say(request: HttpRequest, told: bool, words: str) -> None:
    """What was done, and whether the others know."""
    if told:
        messages.success(request, words)
    else:
        messages.warning(request, UNTOLD)
