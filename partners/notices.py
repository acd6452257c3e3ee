"""What an account's owner is told by mail: neutral subjects, nothing about anyone else."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from partners.models import User


def send_invitation(request: HttpRequest, user: User) -> None:
    """The link to choose a password, for one use and a few days; the next page says whether it left."""
    link = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    context = {
        "user": user,
        "url": request.build_absolute_uri(reverse("account_reset_password_from_key", kwargs=link)),
        "until": timezone.localtime() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    }
    if send_notice(request, "invitation", user.email, context):
        messages.success(request, f"L’invitation est partie à {user.email}.")


def send_address_changed(request: HttpRequest, user: User, former: str) -> None:
    """Tell the former address and the new one: whoever did not ask for it learns of it."""
    for address in (former, user.email):
        send_notice(request, "address_changed", address, {"user": user, "former": former})


def send_notice(request: HttpRequest, name: str, address: str, context: dict[str, object]) -> bool:
    """Send a message of templates/partners/mail/; False, and said on the next page, when it cannot leave."""
    subject = render_to_string(f"partners/mail/{name}_subject.txt", context).strip()
    text = render_to_string(f"partners/mail/{name}_message.txt", context)
    try:
        send_mail(subject, text, None, [address])
    except OSError:
        what = f"Le message à {address} n’est pas parti\N{NO-BREAK SPACE}: "
        messages.error(request, f"{what}prévenez la personne, ou essayez plus tard.")
        return False
    return True
