"""What every page knows: whether it shows invented people, and the sections that the user's roles take part in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from partners.access import roles_of
from partners.models import Role, User
from reporting.demonstration.accounts import cards
from reporting.models import Demonstration


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """`demonstration`: the people are invented; `demonstration_cards`: the one-click sign-in, where it is allowed."""
    is_demonstration = Demonstration.objects.exists()
    return {
        "demonstration": is_demonstration,
        "demonstration_cards": cards() if is_demonstration and settings.DEMONSTRATION else [],
    }


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`navigation`: the sections open to the user, with the one that the page belongs to."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"navigation": []}
    items = []
    if Role.COORDINATOR in roles_of(user, timezone.localdate()):
        url = reverse("reporting:annualreport_list")
        items.append({"label": "Bilans", "url": url, "current": request.path.startswith(url)})
    return {"navigation": items}
