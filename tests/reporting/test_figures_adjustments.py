"""Sentence adjustments of accompanied people."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import EnrolmentFactory, ReferralFactory, SentenceAdjustmentFactory
from tests.reporting.reports import column, figure, report_of

pytestmark = pytest.mark.django_db


def test_adjustments_granted_that_start_in_the_year() -> None:
    person = EnrolmentFactory().person
    SentenceAdjustmentFactory(person=person, starts_on=date(2016, 1, 1), destination="emploi", outcome="en_cours")
    SentenceAdjustmentFactory(person=person, kind="semi_liberte", starts_on=date(2016, 12, 31))
    SentenceAdjustmentFactory(person=person, starts_on=date(2015, 12, 31))
    SentenceAdjustmentFactory(person=person, starts_on=date(2017, 1, 1))
    SentenceAdjustmentFactory(person=person, starts_on=date(2016, 6, 1), decision="refuse")
    SentenceAdjustmentFactory(person=person, decided_on=date(2016, 6, 1))
    SentenceAdjustmentFactory(person=ReferralFactory().person, starts_on=date(2016, 6, 1))
    assert figure("adjusted_people") == 1
    assert column("adjustments_kind", "total") == {"semi_liberte": 1, "ddse": 1}
    assert column("adjustments_kind", "percent") == {"semi_liberte": 50, "ddse": 50}
    assert column("adjustments_destination", "total") == {"emploi": 1, "unknown": 1}
    assert column("adjustments_outcome", "total") == {"en_cours": 1, "unknown": 1}


def test_adjustments_prepared_have_no_start_yet() -> None:
    person = EnrolmentFactory().person
    SentenceAdjustmentFactory(person=person, decision="en_preparation")
    SentenceAdjustmentFactory(person=person, decision="en_preparation", starts_on=date(2017, 3, 1))
    SentenceAdjustmentFactory(person=ReferralFactory().person, decision="en_preparation")
    assert figure("adjustments_prepared") == 1


@pytest.mark.parametrize(("year", "word"), [(2019, "PSE"), (2020, "DDSE")])
def test_electronic_monitoring_has_the_name_of_its_time(year: int, word: str) -> None:
    assert word in report_of(year=year).table("adjustments_kind").row("ddse").label.split("(")[1]
