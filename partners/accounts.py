"""Accounts and their addresses, which allauth keeps in a table of its own."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
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
    """Sign in with that address alone from now on: links sent to the former one lapse, the identity at a provider has
    to be matched anew, and every session ends."""
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    unlink(user)


def is_linked(user: User) -> bool:
    """Whether an identity at a provider opens the account."""
    return SocialAccount.objects.filter(user=user).exists()


@transaction.atomic
def unlink(user: User) -> None:
    """No identity opens the account until one is matched by its address again; every session ends."""
    SocialAccount.objects.filter(user=user).delete()
    user.end_sessions()
