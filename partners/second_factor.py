"""The second factor: which sessions have passed one, which account has chosen one, and how one is taken away.

An account has one of four: an authenticator application, a passkey, a sheet of printed single-use codes, or the code
sent to the professional mailbox, which also serves the first sign-in, before anything is chosen.
"""

from __future__ import annotations

import time
from datetime import datetime

from allauth.account import app_settings as account_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.http import HttpRequest

from partners.models import User

# What allauth writes into a session: "mfa" for an authenticator, "code" for a mail. "trust" is ours, for a workstation
# that passed one less than twelve hours ago, and "stated", for a sign-in at a provider that says it asked for one.
STATED = "stated"
PROOFS = {"mfa", "code", "trust", STATED}


def passed(request: HttpRequest, user: User) -> bool:
    """Whether that session holds the proof of a second factor of that user."""
    return any(record["method"] in PROOFS for record in get_authentication_records(request, user))


def stated(request: HttpRequest, user: User) -> bool:
    """Whether that session began, for that user, at a provider that stated its own second factor: none is asked."""
    return any(record["method"] == STATED for record in get_authentication_records(request, user))


def passed_just_now(request: HttpRequest, user: User) -> bool:
    """Whether that session was opened, both factors included, so recently that asking again would prove nothing."""
    records = get_authentication_records(request, user)
    since = time.time() - account_settings.REAUTHENTICATION_TIMEOUT
    proven = {record["method"] for record in records if record["at"] >= since}
    passkey_alone = any(record.get("passwordless") and record["at"] >= since for record in records)
    first_factor = proven & {"password", "socialaccount"}
    return passkey_alone or bool(first_factor and proven & {"mfa", "code", STATED})


def has_authenticator(user: User) -> bool:
    """Whether the user has an application, a passkey or printed codes: the code by mail is then not sent."""
    return Authenticator.objects.filter(user_id=user.pk).exists()


def opens_without_sheet(user: User) -> bool:
    """Whether an application or a passkey opens the account: printed codes are then for when it is lost."""
    others = Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return others.exists()


@transaction.atomic
def keep_mail_code_alone(user: User, at: datetime) -> None:
    """From that moment the code by mail is the user's second factor, instead of whatever was in service."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    user.choose_mail_code(at)


@transaction.atomic
def print_codes(user: User) -> list[str]:
    """A new sheet of single-use codes, which nothing shows again; the old sheet no longer opens."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
    sheet = RecoveryCodes.activate(user)
    sheet.mark_as_viewed()
    codes: list[str] = sheet.generate_codes()
    return codes


def is_chosen(user: User) -> bool:
    """Whether the user has chosen one, the code by mail included."""
    return user.mail_code_chosen_at is not None or has_authenticator(user)


@transaction.atomic
def reset(user: User) -> None:
    """Take every second factor away, for one who lost it, and sign out everywhere: the next sign-in passes by the
    mailbox, then asks to choose anew."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    user.mail_code_chosen_at = None
    user.save(update_fields=["mail_code_chosen_at"])
    user.end_sessions()
