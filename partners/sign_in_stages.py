"""The stages of a sign-in after the password: allauth's, with what they do not know of this application."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.stages import LoginByCodeStage
from allauth.mfa.internal.flows import trust
from allauth.mfa.stages import AuthenticateStage, TrustStage
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect

from partners.models import User
from partners.second_factor import has_authenticator, stated

logger = logging.getLogger(__name__)

NOT_SENT = "Le code n’a pas pu être envoyé. Réessayez dans un instant, ou prévenez l’administrateur."


class MailCodeStage(LoginByCodeStage):  # type: ignore[misc]
    """A code by mail, for whoever has no authenticator."""

    def handle(self) -> tuple[Any, bool]:
        """allauth's answer; the code goes to the account's own address, however it was typed. Where no mail leaves,
        back to the sign-in page, which says so."""
        self.login.email = self.login.user.email
        try:
            return super().handle()
        except OSError:
            logger.exception("A sign-in code could not be sent")
            messages.error(self.request, NOT_SENT)
            return redirect("account_login"), False

    def _is_trusted(self) -> bool:
        return remembered(self)


class AuthenticatorStage(AuthenticateStage):  # type: ignore[misc]
    """A code of the application or the printed sheet, or a passkey."""

    def handle(self) -> tuple[Any, bool]:
        """allauth's answer, or straight on after a provider's own; the session of a remembered workstation says so."""
        if stated(self.request, self.login.user):
            return None, True
        if has_authenticator(self.login.user):
            remembered(self)
        return super().handle()


class RememberStage(TrustStage):  # type: ignore[misc]
    """Offers to remember the workstation, but not before a second factor is chosen: the choice would end it."""

    def handle(self) -> tuple[Any, bool]:
        """allauth's answer, or straight on."""
        user = self.login.user
        if not user.mail_code_chosen_at and not has_authenticator(user):
            return None, True
        return super().handle()


def remembered(stage: Any) -> bool:
    """Whether this workstation passed the user's second factor in the last twelve hours; the session then says so."""
    user = stage.login.user
    is_remembered: bool = trust.is_trusted_browser(stage.request, user) and (
        has_authenticator(user) or remembered_since_chosen(stage.request, user)
    )
    if is_remembered:
        record_authentication(stage.request, stage.login.user, method="trust")
    return is_remembered


def remembered_since_chosen(request: HttpRequest, user: User) -> bool:
    """The same for a user of the code by mail: since that was chosen, last. allauth's fingerprint of an account holds
    its authenticators, whose taking away ends it; the choice of the mailbox, and its reset, are not in it."""
    if user.mail_code_chosen_at is None:
        return False
    own, chosen_at = trust.create_config_fingerprint(user), int(user.mail_code_chosen_at.timestamp())
    return any(kept.fingerprint == own and kept.at >= chosen_at for kept in trust.decode_trust_cookie(request))
