"""Whom to tell of a hole (RFC 9116)."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

# How long whoever keeps a copy may rely on it.
GOOD_FOR = timedelta(days=90)


@login_not_required
@require_safe
def security_contact(request: HttpRequest) -> HttpResponse:
    """The address of the settings. Raises Http404 where none is given."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = (timezone.now() + GOOD_FOR).astimezone(UTC)
    text = (
        f"Contact: mailto:{settings.SECURITY_CONTACT}\n"
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: fr, en\n"
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
