"""The reminder of an appointment outside."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from cases.entry.saving import may_enter
from cases.journal import disclose
from cases.models import Appointment
from cases.referrals.reminders import log_reminder, reminder_text, reminder_url
from partners.access import reads_people, signed_in


def offer_reminder(request: HttpRequest, appointment: Appointment, at: datetime) -> None:
    """On the next page, the way to the text that reminds of an appointment just made, where there is one."""
    if address := reminder_url(appointment, signed_in(request), localdate(at)):
        messages.info(request, format_html('<a href="{}">Texte de rappel à envoyer</a>', address))


@reads_people
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_reminder(request: HttpRequest, code: str) -> HttpResponse:
    """The text to copy, and the one click that logs the message. Raises Http404 for an appointment in custody, where
    no telephone enters."""
    user, at = signed_in(request), timezone.now()
    visible = Appointment.objects.visible_to(user, at).select_related("person", "permanence__site")
    appointment = get_object_or_404(visible.select_related("permanence__mission_locale"), code=code)
    disclose(request, [appointment.person], at)
    if appointment.permanence.site.is_inside:
        raise Http404
    if not may_enter(user, appointment.permanence, localdate(at)):
        raise PermissionDenied
    if request.method == "POST":
        is_new = log_reminder(appointment, user, at)
        messages.success(request, "Le message est noté." if is_new else "Un message est déjà noté aujourd’hui.")
        return redirect("cases:appointment_reminder", appointment.code)
    context = {"appointment": appointment, "text": reminder_text(appointment)}
    return render(request, "cases/appointment_reminder.html", context)
