"""All these tests are told on one day, about Malo, who is held in the prison of the officer's unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from cases.case_files import refresh
from cases.models import JusticeMeasure, SentenceAdjustment, YoungPerson
from partners.models import Organisation, User
from tests.cases.adjustments.given import AT, day
from tests.factories import EnrolmentFactory, JusticeMeasureFactory, OrganisationFactory, SentenceAdjustmentFactory


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def custody(malo: YoungPerson, cpip: User) -> JusticeMeasure:
    """For three months, until in two; followed by the referent's Mission Locale."""
    unit = Organisation.objects.get(code="spip-35-vezin")
    prison = OrganisationFactory(code="vezin", name="Rennes-Vezin", prison=True, parent=unit)
    EnrolmentFactory(
        person=malo,
        mission_locale=OrganisationFactory(code="ml-rennes"),
        entered_on=day(-80),
        referent_name="Annick Lescop",
    )
    refresh([malo.pk])
    held: JusticeMeasure = JusticeMeasureFactory(
        person=malo, organisation=prison, starts_on=day(-90), planned_end_on=day(60)
    )
    return held


@pytest.fixture
def adjustment(custody: JusticeMeasure) -> SentenceAdjustment:
    """In preparation."""
    prepared: SentenceAdjustment = SentenceAdjustmentFactory(
        person=custody.person, measure=custody, decision="en_preparation"
    )
    return prepared


@pytest.fixture
def hearing() -> date:
    return day(14)
