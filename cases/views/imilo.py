"""« À reporter dans i-milo »: copied line by line, ticked once typed, compared month by month."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from cases.contacts.imilo import Month, differences, lines_to_type, tick, untick
from cases.journal import disclose
from partners.access import signed_in, takes_part
from partners.models import Role

# The programme began in 2010.
FIRST_YEAR = 2010


def asked_month(text: str, on: date) -> Month:
    """« 2026-11 », or this month for what is none, or none that anything was noted in."""
    try:
        asked = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 -- a month has no time zone
    except ValueError:
        asked = on
    return Month((asked if FIRST_YEAR <= asked.year <= on.year else on).replace(day=1))


@takes_part(Role.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def imilo_list(request: HttpRequest) -> HttpResponse:
    """The lines of a month that are not typed there yet; those ticked go, and come back by « Annuler »."""
    user, at = signed_in(request), timezone.now()
    month = asked_month((request.POST or request.GET).get("mois", ""), localdate(at))
    address = reverse("cases:imilo_list", query={"mois": f"{month.first:%Y-%m}"})
    if request.method == "POST":
        keys = request.POST.getlist("ligne")
        disclose(request, [line.person for line in lines_to_type(user, month, at) if line.key in keys], at)
        with transaction.atomic():
            if "annuler" in request.POST:
                untick(keys, user, month, at)
                messages.success(request, "Ces lignes sont de nouveau à reporter.")
                return redirect(address)
            made = tick(keys, user, month, at)
        if not keys:
            messages.error(request, "Cochez les lignes que vous avez saisies dans i-milo.")
            return redirect(address)
        said = "1 ligne reportée" if made == 1 else f"{made} lignes reportées"
        messages.success(request, f"{said} dans i-milo.")
        request.session["imilo_ticked"] = keys
        return redirect(address)
    lines = lines_to_type(user, month, at)
    disclose(request, {line.person for line in lines}, at)
    context = {
        "month": month,
        "lines": lines,
        "differences": differences(user, month, at),
        "undoable": request.session.pop("imilo_ticked", []),
        "is_now": month.first == localdate(at).replace(day=1),
    }
    return render(request, "cases/imilo_list.html", context)
