"""allauth's passkey forms, for which what a browser would never send is a fault of the form, not of the server."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError

UNREADABLE = "La réponse de la clé n’a pas pu être lue. Recommencez, ou prenez une autre forme de vérification."
# What reading an answer of another shape than a key's ends in, inside allauth and the library that it calls.
MALFORMED = (AttributeError, KeyError, TypeError, ValueError, RecursionError)


class CredentialField(forms.JSONField):
    """What a key answered, as JSON; anything else is said to be unreadable."""

    def to_python(self, value: Any) -> Any:
        """The answer. Raises ValidationError."""
        try:
            return super().to_python(value)
        except MALFORMED as error:
            raise ValidationError(UNREADABLE) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the page shows again: nothing of an answer that cannot be read."""
        try:
            return super().bound_data(data, initial)
        except MALFORMED:
            return None


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey that is added."""

    credential = CredentialField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """As allauth does. Raises ValidationError for an answer that cannot be read."""
        try:
            given: dict[str, Any] = super().clean()
        except MALFORMED as error:
            raise ValidationError(UNREADABLE) from error
        return given


class KnownPasskey(forms.Form):
    """Before allauth's own form: an answer that cannot be read is not taken."""

    credential = CredentialField(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        """The key. Raises ValidationError."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MALFORMED as error:
            raise ValidationError(UNREADABLE) from error


class PasskeyAuthenticateForm(KnownPasskey, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """After the password."""

    credential = CredentialField(widget=forms.HiddenInput)


class PasskeyLoginForm(KnownPasskey, LoginWebAuthnForm):  # type: ignore[misc]
    """Instead of the password."""

    credential = CredentialField(widget=forms.HiddenInput)


class PasskeyAgainForm(KnownPasskey, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Before something that wants to know again who is there."""

    credential = CredentialField(widget=forms.HiddenInput)
