"""The way of an adjustment, from its preparation to its end: what has been done, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.models import AdjustmentState, Outcome, SentenceAdjustment
from partners.french import day_words

PREPARED, REQUESTED, HEARING = AdjustmentState.PREPARED, AdjustmentState.REQUESTED, AdjustmentState.HEARING
GRANTED, REFUSED, STARTED = AdjustmentState.GRANTED, AdjustmentState.REFUSED, AdjustmentState.STARTED
ENDED, WITHDRAWN = AdjustmentState.ENDED, AdjustmentState.WITHDRAWN

BEGUN = "Préparé"
# While something may still be supplied.
OPEN = (PREPARED, REQUESTED, HEARING, GRANTED)
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
    PREPARED: "Requête à déposer",
    REQUESTED: "Date d’audience attendue",
    HEARING: "Décision à noter",
    GRANTED: "Début à noter",
    STARTED: "Fin à noter",
    ENDED: "Issue à noter",
}
# What the form of each state notes.
NOTED = {
    PREPARED: "Noter la requête",
    REQUESTED: "Noter l’audience",
    HEARING: "Noter la décision",
    GRANTED: "Noter le début",
    STARTED: "Noter la fin",
    ENDED: "Noter l’issue",
}


@dataclass(frozen=True)
class Step:
    """One of them: its name, its day when it is known; done, the one to come now, or neither."""

    label: str
    on: date | None
    is_done: bool
    is_next: bool

    @property
    def when(self) -> str:
        """« 4 déc. 2026 », or what is said without a day."""
        if self.on is not None:
            return day_words(self.on, "j N Y")
        if self.is_done:
            return "Date inconnue" if self.label != BEGUN else "Fait"
        return "À venir" if self.is_next else "–"


def steps_of(adjustment: SentenceAdjustment, on: date) -> list[Step]:
    """The line of steps; nothing comes after a refusal. A hearing that is fixed is still to come on its day."""
    state = adjustment.state(on)
    is_to_be_heard = state == HEARING and adjustment.hearing_on is not None and adjustment.hearing_on >= on
    last = ("Retiré", adjustment.withdrawn_on) if state == WITHDRAWN else ("Fin", adjustment.ends_on)
    decision = adjustment.get_decision_display() if STEPS_DONE[state] >= STEPS_DONE[GRANTED] else "Décision"
    named = [
        (BEGUN, None),
        ("Requête", adjustment.requested_on),
        ("Audience", adjustment.hearing_on),
        (decision, adjustment.decided_on),
        ("Début", adjustment.starts_on),
        last,
    ]
    done = STEPS_DONE[state] - is_to_be_heard
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
    return "" if state == ENDED and adjustment.outcome else NEXT.get(state, "")


def facts_of(adjustment: SentenceAdjustment) -> list[tuple[str, str]]:
    """What is known besides its steps: label, value."""
    measure, outcome = adjustment.measure, adjustment.outcome
    since = f"{measure.get_setting_display()} depuis le {day_words(measure.starts_on)}" if measure else ""
    facts = [
        ("Mesure", since),
        ("Modalité", adjustment.get_modality_display()),
        ("Débouché", adjustment.get_destination_display()),
        ("Issue", "" if outcome == Outcome.RUNNING else adjustment.get_outcome_display()),
        ("Cause du retour", adjustment.get_return_cause_display()),
    ]
    return [(label, str(value)) for label, value in facts if value]
