"""Two custody measures of a person, or two enrolments in one programme and Mission Locale, do not overlap."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases.models import Enrolment, JusticeMeasure, Setting, YoungPerson
from tests.factories import EnrolmentFactory, JusticeMeasureFactory, OrganisationFactory, YoungPersonFactory

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY, JUNE = (date(2016, month, 1) for month in (3, 4, 5, 6))


@pytest.fixture
def person() -> YoungPerson:
    return YoungPersonFactory()


def refused(write: object) -> bool:
    """Whether the database refuses the write, in a transaction of its own."""
    try:
        with transaction.atomic():
            write()  # type: ignore[operator]
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ((MARCH, MAY), (APRIL, JUNE), True),
        ((MARCH, JUNE), (APRIL, MAY), True),
        ((MARCH, None), (APRIL, MAY), True),
        ((MARCH, None), (APRIL, None), True),
        ((MARCH, MAY), (APRIL, APRIL), True),
        ((APRIL, APRIL), (APRIL, APRIL), True),
        ((MARCH, APRIL), (APRIL, MAY), False),
        ((MARCH, APRIL), (APRIL, APRIL), False),
        ((APRIL, APRIL), (APRIL, MAY), False),
        ((MARCH, APRIL), (MAY, JUNE), False),
        ((MAY, None), (MARCH, MAY), False),
    ],
)
def test_the_database_and_the_form_agree(
    person: YoungPerson, first: tuple[date, date | None], second: tuple[date, date | None], overlap: bool
) -> None:
    JusticeMeasureFactory(person=person, starts_on=first[0], ends_on=first[1])
    measure = JusticeMeasureFactory.build(person=person, starts_on=second[0], ends_on=second[1])
    if overlap:
        with pytest.raises(ValidationError, match="se chevauchent"):
            measure.validate_constraints()
    else:
        measure.validate_constraints()
    assert refused(measure.save) is overlap


def test_an_update_is_held_to_the_rule(person: YoungPerson) -> None:
    JusticeMeasureFactory(person=person, starts_on=MARCH, ends_on=APRIL)
    later = JusticeMeasureFactory(person=person, starts_on=MAY)
    later.starts_on = MARCH
    assert refused(later.save)
    later.starts_on, later.ends_on = APRIL, JUNE
    assert not refused(later.save)


def test_measures_in_the_community_may_overlap(person: YoungPerson) -> None:
    for _ in range(2):
        JusticeMeasureFactory(person=person, setting=Setting.COMMUNITY, starts_on=MARCH)
    JusticeMeasureFactory(person=person, starts_on=MARCH)
    assert JusticeMeasure.objects.running(APRIL).count() == 3


def test_a_measure_in_the_community_turned_into_custody_is_held_to_the_rule(person: YoungPerson) -> None:
    JusticeMeasureFactory(person=person, starts_on=MARCH)
    community = JusticeMeasureFactory(person=person, setting=Setting.COMMUNITY, starts_on=MARCH)
    community.setting = Setting.CUSTODY
    assert refused(community.save)


def test_two_people_may_be_in_custody_together() -> None:
    JusticeMeasureFactory(starts_on=MARCH)
    JusticeMeasureFactory(starts_on=MARCH)
    assert JusticeMeasure.objects.custody().count() == 2


def test_enrolments_overlap_only_in_one_programme_and_mission_locale(person: YoungPerson) -> None:
    mission_locale = OrganisationFactory()
    EnrolmentFactory(person=person, mission_locale=mission_locale, entered_on=MARCH)
    again = EnrolmentFactory.build(person=person, mission_locale=mission_locale, entered_on=APRIL)
    again.programme = Enrolment.objects.get().programme
    assert refused(again.save)
    EnrolmentFactory(person=person, entered_on=APRIL)
    assert Enrolment.objects.count() == 2


@pytest.mark.sqlite
def test_sqlite_says_in_french_what_is_wrong(person: YoungPerson) -> None:
    JusticeMeasureFactory(person=person)
    with pytest.raises(IntegrityError, match="Deux détentions d’un même jeune se chevauchent"), transaction.atomic():
        JusticeMeasureFactory(person=person)


@pytest.mark.postgresql
def test_postgresql_names_the_rule(person: YoungPerson) -> None:
    JusticeMeasureFactory(person=person)
    with pytest.raises(IntegrityError, match="measure_custody_overlap"), transaction.atomic():
        JusticeMeasureFactory(person=person)
