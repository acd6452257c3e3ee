"""What every page knows of the way in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from partners.single_sign_on.provider import is_on


def single_sign_on(request: HttpRequest) -> dict[str, str]:
    """`single_sign_on_name`: what the provider is called on the sign-in page; empty where there is none."""
    return {"single_sign_on_name": settings.OIDC_NAME if is_on() else ""}
