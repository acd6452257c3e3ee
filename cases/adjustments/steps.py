"""The way of an adjustment, from its preparation to its end: what has been done, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.models import AdjustmentState, SentenceAdjustment
from partners.french import day_words

PREPARED, REQUESTED, HEARING = AdjustmentState.PREPARED, AdjustmentState.REQUESTED, AdjustmentState.HEARING
GRANTED, REFUSED, STARTED = AdjustmentState.GRANTED, AdjustmentState.REFUSED, AdjustmentState.STARTED
ENDED, WITHDRAWN = AdjustmentState.ENDED, AdjustmentState.WITHDRAWN

# How many steps are behind, in each state.
STEPS_DONE = {PREPARED: 1, REQUESTED: 2, HEARING: 3, GRANTED: 4, REFUSED: 4, STARTED: 5, ENDED: 6, WITHDRAWN: 6}
TONES = {
    PREPARED: "neutral",
    REQUESTED: "waiting",
    HEARING: "waiting",
    GRANTED: "good",
    REFUSED: "bad",
    STARTED: "good",
    ENDED: "info",
    WITHDRAWN: "bad",
}
NEXT = {
    PREPARED: "Déposer la requête",
    REQUESTED: "Attendre la date d’audience",
    HEARING: "Noter la décision",
    GRANTED: "Noter le début",
    STARTED: "Noter la fin",
}


@dataclass(frozen=True)
class Step:
    """One of them: its name, its day when it is known; done, the one to do now, or neither."""

    label: str
    on: date | None
    is_done: bool
    is_next: bool


def steps_of(adjustment: SentenceAdjustment, on: date) -> list[Step]:
    """The line of steps; nothing comes after a refusal."""
    state = adjustment.state(on)
    last = ("Retiré", adjustment.withdrawn_on) if state == WITHDRAWN else ("Fin", adjustment.ends_on)
    decision = adjustment.get_decision_display() if STEPS_DONE[state] >= STEPS_DONE[GRANTED] else "Décision"
    named = [
        ("Préparé", None),
        ("Requête", adjustment.requested_on),
        ("Audience", adjustment.hearing_on),
        (decision, adjustment.decided_on),
        ("Début", adjustment.starts_on),
        last,
    ]
    done = STEPS_DONE[state]
    shown = named[:done] if state == REFUSED else named
    return [Step(label, day, rank < done, rank == done) for rank, (label, day) in enumerate(shown)]


def state_tone(state: AdjustmentState) -> str:
    """The tone of its badge."""
    return TONES[state]


def next_words(adjustment: SentenceAdjustment, on: date) -> str:
    """What comes next, with its day; empty once there is nothing more to do."""
    state = adjustment.state(on)
    if state == HEARING and adjustment.hearing_on and adjustment.hearing_on >= on:
        return f"Audience le {day_words(adjustment.hearing_on)}"
    if state == GRANTED and adjustment.starts_on:
        return f"Commence le {day_words(adjustment.starts_on)}"
    if state == STARTED and adjustment.ends_on and adjustment.ends_on >= on:
        return f"Finit le {day_words(adjustment.ends_on)}"
    return NEXT.get(state, "")
