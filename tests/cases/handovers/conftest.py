"""Malo, whose hand-over to Saint-Malo was asked on 1 June."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cases.models import Enrolment, Handover
from partners.models import User
from tests.cases.handovers.given import asked_of, malo_at_rennes

NOON = datetime(2016, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def enrolment(referent: User) -> Enrolment:
    return malo_at_rennes()


@pytest.fixture
def handover(enrolment: Enrolment, referent: User, other_referent: User) -> Handover:
    return asked_of("ml-saint-malo", enrolment, referent, NOON, NOON.date())
