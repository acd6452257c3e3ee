"""Places that came to those who waited for them, on the home page of the referents who asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cases.homes.to_do import ToDoLine
from cases.models import Placement, YoungPerson
from partners.models import User


def placement_lines(user: User, at: datetime) -> Iterator[ToDoLine]:
    """Those to confirm, the first that came first: of people whom the own Mission Locale follows still."""
    followed = YoungPerson.objects.followed_by(user, at).values("pk")
    coming = Placement.objects.visible_to(user, at).to_confirm().filter(person__in=followed)
    for one in coming.select_related("person", "agreement__organisation").order_by("reserved_from", "pk"):
        yield ToDoLine(
            title=str(one.person),
            url=one.get_absolute_url(),
            words=f"{one.agreement.organisation}\N{NO-BREAK SPACE}: une place s’est libérée, gardée pour l’instant",
            state="À confirmer",
            tone="warn",
            person=one.person,
        )
