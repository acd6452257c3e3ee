"""One day for all these tests; what an officer types to refer someone, with the programme, the prison and the Mission
Locale that it names."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from cases.models import Criteria, Permanence, Programme
from partners.models import Organisation, User
from tests.factories import OrganisationFactory, PermanenceFactory, SiteFactory

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def programme(db: None) -> Programme:
    running = Programme.objects.create(code="dedans-dehors", name="Dedans-Dehors", starts_on=date(2018, 1, 1))
    Criteria.objects.create(
        programme=running, valid_from=date(2018, 1, 1), age_min=16, age_max=25, statuses="condamne", departments="35"
    )
    return running


@pytest.fixture
def prison(cpip: User) -> Organisation:
    unit = Organisation.objects.get(code="spip-35-vezin")
    held: Organisation = OrganisationFactory(code="cp-rennes-vezin", prison=True, parent=unit)
    return held


@pytest.fixture
def mission_locale(referent: User) -> Organisation:
    return Organisation.objects.get(code="ml-rennes")


@pytest.fixture
def permanence(prison: Organisation, mission_locale: Organisation) -> Permanence:
    site = SiteFactory(name="Centre pénitentiaire de Rennes-Vezin", is_inside=True, organisation=prison)
    held: Permanence = PermanenceFactory(
        site=site,
        mission_locale=mission_locale,
        planned_on=TODAY + timedelta(days=3),
        starts_at=time(9, 30),
        slots=1,
        code="VEZIN",
    )
    return held


@pytest.fixture
def typed(prison: Organisation, mission_locale: Organisation, programme: Programme) -> dict[str, Any]:
    return {
        "submission_key": str(uuid.uuid4()),
        "last_name": "Le Guénec",
        "first_name": "Zoé",
        "birth_date": f"{TODAY.year - 20}-01-15",
        "sex": "F",
        "establishment": prison.pk,
        "status": "condamne",
        "starts_on": f"{TODAY - timedelta(days=9)}",
        "sentence_months": "6",
        "planned_end_on": f"{TODAY + timedelta(days=120)}",
        "commune": "rennes",
        "address_line": "3 rue des Lilas",
        "address_kind": "personnelle",
        "needs": ["carte_identite", "permis"],
        "unit": Organisation.objects.get(code="spip-35-vezin").pk,
        "origin": "spip",
        "programme": programme.pk,
        "mission_locale": mission_locale.pk,
        "permanence": "",
        "notice_given": "on",
        "notice_given_on": f"{TODAY}",
    }
