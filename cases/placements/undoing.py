"""The last step of a placement taken back, as if it had not been noted."""

from __future__ import annotations

from datetime import date

from cases.models import Placement, PlacementState
from cases.placements.giving import take_back

# What each state noted, by name, with what it was before.
NOTED: dict[str, dict[str, object]] = {
    PlacementState.ACCEPTED: {"accepted_on": None},
    PlacementState.STARTED: {"starts_on": None, "expected_end_on": None},
    PlacementState.ENDED: {"ends_on": None, "early_end": "", "result": "", "situation": None},
    PlacementState.REFUSED: {"refused_on": None, "refusal": ""},
}
BEFORE: dict[str, PlacementState] = {
    PlacementState.ACCEPTED: PlacementState.ASKED,
    PlacementState.STARTED: PlacementState.ACCEPTED,
    PlacementState.ENDED: PlacementState.STARTED,
}


def step_back(placement: Placement, on: date) -> None:
    """To the state before. Inside a transaction, the stock locked. Raises ValidationError, in French, where its place
    was given to somebody else since."""
    freed = placement.state in (PlacementState.ENDED, PlacementState.REFUSED)
    before = BEFORE.get(placement.state, before_refusal(placement))
    for name, value in NOTED[placement.state].items():
        setattr(placement, name, value)
    if freed:
        take_back(placement, on)
    placement.state = before
    placement.save()


def before_refusal(placement: Placement) -> PlacementState:
    """Where it stood when it was refused."""
    return PlacementState.ACCEPTED if placement.accepted_on else PlacementState.ASKED
