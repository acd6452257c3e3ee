"""When a custody really ends: the effective release, which the levée d'écrou may follow by months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cases.models import AdjustmentKind

# Adjustments carried out outside the prison while the custody measure goes on. Semi-liberté is not one: one sleeps
# there. A libération conditionnelle is itself a levée d'écrou.
OUTSIDE = frozenset({AdjustmentKind.MONITORING.value, AdjustmentKind.EXTERNAL_PLACEMENT.value})


def carried_out_as(kind: str, modality: str) -> str:
    """What an adjustment is in fact: a libération sous contrainte is its modality, nothing known without one."""
    return modality if kind == AdjustmentKind.UNDER_CONSTRAINT else kind


def is_outside(kind: str, modality: str) -> bool:
    """Whether an adjustment is carried out as one of `OUTSIDE`."""
    return carried_out_as(kind, modality) in OUTSIDE


def is_parole(kind: str, modality: str) -> bool:
    """Whether an adjustment is carried out as a libération conditionnelle."""
    return carried_out_as(kind, modality) == AdjustmentKind.PAROLE


def effective_release(starts_on: date, ends_on: date | None, outside_starts: Iterable[date]) -> date | None:
    """The sortie effective of a custody measure; None while the person is inside.

    `outside_starts` are the starts of the person's granted adjustments that are carried out outside: the earliest one
    inside the measure, both ends included, else the end of the measure. A planned end never stands in for it.
    """
    inside = [day for day in outside_starts if starts_on <= day and (ends_on is None or day <= ends_on)]
    return min(inside, default=ends_on)
