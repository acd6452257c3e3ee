"""The referrals that one's unit made, or one's Mission Locale received, and the notice handed over with each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from cases.filters import ReferralFilter
from cases.journal import disclose
from cases.models import Referral
from cases.referrals.notice import NOTICE_VERSION
from cases.referrals.record import referral_record, referral_row
from partners.access import officer_memberships, reads_people, referring_memberships, refers, signed_in
from partners.paper import pdf_of

REFERRALS_A_PAGE = 50


def shown_referral(request: HttpRequest, code: str, at: datetime) -> Referral:
    """The referral of an address, with its state, once the journal says that its person is shown. Raises Http404 for
    one that the user may not see."""
    referrals = Referral.objects.visible_to(signed_in(request), at).with_state(localdate(at))
    related = referrals.select_related("person", "programme", "referred_by", "mission_locale", "site")
    referral = get_object_or_404(related, code=code)
    disclose(request, [referral.person], at)
    return referral


@reads_people
@require_safe
def referral_list(request: HttpRequest) -> HttpResponse:
    """The whole unit's, or those addressed to the own Mission Locale: those that wait first."""
    user, at = signed_in(request), timezone.now()
    filtered = ReferralFilter(request.GET, queryset=Referral.objects.visible_to(user, at).with_state(localdate(at)))
    related = filtered.qs.waiting_first().select_related("person", "programme", "referred_by", "mission_locale")
    page = Paginator(related, REFERRALS_A_PAGE).get_page(request.GET.get("page"))
    referrals = list(page.object_list)
    disclose(request, {referral.person for referral in referrals}, at)
    page.object_list = [referral_row(referral, localdate(at)) for referral in referrals]
    context = {
        "filter": filtered,
        "page_obj": page,
        "is_officer": bool(officer_memberships(user, localdate(at))),
        "actions": list_actions(user, localdate(at)),
    }
    return render(request, "cases/referral_list.html", context, status=filtered.status)


def list_actions(user: Any, on: date) -> list[dict[str, Any]]:
    """To refer, for those who may."""
    if not referring_memberships(user, on):
        return []
    return [
        {"label": "Orienter un jeune", "url": reverse("cases:referral_create")},
        {"label": "Notice à remettre", "url": reverse("cases:notice"), "secondary": True},
    ]


@reads_people
@require_safe
def referral_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One referral: eligibility of its day, appointments, what has become of it."""
    at = timezone.now()
    referral = shown_referral(request, code, at)
    context = referral_record(referral, signed_in(request), at)
    return render(request, "cases/referral_detail.html", context)


@reads_people
@require_safe
def referral_sent(request: HttpRequest, code: str) -> HttpResponse:
    """What happens next, and the reference to read aloud."""
    referral = shown_referral(request, code, timezone.now())
    appointment = referral.appointments.select_related("permanence__site").first()
    return render(request, "cases/referral_sent.html", {"referral": referral, "appointment": appointment})


def notice_text() -> dict[str, str]:
    """What the text of the notice wants: its version, and where one writes."""
    return {"version": NOTICE_VERSION, "contact": settings.NOTICE_CONTACT}


@refers
@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """The information notice on the screen, to print."""
    return render(request, "cases/notice.html", notice_text())


@refers
@require_safe
def notice_pdf(request: HttpRequest) -> HttpResponse:
    """The same on one A4."""
    page = render_to_string("cases/notice_paper.html", notice_text())
    response = HttpResponse(pdf_of(page), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="notice.pdf"'
    return response
