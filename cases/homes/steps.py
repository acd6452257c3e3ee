"""The next steps of one's side, on the home page: done or dropped in one click."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from cases.homes.to_do import ToDoLine, due_in_words
from cases.models import NeedSide, NextStep, YoungPerson
from partners.models import User

OF_MISSION_LOCALE = (NeedSide.MISSION_LOCALE, NeedSide.PARTNER)
OF_UNIT = (NeedSide.SPIP,)


def step_lines(user: User, at: datetime, sides: Collection[str], *, may_act: bool) -> Iterator[ToDoLine]:
    """The steps of these sides that are neither done nor dropped, the nearest first; `may_act`: the user decides for
    that side."""
    on = localdate(at)
    steps = NextStep.objects.visible_to(user, at).open().filter(side__in=sides).select_related("person")
    if sides == OF_MISSION_LOCALE:  # those of whom it handed over are the other one's
        steps = steps.filter(person__in=YoungPerson.objects.followed_by(user, at).values("pk"))
    for step in steps:
        is_late = step.due_on is not None and step.due_on < on
        due = f", pour {due_in_words(step.due_on, on)}" if step.due_on else ""
        address = reverse("cases:nextstep_close", args=[step.code])
        yield ToDoLine(
            title=str(step.person),
            url=step.person.get_absolute_url(),
            words=f"{step}{due}",
            state="En retard" if is_late else "",
            tone="bad",
            person=step.person,
            acts=(("Fait", address, "1"), ("Abandonner", address, "0")) if may_act else (),
        )
