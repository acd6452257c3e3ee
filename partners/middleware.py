"""What happens around every request."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from partners import second_factor
from partners.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]
Act = Callable[[], Any]

logger = logging.getLogger(__name__)

# What no address of ours holds: a name or a code is written without them, and PostgreSQL takes no NUL.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f]")
ACTS = "partners.acts_after_the_answer"

# Nothing here films, listens, locates or pays; passkeys are for this site's own pages.
PERMISSIONS = {
    "camera": "()",
    "display-capture": "()",
    "geolocation": "()",
    "microphone": "()",
    "payment": "()",
    "publickey-credentials-create": "(self)",
    "publickey-credentials-get": "(self)",
    "usb": "()",
}
# Where the address that was asked for waits, until everything the entrance asks is done.
ASKED_FOR = "asked_for"
# Signing in and out, and the factors themselves, which cannot wait for what they lead to.
OUTSIDE = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "single_sign_on:begin",
    "single_sign_on:callback",
    "single_sign_on:end",
    "single_sign_on:ended",
    "partners:session_ended",
    "partners:security_contact",
}
FACTORS = {
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "partners:mail_code_choose",
}
CHARTER = {"partners:charter", "partners:charter_accept"}


def protective_headers(get_response: GetResponse) -> GetResponse:
    """What the browser may do with an answer, besides what Django and the content security policy say."""
    permissions = ", ".join(f"{feature}={who}" for feature, who in PERMISSIONS.items())

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Permissions-Policy"] = permissions
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return respond


def kept_by_no_browser(get_response: GetResponse) -> GetResponse:
    """Forbid the browser to keep a page: on a shared computer, « back » after sign-out would show it again."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        add_never_cache_headers(response)
        return response

    return respond


def acts_after_the_answer(get_response: GetResponse) -> GetResponse:
    """Do what `after_the_answer` was given once the browser has its answer, and the server closes it."""

    def respond(request: HttpRequest) -> HttpResponse:
        acts: list[Act] = []
        request.META[ACTS] = acts
        response = get_response(request)
        if acts:
            response.close = closing(response.close, acts)  # type: ignore[method-assign]
        return response

    return respond


def closing(close: Act, acts: list[Act]) -> Act:
    """To close an answer, then do these; a mail server out of reach is written down, as nobody is there to be told."""

    def close_and_act() -> None:
        close()
        for act in acts:
            try:
                act()
            except OSError:
                logger.exception("What was to be done after an answer failed")

    return close_and_act


def after_the_answer(request: HttpRequest, act: Act) -> None:
    """Leave that for when the browser has its answer."""
    request.META[ACTS].append(act)


class EntranceGate:
    """Nothing opens to a session without its second factor, then before a factor is chosen, then the charter accepted.

    It reads what `partners.authentication` loaded with the account: no query of its own.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead to what is still missing; None lets the request through."""
        user = request.user
        page = request.resolver_match.view_name if request.resolver_match else ""
        if not isinstance(user, User) or page in OUTSIDE:
            return None
        if not second_factor.passed(request, user):
            logout(request)
            return redirect_to_login(request.get_full_path())
        if page in FACTORS:
            return None
        if not user.has_second_factor and not second_factor.stated(request, user):
            return lead_to("mfa_index", request)
        if not user.has_accepted_charter and page not in CHARTER:
            return lead_to("partners:charter", request)
        return None


class AddressGate:
    """An address with a control character in it is that of nothing, whatever its view would have asked the database.

    After the sign-in, so that it is told as anything else that does not exist is.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Raises Http404 for such an address."""
        if CONTROL_CHARACTERS.search(request.path_info):
            raise Http404


def lead_to(page: str, request: HttpRequest) -> HttpResponse:
    """To that page of the entrance; the one asked for is kept for later."""
    if request.method == "GET":
        request.session[ASKED_FOR] = request.get_full_path()
    return redirect(page)
