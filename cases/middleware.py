"""What happens around every request that bears something typed, and those about a record that was merged since."""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cases.drafting import KEPT_FLAG, clock_words, keep, place_of
from cases.models import YoungPerson
from cases.views.drafts import form_refused
from partners.models import User

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


# How the routes of the pages about one person begin.
OF_ONE_PERSON = "jeunes/<code:code>/"


class FollowsMergedRecords:
    """A page of a reference from before a merge is that of the record that was kept, for whoever may see it: one is
    led there, and what one sends is kept there, as if it had been sent to it. Asked only when the page has no answer.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer for the record that was kept. None for any other page, and where there is no such record: what
        the view raised stands. Two records merged while the form was being sent break a rule of the database."""
        match = request.resolver_match
        if match is None or not match.route.startswith(OF_ONE_PERSON):
            return None
        if not isinstance(exception, Http404 | IntegrityError) or not isinstance(request.user, User):
            return None
        seen = YoungPerson.objects.visible_to(request.user, timezone.now())
        kept = seen.filter(aliases__code=match.kwargs["code"]).first() if "\0" not in match.kwargs["code"] else None
        if kept is None:
            return None
        kwargs = match.kwargs | {"code": kept.code}
        if request.method == "POST":
            answer: HttpResponse = match.func(request, *match.args, **kwargs)
            return answer
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(reverse(match.view_name, kwargs=kwargs) + query)
