"""What happened when a young person missed two appointments: the unit answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.journal import disclose
from cases.models import CaseRequest, RequestKind
from cases.referrals.missed_twice import ANSWERS, answer_misses, may_answer
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
    if not may_answer(user, asked, at):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        try:
            appointment = answer_misses(asked, request.POST.get("answer", ""), user, at)
        except ValidationError as refused:
            error = refused.messages[0]
        else:
            told = (
                f"{asked.person} est attendu le {appointment.permanence.planned_on:%d/%m/%Y}." if appointment else ""
            )
            messages.success(request, f"La réponse est enregistrée. {told}".strip())
            return redirect("cases:misses_answer", asked.code)
    answers = [{"value": answer.value, "label": answer.label, "does": does} for answer, does in ANSWERS.items()]
    context = {"asked": asked, "answers": answers, "error": error}
    return render(request, "cases/misses_answer.html", context, status=400 if error else 200)
