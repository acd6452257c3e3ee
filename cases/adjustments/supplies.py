"""What the Mission Locale must supply for an adjustment, and by when: asked, supplied, not asked any more."""

from __future__ import annotations

from datetime import date

from cases.models import AdjustmentSupply, SentenceAdjustment, SupplyKind


def ask_for(adjustment: SentenceAdjustment, kind: str, due_on: date | None) -> None:
    """That piece, for that day; asked for no longer, it is again."""
    asked = {"due_on": due_on, "withdrawn_on": None}
    AdjustmentSupply.objects.update_or_create(adjustment=adjustment, kind=kind, defaults=asked)


def supply(adjustment: SentenceAdjustment, kind: str, on: date) -> None:
    """It is there since that day; supplied already, it stays so."""
    adjustment.supplies.missing().filter(kind=kind).update(supplied_on=on)  # type: ignore[attr-defined]


def act_on(adjustment: SentenceAdjustment, kind: str, act: str, on: date) -> bool:
    """Do what was asked of a piece; False for what is none of that."""
    if kind not in SupplyKind.values:
        return False
    asked = adjustment.supplies.filter(kind=kind)
    if act == "fournie":
        supply(adjustment, kind, on)
    elif act == "attendue":
        asked.update(supplied_on=None, withdrawn_on=None)
    elif act == "retirer":
        asked.missing().update(withdrawn_on=on)  # type: ignore[attr-defined]
    else:
        return False
    return True
