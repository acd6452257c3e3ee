"""Whose account an identity opens. None is ever made: accounts are the administrator's."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount

from partners.models import User
from partners.single_sign_on.identity import Identity


def account_of(identity: Identity) -> User | None:
    """The account of that identity, disabled ones too. By its subject; the first time, by its address."""
    known = SocialAccount.objects.filter(provider=identity.issuer, uid=identity.subject).select_related("user").first()
    return known.user if known else account_with_address(identity)


def account_with_address(identity: Identity) -> User | None:
    """The account with the address that the provider vouches for, henceforth known by the identity's subject.

    None too when another subject of that provider opens it already: the address may have passed to somebody else.
    """
    user = User.objects.filter(email__iexact=identity.address).first() if identity.address else None
    if user is None or SocialAccount.objects.filter(user=user, provider=identity.issuer).exists():
        return None
    if user.is_active:
        SocialAccount.objects.get_or_create(provider=identity.issuer, uid=identity.subject, defaults={"user": user})
    return user
