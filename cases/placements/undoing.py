"""The last step of a placement taken back, as if it had not been noted."""

from __future__ import annotations

from datetime import date

from cases.models import Placement, PlacementState
from cases.placements.giving import refuse_twice, refuse_unless_running, take_back

# What each state noted, by name, with what it was before.
NOTED: dict[str, dict[str, object]] = {
    PlacementState.ACCEPTED: {"accepted_on": None},
    PlacementState.STARTED: {"starts_on": None, "expected_end_on": None},
    PlacementState.ENDED: {"ends_on": None, "early_end": "", "result": "", "situation": None},
    PlacementState.REFUSED: {"refused_on": None, "refusal": ""},
}
BEFORE: dict[str, PlacementState] = {
    PlacementState.STARTED: PlacementState.ACCEPTED,
    PlacementState.ENDED: PlacementState.STARTED,
}


def step_back(placement: Placement, on: date) -> None:
    """To the state before; whoever waited waits again, with the rank. Inside a transaction, the stock locked. Raises
    ValidationError, in French, where its place was given to somebody else since, where the person asked again since,
    or where the places are over before anyone came."""
    freed = placement.state in (PlacementState.ENDED, PlacementState.REFUSED)
    before = BEFORE.get(placement.state, before_answer(placement))
    for name, value in NOTED[placement.state].items():
        setattr(placement, name, value)
    if placement.state == PlacementState.REFUSED:
        begins = placement.commitment.starts_on if placement.commitment else on
        refuse_unless_running(placement, max(placement.reserved_from or on, on, begins))
    if freed:
        refuse_twice(placement)
    if freed and before != PlacementState.WAITING:
        take_back(placement, on)
    placement.state = before
    placement.save()


def before_answer(placement: Placement) -> PlacementState:
    """Where it stood when the partner answered: whoever had waited goes back to the list, unless a place came; of
    numbered places, the list gives what is free."""
    if placement.state == PlacementState.REFUSED and placement.accepted_on:
        return PlacementState.ACCEPTED
    is_kept = placement.state == PlacementState.ACCEPTED and placement.commitment
    return PlacementState.WAITING if placement.waiting_since and not is_kept else PlacementState.ASKED
