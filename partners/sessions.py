"""How long a session lasts: until nothing was asked for during half an hour, and ten hours in all."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

BEGAN, SEEN = "session_began", "session_seen"
# The session is written no more often than this: it may end up to so much earlier than the half hour.
SEEN_EVERY = 60
IDLE, TOO_LONG = "inactivite", "duree"


def limited_sessions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out whoever stayed too long, and lead to the page that says why; it leads back to the page asked for."""

    def respond(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        now = int(time.time())
        if reason := why_it_ends(request, now):
            came_from = page_to_come_back_to(request)
            get_adapter(request).logout(request)
            return redirect(reverse("partners:session_ended", query={"motif": reason, "next": came_from}))
        note_session(request, now)
        return get_response(request)

    return respond


def why_it_ends(request: HttpRequest, now: int) -> str:
    """IDLE or TOO_LONG; empty while the session lasts."""
    if now - request.session.get(SEEN, now) > settings.SESSION_IDLE_SECONDS:
        return IDLE
    if now - request.session.get(BEGAN, now) > settings.SESSION_LONGEST_SECONDS:
        return TOO_LONG
    return ""


def note_session(request: HttpRequest, now: int) -> None:
    """Write into the session when it began and when it was last used, if that is not fresh."""
    if now - request.session.get(SEEN, 0) >= SEEN_EVERY:
        request.session.setdefault(BEGAN, now)
        request.session[SEEN] = now


def page_to_come_back_to(request: HttpRequest) -> str:
    """The page asked for; for a form that was being sent, the page it is on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return referer if ours else "/"
