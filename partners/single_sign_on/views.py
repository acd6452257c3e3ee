"""Going to the provider, coming back from it, and leaving it.

A page of ours sends the browser on, and no redirect of a form: the policy on forms (`form-action 'self'`) then holds
whatever the provider redirects to, as ProConnect does to each ministry's own identity provider.
"""

from __future__ import annotations

import logging
import re
from typing import Any

import requests
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, get_random_string
from django.views.decorators.http import require_POST, require_safe
from jwt import PyJWTError

from partners.second_factor import STATED
from partners.single_sign_on.accounts import account_of
from partners.single_sign_on.identity import Identity
from partners.single_sign_on.provider import (
    RANDOM_LENGTH,
    SingleSignOnProvider,
    configured_provider,
    end_session_url,
    is_on,
)
from partners.single_sign_on.tokens import Refused

logger = logging.getLogger(__name__)

# In the session: what ends the session at the provider; what is to be done once that was done.
PROVIDER_SESSION = "single_sign_on_provider_session"
LEFT = "single_sign_on_left"
# An answer may be late, unsigned, or no answer at all: of any shape, then.
PROVIDER_FAULTS = (
    AttributeError,
    LookupError,
    OAuth2Error,
    PyJWTError,
    Refused,
    TypeError,
    ValueError,
    requests.RequestException,
)


def provider_or_404(request: HttpRequest) -> SingleSignOnProvider:
    """The provider. Raises Http404 where the settings name none."""
    if not is_on():
        raise Http404
    return configured_provider(request)


@login_not_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Go to the provider; where a session ended here by itself and lives on there, end that one first."""
    provider = provider_or_404(request)
    if request.user.is_authenticated:
        return redirect("home")
    next_url = get_next_redirect_url(request)
    if request.session.get(PROVIDER_SESSION):
        return leave(request, begins_again=True, next_url=next_url)
    return enter(request, provider, next_url)


@login_not_required
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Come back from the provider: signed in, sent to the second factor, or told why not."""
    provider = provider_or_404(request)
    try:
        state = provider.unstash_redirect_state(request, request.GET.get("state"))
    except PermissionDenied:
        return page(request, "partners/single_sign_on_expired.html", status=400)
    if "error" in request.GET:
        return not_granted(request, request.GET["error"])
    try:
        adapter = provider.get_oauth2_adapter(request)
        answer = adapter.tokens(state["pkce_code_verifier"])
        identity = adapter.identity(answer, state["data"]["nonce"])
    except PROVIDER_FAULTS as fault:
        return failed(request, fault)
    end_session = adapter.openid_config.get("end_session_endpoint")
    return entered(request, identity, state.get("next"), [end_session, answer["id_token"]] if end_session else None)


@login_not_required
@require_safe
def end(request: HttpRequest) -> HttpResponse:
    """After sign-out, or when the identity opens nothing: end the session at the provider too."""
    provider_or_404(request)
    return leave(request) if request.session.get(PROVIDER_SESSION) else redirect("account_login")


@login_not_required
@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """Come back from the end of the provider's session: to the sign-in page, or to the provider for a new one."""
    provider = provider_or_404(request)
    left = request.session.pop(LEFT, None)
    if left and left["begins_again"] and constant_time_compare(request.GET.get("state", ""), left["state"]):
        return enter(request, provider, left["next"])
    return redirect("account_login")


def enter(request: HttpRequest, provider: SingleSignOnProvider, next_url: str | None) -> HttpResponse:
    """The page that leads to the provider's sign-in."""
    try:
        url = provider.address_to_go_to(request, next_url)
    except PROVIDER_FAULTS as fault:
        return failed(request, fault)
    return page(request, "partners/single_sign_on_leave.html", url=url)


def leave(request: HttpRequest, *, begins_again: bool = False, next_url: str | None = None) -> HttpResponse:
    """The page that leads to the end of the provider's session."""
    state = get_random_string(RANDOM_LENGTH)
    request.session[LEFT] = {"state": state, "begins_again": begins_again, "next": next_url}
    endpoint, id_token = request.session.pop(PROVIDER_SESSION)
    url = end_session_url(request, endpoint, id_token, state)
    return page(request, "partners/single_sign_on_leave.html", url=url, is_sign_out=not begins_again)


def entered(
    request: HttpRequest, identity: Identity, next_url: str | None, provider_session: list[str] | None
) -> HttpResponse:
    """The answer to someone whom the provider knows."""
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    request.session[PROVIDER_SESSION] = provider_session
    user = account_of(identity)
    if user is None:
        logger.warning("Single sign-on: an identity without an account.")
        return page(
            request,
            "partners/single_sign_on_unknown.html",
            status=403,
            address=identity.stated_address,
            can_end=bool(provider_session),
        )
    record_authentication(request, user, "socialaccount", provider=identity.issuer, uid=identity.subject)
    if identity.states_second_factor:
        record_authentication(request, user, STATED)
    response: HttpResponse = perform_login(request, user, redirect_url=next_url)
    return response


def not_granted(request: HttpRequest, error: str) -> HttpResponse:
    """The answer to an error that the provider sends back: the person gave up or was refused there, or it broke."""
    if error == "access_denied":
        return page(request, "partners/single_sign_on_cancelled.html")
    return failed(request, Refused(error if re.fullmatch(r"[a-z_]{1,40}", error) else "an error without a name"))


def failed(request: HttpRequest, fault: Exception) -> HttpResponse:
    """The answer when the provider's cannot be used. The log says why, without anything of what it said."""
    reason = str(fault) if isinstance(fault, PyJWTError | Refused) else ""
    logger.warning("Single sign-on failed: %s %s", type(fault).__name__, reason)
    return page(request, "partners/single_sign_on_failed.html", status=502)


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """One of the pages of single sign-on."""
    return render(request, template, {"provider_name": settings.OIDC_NAME, **context}, status=status)
