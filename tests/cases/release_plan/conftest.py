"""All these tests are told on one day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone

from cases.models import UnitReview
from partners.models import Organisation, User
from tests.cases.release_plan.given import AT, ON


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def review(referent: User, cpip: User) -> UnitReview:
    unit, body = (Organisation.objects.get(code=code) for code in ("spip-35-vezin", "ml-rennes"))
    return UnitReview.objects.create(unit=unit, mission_locale=body, held_on=ON, opened_at=timezone.now())
