"""What is written late in the evening bears the day of Paris, not the one that the server counts by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from cases import models as cases

# One o’clock in the morning on 2 June, in Paris.
LATE = datetime(2026, 6, 1, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        cases.DuplicateSuspicion(found_at=LATE),
        cases.DuplicateAgreement(agreed_at=LATE),
        cases.Restriction(marked_at=LATE),
        cases.BreakGlass(opened_at=LATE),
        cases.ContactNote(written_at=LATE),
        cases.Draft(saved_at=LATE),
    ],
    ids=lambda written: type(written).__name__,
)
def test_it_bears_the_day_of_paris(written: Any) -> None:
    assert str(written).endswith("02/06/2026")
