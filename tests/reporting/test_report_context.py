"""What the report's method says of records that may be one person."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cases.models import DuplicateSuspicion, YoungPerson
from partners.models import Organisation
from reporting.report_context import suspected_duplicates
from tests.factories import (
    CaseFileFactory,
    EnrolmentFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ReferralFactory,
    UserFactory,
    YoungPersonFactory,
)

pytestmark = pytest.mark.django_db

AT = datetime(2016, 6, 1, 9, tzinfo=UTC)


def suspected(year: int = 2016, at: Organisation | None = None) -> int:
    return suspected_duplicates([ProgrammeFactory()], year, at)


def told(one: YoungPerson, other: YoungPerson) -> DuplicateSuspicion:
    """The suspicion of which the leads were told."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    return DuplicateSuspicion.objects.create(first=first, second=second, found_at=AT)


def test_a_suspicion_counts_where_one_of_the_two_does() -> None:
    rennes, elsewhere = OrganisationFactory(code="ml-rennes"), OrganisationFactory(code="ml-ailleurs")
    referred = ReferralFactory(mission_locale=rennes).person
    told(referred, YoungPersonFactory())
    told(YoungPersonFactory(), YoungPersonFactory())
    assert (suspected(), suspected(at=rennes), suspected(at=elsewhere), suspected(2017)) == (1, 1, 0, 0)


def test_namesakes_born_on_one_day_count_until_they_are_told_to_be_two_people() -> None:
    born = date(1996, 3, 2)
    twins = [EnrolmentFactory(person=YoungPersonFactory(last_name="Le Floc’h", birth_date=born)).person for _ in "ab"]
    for person in twins:
        person.first_name = "Yann"
        person.save()
        CaseFileFactory(person=person)
    assert suspected() == 1
    suspicion = told(*twins)
    assert suspected() == 1
    suspicion.dismiss(UserFactory(), AT)
    assert suspected() == 0
