"""Hearings that come, decisions to note, pieces to supply, on the home pages of both sides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from cases.homes.to_do import ToDoLine, due_in_words
from cases.models import AdjustmentDecision, AdjustmentSupply, SentenceAdjustment, YoungPerson
from partners.models import User

# From so long before its day.
SHOWN_BEFORE = timedelta(days=14)


def all_adjustments() -> tuple[str, str]:
    """The page that has them all, by unit."""
    return "Voir les aménagements dans les points", reverse("cases:unitreview_list")


def adjustment_lines(user: User, at: datetime) -> list[ToDoLine]:
    """Of the adjustments that are prepared, what has a day within `SHOWN_BEFORE`, or is late: the nearest first."""
    on = localdate(at)
    dated = [*hearings(user, at, on), *supplies(user, at, on)]
    return [line for _, line in sorted(dated, key=lambda pair: (pair[0], pair[1].title))]


def hearings(user: User, at: datetime, on: date) -> Iterator[tuple[date, ToDoLine]]:
    """Those to come; those that are over, whose decision nobody has noted."""
    prepared = SentenceAdjustment.objects.visible_to(user, at).filter(
        seen_to_by(user, at, "person"), decision=AdjustmentDecision.IN_PREPARATION, hearing_on__lte=on + SHOWN_BEFORE
    )
    for adjustment in prepared.select_related("person"):
        day = adjustment.hearing_on
        assert day is not None
        state, tone = ("Décision à noter", "warn") if day < on else (f"Audience {due_in_words(day, on)}", "waiting")
        yield day, line_of(adjustment, str(adjustment), state, tone)


def supplies(user: User, at: datetime, on: date) -> Iterator[tuple[date, ToDoLine]]:
    """What the Mission Locale has not supplied yet."""
    missing = AdjustmentSupply.objects.visible_to(user, at).missing()
    wanted = missing.filter(adjustment__decision=AdjustmentDecision.IN_PREPARATION, due_on__lte=on + SHOWN_BEFORE)
    due = wanted.filter(seen_to_by(user, at, "adjustment__person"))
    for supply in due.select_related("adjustment__person"):
        day = supply.due_on
        assert day is not None
        state, tone = ("En retard", "bad") if day < on else (f"Pour {due_in_words(day, on)}", "waiting")
        yield day, line_of(supply.adjustment, f"{supply}, {supply.adjustment}", state, tone)


def seen_to_by(user: User, at: datetime, path: str) -> Q:
    """Of people whom the own Mission Locale follows, or of whom the own unit is in charge: one that handed the person
    over, and a former unit, read alone."""
    followed = YoungPerson.objects.followed_by(user, at).values("pk")
    in_charge = YoungPerson.objects.in_charge_of(user, at).values("pk")
    return Q(**{f"{path}__in": followed}) | Q(**{f"{path}__in": in_charge})


def line_of(adjustment: SentenceAdjustment, words: str, state: str, tone: str) -> ToDoLine:
    """A line that leads to the adjustment."""
    person = adjustment.person
    return ToDoLine(str(person), adjustment.get_absolute_url(), words, state, tone, person)
