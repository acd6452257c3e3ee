"""The calendar feed: the one page without signing in, behind an address that nobody can guess."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_POST, require_safe

from cases.models import CalendarFeed
from cases.permanences.feed import calendar_of, feed_of
from cases.references import new_secret
from partners.access import reads_cases, signed_in

# Diaries ask a few times an hour; whoever tries addresses is stopped.
RATES = {"feed": "60/m/ip"}
TOO_OFTEN = "Trop de demandes. Recommencez dans une minute.\n"


@login_not_required
@require_safe
@conditional_page
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The permanences of the feed's owner. Raises Http404 for an unknown or withdrawn address."""
    if not ratelimit.consume(request, app="calendar", action="feed", config=RATES, limit_get=True):
        return HttpResponse(TOO_OFTEN, status=429, content_type="text/plain; charset=utf-8")
    feed = feed_of(secret)
    if feed is None:
        raise Http404
    return HttpResponse(calendar_of(feed.user, timezone.now()), content_type="text/calendar; charset=utf-8")


@reads_cases
@require_POST
def calendarfeed_renew(request: HttpRequest) -> HttpResponse:
    """Give the user's feed a new address: the one before no longer answers."""
    made = {"secret": new_secret(), "made_at": timezone.now()}
    CalendarFeed.objects.update_or_create(user=signed_in(request), defaults=made)
    messages.success(
        request, "L’adresse de votre calendrier est nouvelle\N{NO-BREAK SPACE}: l’ancienne ne répond plus."
    )
    return redirect("cases:permanence_list")
