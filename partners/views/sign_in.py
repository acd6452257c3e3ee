"""allauth's pages of the way in, where they say more here, or something else."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginByCodeStage
from allauth.account.views import ConfirmLoginCodeView, PasswordResetFromKeyView
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from partners.access import signed_in
from partners.second_factor import opens_without_sheet

TOO_MANY_CODES = "Trop de codes faux\N{NO-BREAK SPACE}: reconnectez-vous, un nouveau code partira."
SENT_AGAIN = "Un autre code est parti. Le précédent n’ouvre plus."


@method_decorator(login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login"), name="dispatch")
class MailCodeView(ConfirmLoginCodeView):  # type: ignore[misc]
    """The code sent to the professional mailbox."""

    def form_valid(self, form: Any) -> HttpResponse:
        """allauth's answer; the page says that another code left."""
        sent_before = self._process.state["resend_count"]
        response: HttpResponse = super().form_valid(form)
        if self._process.state["resend_count"] > sent_before:
            messages.success(self.request, SENT_AGAIN)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again; once too many codes were wrong, the sign-in page, from which another code leaves at once."""
        if self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        messages.error(self.request, TOO_MANY_CODES)
        return redirect("account_login")


class PasswordFromLinkView(PasswordResetFromKeyView):  # type: ignore[misc]
    """The password chosen behind the link of a message: the first one of an account, or another one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the account, and whether it is its first password."""
        user = self.reset_user
        more = {"account": user, "is_first": user is not None and not user.has_usable_password()}
        return super().get_context_data(**kwargs) | more

    def form_valid(self, form: Any) -> HttpResponse:
        """allauth's answer; a first password replaces none, and is told in its own words."""
        if self.reset_user.has_usable_password():
            return super().form_valid(form)
        form.save()
        get_adapter().send_notification_mail("account/email/password_set", self.reset_user)
        return redirect(self.get_success_url())


class SheetView(ViewRecoveryCodesView):  # type: ignore[misc]
    """One's own sheet of printed codes, shown once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With whether the sheet is a spare one."""
        more = {"is_spare": opens_without_sheet(signed_in(self.request))}
        return super().get_context_data(**kwargs) | more
