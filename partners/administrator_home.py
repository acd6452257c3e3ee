"""What the administrator sees first: accounts that want looking after."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from partners.filters import UserState, in_state
from partners.models import User


def administrator_figures(on: date) -> list[dict[str, Any]]:
    """What there is to do about accounts: never used, ending soon, without any right."""
    accounts = User.objects.order_by()
    told = {
        UserState.NEVER: ("Agents jamais connectés", "à relancer, ou à désactiver"),
        UserState.ENDING: ("Habilitations bientôt finies", "sous 30 jours\N{NO-BREAK SPACE}: à prolonger ou non"),
        UserState.WITHOUT_MEMBERSHIP: ("Agents sans habilitation", "leur compte n’ouvre aucune page"),
    }
    return [
        {
            "label": label,
            "value": in_state(accounts, state, on).count(),
            "note": note,
            "url": reverse("partners:user_list", query={"state": state.value}),
        }
        for state, (label, note) in told.items()
    ]
