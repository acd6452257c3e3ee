"""What happened when a young person missed two appointments: the unit answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.journal import disclose
from cases.models import Appointment, CaseRequest, RequestKind
from cases.referrals.missed_twice import (
    ANSWERS,
    INVITES,
    NO_PLACE,
    answer_misses,
    may_answer_misses,
    referral_asked_about,
)
from partners.access import reads_people, signed_in


@reads_people
@require_http_methods(["GET", "HEAD", "POST"])
def misses_answer(request: HttpRequest, code: str) -> HttpResponse:
    """The question, its answers with what each one does. Raises Http404 for another unit's, PermissionDenied for the
    Mission Locale that asks."""
    user, at = signed_in(request), timezone.now()
    visible = CaseRequest.objects.visible_to(user, at).filter(kind=RequestKind.MISSED_TWICE)
    asked = get_object_or_404(visible.select_related("person", "mission_locale", "answered_by"), code=code)
    disclose(request, [asked.person], at)
    if not may_answer_misses(user, asked, at):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        try:
            appointment = answer_misses(asked, request.POST.get("answer", ""), user, at)
        except ValidationError as refused:
            error = refused.messages[0]
            if refused.code == "late":
                messages.warning(request, error)
                return redirect("cases:misses_answer", asked.code)
        else:
            messages.success(request, f"La réponse est enregistrée. {told(asked, appointment)}".strip())
            return redirect("cases:misses_answer", asked.code)
    answers = [{"value": answer.value, "label": answer.label, "does": does} for answer, does in ANSWERS.items()]
    context = {"asked": asked, "answers": answers, "error": error}
    return render(request, "cases/misses_answer.html", context, status=400 if error else 200)


def told(asked: CaseRequest, appointment: Appointment | None) -> str:
    """Where the person is expected now; that nobody could be invited, where the answer wanted it."""
    if appointment is not None:
        return f"{asked.person} est attendu le {appointment.permanence.planned_on:%d/%m/%Y}."
    return NO_PLACE if asked.answer in INVITES and referral_asked_about(asked) else ""
