"""Accounts and their addresses, which allauth keeps in a table of its own."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from partners.models import User


@transaction.atomic
def open_account(email: str, first_name: str, last_name: str) -> User:
    """A new account without a password. The address counts as verified: only a link sent there gives a password."""
    user = User.objects.create_user(email, first_name=first_name, last_name=last_name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@transaction.atomic
def change_address(user: User, email: str) -> None:
    """Sign in with that address alone from now on: links sent to the former one lapse, and every session ends."""
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    user.end_sessions()
