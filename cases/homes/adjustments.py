"""Hearings that come, decisions to note, pieces to supply, on the home pages of both sides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from cases.adjustments.steps import OPEN
from cases.homes.to_do import ToDoLine, due_in_words
from cases.models import AdjustmentDecision, AdjustmentSupply, SentenceAdjustment, YoungPerson
from cases.release_plan.sides import deciding_referents
from partners.models import User

# From so long before its day.
SHOWN_BEFORE = timedelta(days=14)


def all_adjustments() -> tuple[str, str]:
    """The page that has them all."""
    return "Voir tous les aménagements", reverse("cases:sentenceadjustment_list")


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
    wanted = missing.exclude(adjustment__decision=AdjustmentDecision.REFUSED).filter(due_on__lte=on + SHOWN_BEFORE)
    due = wanted.filter(seen_to_by(user, at, "adjustment__person")).select_related("adjustment__person")
    for supply in (one for one in due if one.adjustment.state(on) in OPEN):
        day = supply.due_on
        assert day is not None
        state, tone = ("En retard", "bad") if day < on else (f"Pour {due_in_words(day, on)}", "waiting")
        yield day, line_of(supply.adjustment, f"{supply}, {supply.adjustment}", state, tone)


def seen_to_by(user: User, at: datetime, path: str) -> Q:
    """Of people for whom the user writes an adjustment (`cases.adjustments.rights.may_write`): whoever reads alone, a
    trainee or a lead, is told of nothing that others do."""
    prepared = Q(pk__in=[])
    for membership in deciding_referents(user, at):
        prepared |= Q(pk__in=YoungPerson.objects.followed_through(membership, at).values("pk"))
    written = YoungPerson.objects.filter(prepared).values("pk")
    return Q(**{f"{path}__in": written}) | Q(**{f"{path}__in": YoungPerson.objects.decided_by(user, at).values("pk")})


def line_of(adjustment: SentenceAdjustment, words: str, state: str, tone: str) -> ToDoLine:
    """A line that leads to the adjustment."""
    person = adjustment.person
    return ToDoLine(str(person), adjustment.get_absolute_url(), words, state, tone, person)
