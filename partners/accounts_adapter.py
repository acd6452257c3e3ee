"""How allauth deals with accounts here."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import Login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse

from partners import second_factor
from partners.middleware import after_the_answer
from partners.models import User
from partners.single_sign_on.views import PROVIDER_SESSION

logger = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator: nobody signs up. Every sign-in passes a second factor."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "too_many_login_attempts": "Trop de tentatives\N{NO-BREAK SPACE}: attendez cinq minutes, puis recommencez.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_login_stages(self) -> list[str]:
        """What follows the password: a code by mail or an authenticator, then whether to remember the workstation."""
        stages = ("MailCodeStage", "AuthenticatorStage", "RememberStage")
        return [f"partners.sign_in_stages.{stage}" for stage in stages]

    def is_login_by_code_required(self, login: Login) -> bool:
        """Without an authenticator, and unless the sign-in itself proved a second factor (a passkey alone)."""
        return not second_factor.passed(self.request, login.user) and not second_factor.has_authenticator(login.user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Before a change of factors, unless both were given a moment ago: the first sign-in is one movement."""
        return super().is_reauthentication_required(app=app, **kwargs) and not second_factor.passed_just_now(
            self.request, self.request.user
        )

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Once the answer has left: how long it takes must not tell a known address from an unknown one."""
        message = self.render_mail("account/email/password_reset_key", email, context)
        after_the_answer(self.request, message.send)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell the account's owner of a change, which is made already: a mailbox out of reach does not undo it."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except OSError:
            logger.exception("A notice could not be sent")

    def logout(self, request: HttpRequest) -> None:
        """End the session, but for what ends the provider's, which is next."""
        held = request.session.get(PROVIDER_SESSION)
        super().logout(request)
        if held:
            request.session[PROVIDER_SESSION] = held

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """By the provider's sign-out for a session that it began."""
        if request.session.get(PROVIDER_SESSION):
            return reverse("single_sign_on:end")
        return str(super().get_logout_redirect_url(request))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Printed codes are a second factor of their own, not only a spare one: no telephone enters a prison."""

    def is_mfa_enabled(self, user: User, types: list[str] | None = None) -> bool:
        """Whether the user has one of these; where any will do for signing in, printed codes will too."""
        if types and {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN} <= set(types):
            types = [*types, Authenticator.Type.RECOVERY_CODES]
        return bool(super().is_mfa_enabled(user, types))
