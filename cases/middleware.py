"""What happens around every request that bears something typed."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from cases.drafting import KEPT_FLAG, clock_words, keep, place_of
from cases.views.drafts import form_refused

GetResponse = Callable[[HttpRequest], HttpResponse]


def keeps_what_was_typed(get_response: GetResponse) -> GetResponse:
    """A form that was posted and not sent, for whatever reason, is kept as its author's draft: a session that ended, a
    charter to accept first, a fault to correct, an error of ours. It stands before whatever may refuse a request."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or (place := place_of(request)) is None:
            return get_response(request)
        if request.user.is_authenticated and request.user.pk != place.author:
            return form_refused(request)  # somebody else has signed in since the page was opened
        response = get_response(request)
        draft = keep(request, timezone.now())
        if draft is None or request.user.is_authenticated:
            return response
        if request.accepts("text/html"):
            request.session[KEPT_FLAG] = True
            return response
        return JsonResponse({"saved_at": clock_words(draft.saved_at), "signed_in": False})

    return respond
