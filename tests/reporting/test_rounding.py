"""Half up, on the exact fraction."""

from __future__ import annotations

from fractions import Fraction

import pytest

from reporting.rounding import half_up, median, one_decimal, percent, ratio


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 5, 0), (1, 200, 1), (1, 201, 0), (5, 200, 3), (2, 147, 1), (88, 147, 60), (5, 5, 100), (0, 0, None)],
)
def test_percentages_round_half_up(part: int, whole: int, expected: int | None) -> None:
    assert percent(part, whole) == expected


def test_a_binary_approximation_never_decides() -> None:
    # 1.15 and 0.285 are just below in binary; as fractions they are halves.
    assert one_decimal(Fraction(115, 100)) == 1.2
    assert half_up(Fraction(285, 10)) == 29
    assert one_decimal(Fraction(1, 4)) == 0.3


def test_ratio_of_nothing_is_unknown() -> None:
    assert ratio(3, 0) is None
    assert ratio(390, 147) == 2.7


@pytest.mark.parametrize(
    ("values", "expected"), [([], None), ([3], 3), ([4, 1], 2.5), ([1, 3], 2), ([9, 1, 5], 5), ([0, 0], 0)]
)
def test_median(values: list[int], expected: int | float | None) -> None:
    result = median(values)
    assert result == expected
    assert type(result) is type(expected)
