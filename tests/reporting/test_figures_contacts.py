"""Contacts, services, intensity; situations."""

from __future__ import annotations

from datetime import date

import pytest

from cases.models import Axis, ContactKind, ServiceAxis, SituationKind
from reporting.figures.contacts import GROUPS, SERVICES
from reporting.figures.situations import FAMILIES
from tests.factories import (
    ContactFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    ReferralFactory,
    SituationFactory,
    YoungPersonFactory,
)
from tests.reporting.reports import column, figure, report_of, row

pytestmark = pytest.mark.django_db

IN_2016 = date(2016, 6, 1)


def test_every_kind_of_contact_axis_and_situation_has_its_row() -> None:
    assert set(GROUPS) == set(ContactKind)
    assert set(SERVICES) == set(Axis)
    assert set(FAMILIES) == set(SituationKind)


def test_contacts_count_by_kind_group_and_place_with_people_while_followed() -> None:
    person = ReferralFactory().person
    for kind, place in (("entretien", "intra_muros"), ("sms", "a_distance"), ("courrier", "a_distance")):
        ContactFactory(person=person, held_on=IN_2016, kind=kind, place=place)
    ContactFactory(person=person, held_on=date(2016, 2, 1))  # before the referral
    ContactFactory(person=person, held_on=date(2017, 1, 1))
    ContactFactory(held_on=IN_2016)  # nobody in scope
    assert figure("contacts") == 3
    assert column("contacts", "total") == {"interview": 1, "message": 2}
    assert column("contacts", "percent") == {"interview": 33, "message": 67}
    assert column("contact_places", "total") == {"intra_muros": 1, "a_distance": 2}


def test_a_contact_counts_in_the_reports_of_both_programmes() -> None:
    first, second = ProgrammeFactory(), ProgrammeFactory(code="dedans-dehors")
    person = YoungPersonFactory()
    for programme in (first, second):
        EnrolmentFactory(person=person, programme=programme)
    ContactFactory(person=person, held_on=IN_2016)
    assert [figure("contacts", *scope) for scope in ((first,), (second,), (first, second))] == [1, 1, 1]


def test_a_contact_with_two_axes_counts_once_in_each() -> None:
    contact = ContactFactory(person=EnrolmentFactory().person, held_on=IN_2016)
    outside = ContactFactory(held_on=IN_2016)
    for of, axis in ((contact, "formation"), (contact, "sante"), (outside, "sante")):
        ServiceAxis.objects.create(contact=of, axis=axis)
    assert column("services", "total") == {"training": 1, "health": 1}
    assert column("services", "percent") == {"training": 50, "health": 50}


def test_intensity_is_of_the_accompanied_alone() -> None:
    first, second = EnrolmentFactory().person, EnrolmentFactory().person
    EnrolmentFactory()
    for person in (first, first, first, first, second):
        ContactFactory(person=person, held_on=IN_2016)
    ContactFactory(person=first, held_on=IN_2016, kind="sms")
    ContactFactory(person=ReferralFactory().person, held_on=IN_2016)
    figures = report_of().figures
    assert (figures["interviews_per_person"], figures["without_contact"]) == (1.7, 1)


def test_a_contact_before_being_followed_does_not_make_someone_contacted() -> None:
    ContactFactory(person=EnrolmentFactory(entered_on=IN_2016).person, held_on=date(2016, 5, 31))
    assert figure("without_contact") == 1


def test_intensity_of_nobody_is_unknown() -> None:
    assert figure("interviews_per_person") is None


def test_situations_of_the_accompanied_that_began_in_the_year() -> None:
    person = EnrolmentFactory().person
    for kind, start in (("cdi", date(2016, 1, 1)), ("incarceration", date(2016, 12, 31)), ("cdd", date(2017, 1, 1))):
        SituationFactory(person=person, kind=kind, starts_on=start)
    SituationFactory(person=ReferralFactory().person, kind="cdd", starts_on=IN_2016)
    table = report_of().table("situations")
    assert column("situations", "total") == {"cdi": 1, "incarceration": 1}
    assert table.total == {"total": 2, "without_custody": 1}
    assert table.row("cdi").family == "employment"
    assert row("situations", "pmsmp") == {"total": 0}
