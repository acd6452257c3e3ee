"""All these tests are told on one day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.cases.release_plan.given import AT


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield
