"""Rounding for the report: half up, always on the exact fraction, never on a binary approximation of it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import floor


def half_up(value: Fraction | int) -> int:
    """The nearest whole number, the upper one when both are as near (2.5 gives 3)."""
    return floor(value + Fraction(1, 2))


def one_decimal(value: Fraction | int) -> float:
    """The nearest tenth, the upper one when both are as near (0.25 gives 0.3)."""
    return half_up(10 * value) / 10


def percent(part: int, whole: int) -> int | None:
    """Part of whole as a whole percentage; None when the whole is nothing: a share of nothing is not 0 %."""
    return (200 * part + whole) // (2 * whole) if whole else None


def ratio(part: int, whole: int) -> float | None:
    """Part for each one of whole, to one decimal; None when the whole is nothing."""
    return one_decimal(Fraction(part, whole)) if whole else None


def median(values: Iterable[int]) -> int | float | None:
    """The middle value, or the mean of the two middle ones (which may end in .5); None without values."""
    ordered = sorted(values)
    if not ordered:
        return None
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return (low + high) / 2 if (low + high) % 2 else (low + high) // 2
