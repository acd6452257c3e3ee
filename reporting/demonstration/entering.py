"""Signing in by a card: the stages that everyone goes through, both factors included, in one request."""

from __future__ import annotations

import time

from allauth.account.forms import LoginForm
from allauth.account.stages import LoginStage, LoginStageController
from allauth.account.utils import get_next_redirect_url
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import logout
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from partners.forms import CodeForm, used_code
from partners.models import User
from partners.sign_in_stages import AuthenticatorStage, RememberStage
from reporting.demonstration.accounts import PASSWORD, SECRET, Account


def enter_as(request: HttpRequest, account: Account) -> HttpResponse | None:
    """The answer of a sign-in that succeeded; None when the account no longer has what the card gives."""
    logout(request)
    sign_in = LoginForm({"login": account.email, "password": PASSWORD}, request=request)
    if not sign_in.is_valid():
        return None
    response: HttpResponse | None = sign_in.login(request, redirect_url=get_next_redirect_url(request))
    if stage := LoginStageController.enter(request, AuthenticatorStage.key):
        response = give_code(stage, code_at(time.time()))
    if stage := LoginStageController.enter(request, RememberStage.key):
        response = stage.exit()
    return response if request.user.is_authenticated else None


def code_at(moment: float) -> str:
    """What the application of a demonstration account shows at that moment."""
    code: str = format_hotp_value(hotp_value(SECRET, int(moment) // mfa_settings.TOTP_PERIOD))
    return code


def give_code(stage: LoginStage, code: str) -> HttpResponse | None:
    """The stage's answer to that code; None when it is refused."""
    forget(stage.login.user, code)
    form = CodeForm(data={"code": code}, user=stage.login.user)
    if not form.is_valid():
        return None
    form.save()
    forget(stage.login.user, code)
    response: HttpResponse = stage.exit()
    return response


def forget(user: User, code: str) -> None:
    """Let the code serve again: an account of the demonstration has many visitors within the half minute."""
    application = TOTP(Authenticator(user=user))
    cache.delete_many([used_code(user.pk, code), application._get_used_cache_key(code)])
