"""The papers of a permanence: a printing is an act, told to the journal and kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from cases.journal import disclose
from cases.models import Appointment, Axis, Permanence, PermanencePrinting, PrintKind
from cases.permanences.record import appointments_shown, holds, kinds_for, order_key
from cases.permanences.sheets import causes, sheet_lines, situations
from cases.referrals.decision_forms import DecisionAnswer
from cases.views.permanences import shown_permanence
from partners.access import officer_memberships, reads_people, signed_in
from partners.models import Organisation
from partners.paper import PdfUnavailable, pdf_response

# Nothing in a file's name tells what it is about.
FILES = {PrintKind.SHEET: "feuille", PrintKind.MOVEMENTS: "liste", PrintKind.SLIPS: "billets"}
TEMPLATES = {
    PrintKind.MOVEMENTS: "cases/permanence_movements.html",
    PrintKind.SLIPS: "cases/permanence_slips.html",
}
SHEETS = {"complete": "cases/permanence_sheet.html", "liste": "cases/permanence_sheet_list.html"}


@reads_people
@require_POST
def permanence_print(request: HttpRequest, code: str) -> HttpResponse:
    """One of the papers, as a PDF. Raises Http404 for one that the user may not print."""
    at, user = timezone.now(), signed_in(request)
    permanence = shown_permanence(request, code, at)
    if request.POST.get("document") not in PrintKind.values:
        messages.error(request, "Choisissez le document à imprimer.")
        return redirect(permanence)
    kind = kind_asked(request, permanence, at)
    if permanence.cancelled_at:
        messages.error(request, "Cette permanence est annulée\N{NO-BREAK SPACE}: il n’y a rien à imprimer.")
        return redirect(permanence)
    appointments = [line for line in appointments_shown(permanence, user, at) if not line.is_walk_in]
    disclose(request, [appointment.person for appointment in appointments], at)
    html = paper(request, permanence, kind, appointments, at)
    try:
        response = pdf_response(html, f"seance-{permanence.pk}-{FILES[kind]}.pdf")
    except PdfUnavailable as error:
        messages.error(request, str(error))
        return redirect(permanence)
    record(request, permanence, kind, appointments, at)
    return response


def kind_asked(request: HttpRequest, permanence: Permanence, at: datetime) -> PrintKind:
    """Raises Http404 for a paper that this user, or this site, does not have."""
    kind = PrintKind(request.POST["document"])
    if kind not in kinds_for(permanence, signed_in(request), localdate(at)):
        raise Http404
    return kind


def paper(
    request: HttpRequest, permanence: Permanence, kind: PrintKind, appointments: list[Appointment], at: datetime
) -> str:
    """The page that becomes the PDF."""
    context: dict[str, Any] = {"permanence": permanence, "appointments": appointments, "at": at}
    if kind != PrintKind.SHEET:
        return render_to_string(TEMPLATES[kind], context, request)
    template = SHEETS.get(request.POST.get("forme", ""), SHEETS["complete"])
    context |= {
        "lines": sheet_lines(appointments, signed_in(request), at),
        "causes": causes(),
        "axes": Axis.labels,
        "situations": [label for _, label in situations()],
        "answers": DecisionAnswer.labels,
    }
    return render_to_string(template, context, request)


def record(
    request: HttpRequest, permanence: Permanence, kind: PrintKind, appointments: list[Appointment], at: datetime
) -> None:
    """Remember what left, for whom, and with which order of passage."""
    user = signed_in(request)
    PermanencePrinting.objects.create(
        permanence=permanence,
        kind=kind,
        printed_at=at,
        printed_by=user,
        unit=None if holds(permanence, user, localdate(at)) else own_unit(request, at),
        order_key=order_key(appointments),
    )


def own_unit(request: HttpRequest, at: datetime) -> Organisation:
    """The unit for which an officer prints."""
    return officer_memberships(signed_in(request), localdate(at))[0].organisation
