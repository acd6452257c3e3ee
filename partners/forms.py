"""The forms of the entrance: allauth's, where it asks for more or less than is asked here."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.core import context
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as allauth_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm
from django import forms
from django.contrib import messages
from django.core.cache import cache

from partners.passkey_forms import NewPasskeyForm

# So many codes left on a sheet are few.
FEW_CODES = 4
FEW_LEFT = (
    "Codes encore bons sur votre feuille\N{NO-BREAK SPACE}: {left}. Faites-en une autre, par le menu de votre compte."
)


def used_code(user_id: int, code: str) -> str:
    """Where the cache remembers that this user's application code has served."""
    return f"application-code-used-{user_id}-{code}"


class SingleUse:
    """A code of the application opens once in its whole life, tolerance included; allauth remembers half a minute."""

    def clean_code(self) -> str:
        """The code. Raises ValidationError for a wrong one, an expired one, or one that has served."""
        code: str = super().clean_code()  # type: ignore[misc]
        authenticator: Authenticator = self.authenticator  # type: ignore[attr-defined]
        life = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)
        if authenticator.type == Authenticator.Type.TOTP:
            digits = "".join(filter(str.isdigit, code))
            if not cache.add(used_code(authenticator.user_id, digits), True, timeout=life):
                raise get_adapter().validation_error("incorrect_code")
        return code


class MailCodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code received by mail: the one field of its page, where one begins to type."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = True


class CodeForm(SingleUse, allauth_forms.AuthenticateForm):  # type: ignore[misc]
    """The second factor at sign-in, as a code of the application or of the printed sheet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = True

    def save(self) -> None:
        """Write down that the factor was given; say it when the sheet is nearly used up."""
        super().save()
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            self.authenticator.refresh_from_db(fields=["data"])
            left = len(self.authenticator.wrap().get_unused_codes())
            if left <= FEW_CODES:
                messages.warning(context.request, FEW_LEFT.format(left=left))


class CodeAgainForm(SingleUse, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """The same, before a sensitive act."""


class PrintedCodesForm(GenerateRecoveryCodesForm):  # type: ignore[misc]
    """A new sheet of printed codes, for one who has no other factor too."""

    def clean(self) -> dict[str, Any]:
        """Nothing to refuse: a sheet is a second factor of its own."""
        return self.cleaned_data


class ApplicationForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator application."""

    code = forms.CharField(
        label="Code affiché par l’application",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasskeyForm(NewPasskeyForm):
    """A new passkey: its name, and whether it opens alone."""

    name = forms.CharField(label="Nom de la clé", required=False, max_length=60)
    passwordless = forms.BooleanField(
        label="Elle suffit pour se connecter, sans mot de passe",
        help_text="La clé demande alors toujours une empreinte, un visage ou un code.",
        required=False,
    )


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """A passkey's other name."""

    name = forms.CharField(label="Nom de la clé", max_length=60)
