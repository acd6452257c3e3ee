"""What an adjustment may hold in each of its states: what its steps could have noted, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.models import AdjustmentDecision, Outcome

IN_PREPARATION, GRANTED, REFUSED = (
    AdjustmentDecision.IN_PREPARATION,
    AdjustmentDecision.GRANTED,
    AdjustmentDecision.REFUSED,
)
TO_COME = "Ce jour n’est pas encore arrivé."
TO_EMPTY = "À vider\N{NO-BREAK SPACE}: un aménagement {} n’en a pas."
TO_FILL = "À remplir pour un aménagement {}."
BROKE_OFF = (
    "Un retrait a pour issue «\N{NO-BREAK SPACE}Retour en détention\N{NO-BREAK SPACE}»\N{NO-BREAK SPACE}: "
    "choisissez-la, ou videz ce champ."
)
ENDS_THERE = "Un aménagement retiré finit le jour du retrait."


@dataclass(frozen=True)
class Rule:
    """An adjustment in a state (« un aménagement refusé »): what may be known of it, what must be."""

    words: str
    may: frozenset[str]
    must: tuple[str, ...] = ()


ASKED = frozenset({"requested_on", "hearing_on"})
DECIDED = ASKED | {"decided_on"}
BEGUN = DECIDED | {"starts_on", "ends_on"}
BROKEN_OFF = BEGUN | {"withdrawn_on", "return_cause"}
FACTS = ("requested_on", "hearing_on", "decided_on", "starts_on", "ends_on", "withdrawn_on", "return_cause")
ENDED = Rule("terminé", BEGUN, ("decided_on", "starts_on", "ends_on"))
# By decision and outcome. A step that was skipped leaves its day unknown: only what the last one notes must be there.
RULES: dict[tuple[str, str], Rule] = {
    (IN_PREPARATION, ""): Rule("en préparation", ASKED),
    (REFUSED, ""): Rule("refusé", DECIDED, ("decided_on",)),
    (GRANTED, ""): Rule("qui n’a pas commencé", DECIDED | {"ends_on"}, ("decided_on",)),
    (GRANTED, Outcome.RUNNING): Rule("en cours", BEGUN, ("decided_on", "starts_on")),
    (GRANTED, Outcome.POSITIVE): ENDED,
    (GRANTED, Outcome.OTHER): ENDED,
    (GRANTED, Outcome.BACK_IN_CUSTODY): Rule(
        "retiré", BROKEN_OFF, ("decided_on", "starts_on", "ends_on", "withdrawn_on", "return_cause")
    ),
}


def outcome_of(given: Mapping[str, Any], was: Mapping[str, Any]) -> str:
    """The outcome that the steps would have noted: what is granted runs from its start on. One that was unknown of an
    adjustment which had begun, as an import leaves it, may stay so."""
    outcome = str(given["outcome"] or "")
    begins = given["decision"] == GRANTED and given["starts_on"] and not outcome
    stays_unknown = was["decision"] == GRANTED and was["starts_on"] and not was["outcome"]
    return Outcome.RUNNING if begins and not stays_unknown else outcome


def faults_of(given: Mapping[str, Any], was: Mapping[str, Any], on: date) -> Iterator[tuple[str, str]]:
    """What an adjustment holds that no step could have noted, or lacks, with the field that is to be corrected. `was`
    is what is stored: what was not known of that state may stay unknown."""
    decision, outcome = str(given["decision"]), str(given["outcome"] or "")
    if (decision, outcome) not in RULES:
        yield "outcome", TO_EMPTY.format(RULES[decision, ""].words)
    known_as = Outcome.RUNNING if decision == GRANTED and given["starts_on"] and not outcome else outcome
    rule = RULES.get((decision, known_as), RULES[decision, ""])
    for name in FACTS:
        if given[name] and name not in rule.may:
            is_break = decision == GRANTED and name in BROKEN_OFF - BEGUN
            yield name, BROKE_OFF if is_break else TO_EMPTY.format(rule.words)
    is_same = (decision, outcome) == (was["decision"], was["outcome"] or "")
    for name in rule.must:
        if not given[name] and not (is_same and not was[name]):
            yield name, TO_FILL.format(rule.words)
    yield from end_faults(given, outcome, on)


def end_faults(given: Mapping[str, Any], outcome: str, on: date) -> Iterator[tuple[str, str]]:
    """An end that is told has come; one that broke off ended there."""
    end = given["ends_on"]
    if end and outcome in (Outcome.POSITIVE, Outcome.OTHER) and end > on:
        yield "ends_on", TO_COME
    if end and outcome == Outcome.BACK_IN_CUSTODY and given["withdrawn_on"] and end != given["withdrawn_on"]:
        yield "ends_on", ENDS_THERE
