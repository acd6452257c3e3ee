"""Rows of several tables read in one query are what each table's own query reads."""

from __future__ import annotations

import pytest
from django.db.models import Max
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cases.models import Appointment, Contact, Referral, SupportCertificate, YoungPerson
from cases.record.together import fetch_together
from partners.models import Organisation, User
from tests.factories import AppointmentFactory, ContactFactory, EnrolmentFactory, JusticeMeasureFactory
from tests.factories import SentenceAdjustmentFactory as Adjustment
from tests.pathways import walk_a_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(malo: YoungPerson, referent: User) -> YoungPerson:
    """Malo, with a row in every table of the pathway."""
    rennes = Organisation.objects.get(code="ml-rennes")
    EnrolmentFactory(person=malo, mission_locale=rennes)
    ContactFactory.create_batch(3, person=malo, mission_locale=rennes)
    JusticeMeasureFactory(person=malo)
    Adjustment(person=malo)
    AppointmentFactory(person=malo)
    walk_a_path(malo, rennes, Organisation.objects.get(code="spip-35-vezin"), referent, timezone.now())
    return malo


def values(row: object) -> dict[str, object]:
    """Every field of a row, read back."""
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def test_every_table_of_the_pathway_reads_back(
    path: YoungPerson, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    related = [field for field in YoungPerson._meta.related_objects if not field.many_to_many]
    querysets = {
        field.name: field.related_model._default_manager.filter(person=path)
        for field in related
        if field.remote_field.name == "person"
    }
    with django_assert_num_queries(1):
        found = fetch_together(querysets)
    for name, queryset in querysets.items():
        assert [values(row) for row in found[name]] == [values(row) for row in queryset], name
    assert sum(bool(rows) for rows in found.values()) > 15


def test_related_rows_and_annotations_come_along(
    path: YoungPerson, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    appointments = Appointment.objects.select_related("permanence__site", "referral").annotate(
        on=Max("permanence__planned_on")
    )
    referrals = Referral.objects.select_related("programme", "mission_locale")
    with django_assert_num_queries(1):
        found = fetch_together({"appointments": appointments, "referrals": referrals})
        [appointment], [referral] = found["appointments"], found["referrals"]
        assert str(appointment.permanence.site)
        assert (appointment.referral, appointment.on) == (None, appointment.permanence.planned_on)
        assert referral.programme.name == "Dernier Ecrou"
        assert referral.mission_locale.code == "ml-rennes"


def test_rows_are_in_the_order_of_their_queryset(path: YoungPerson) -> None:
    contacts = Contact.objects.order_by("-pk")
    assert fetch_together({"contacts": contacts, "papers": SupportCertificate.objects.all()})["contacts"] == list(
        contacts
    )


def test_nothing_asked_is_nothing_found() -> None:
    assert fetch_together({}) == {}
    assert fetch_together({"none": Contact.objects.none()}) == {"none": []}
