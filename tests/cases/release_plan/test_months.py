"""Months counted back on a calendar."""

from __future__ import annotations

from datetime import date

import pytest

from cases.release_plan.months import months_before


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(1, 1, 2), 3, date(1, 1, 2)),
    ],
)
def test_so_many_months_before(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before
