"""The journal of access: written before the answer, one row a request and one a person, and never changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cases.access_words import ACTS, COMMANDS, FORMS_OF_LISTS, LISTS, READINGS, plain_words
from cases.case_files import refresh
from cases.journal import ACTIONS
from cases.models import AccessedPerson, AccessEntry, YoungPerson
from partners.models import Membership, Organisation, Role, User
from tests.factories import EnrolmentFactory, MembershipFactory, OrganisationFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


def refused(write: object) -> bool:
    """Whether the database refuses, in a transaction of its own."""
    try:
        with transaction.atomic():
            write()  # type: ignore[operator]
    except DatabaseError:
        return True
    return False


def kept(age: timedelta) -> AccessEntry:
    """An entry of that age, with one person."""
    entry = AccessEntry.objects.create(at=timezone.now() - age, action="cases:youngperson_detail")
    AccessedPerson.objects.create(entry=entry, person_key="00000000-0000-4000-8000-000000000000", at=entry.at)
    return entry


def test_opening_a_record_writes_who_as_what_and_whom(malo: YoungPerson, referent: User) -> None:
    assert signed_in(referent).get(malo.get_absolute_url()).status_code == 200
    entry = AccessEntry.objects.get()
    membership = Membership.objects.get(user=referent)
    assert (entry.user_key, entry.membership_key, entry.role) == (referent.pk, membership.pk, Role.REFERENT)
    assert (entry.organisation_key, entry.action) == (membership.organisation_id, "cases:youngperson_detail")
    assert [row.person_key for row in entry.people.all()] == [malo.journal_key]


def test_a_list_writes_one_row_a_person(malo: YoungPerson, referent: User) -> None:
    for _ in range(2):
        EnrolmentFactory(mission_locale=Organisation.objects.get(code="ml-rennes"))
    refresh(YoungPerson.objects.values_list("pk", flat=True))
    signed_in(referent).get("/jeunes/")
    assert AccessEntry.objects.get().people.count() == 3


def test_a_page_that_shows_nobody_writes_nothing(malo: YoungPerson, other_referent: User) -> None:
    client = signed_in(other_referent)
    assert client.get("/jeunes/").status_code == 200
    assert client.get(malo.get_absolute_url()).status_code == 404
    assert not AccessEntry.objects.exists()


def test_two_bodies_each_have_their_own_row(malo: YoungPerson, referent: User) -> None:
    elsewhere = OrganisationFactory(code="ml-aaa")
    MembershipFactory(user=referent, organisation=elsewhere, role=Role.REFERENT)
    enrolment = EnrolmentFactory(mission_locale=elsewhere)
    refresh([enrolment.person_id])
    signed_in(referent).get("/jeunes/")
    shown = {
        entry.organisation_key: [row.person_key for row in entry.people.all()] for entry in AccessEntry.objects.all()
    }
    assert shown == {
        Organisation.objects.get(code="ml-rennes").pk: [malo.journal_key],
        elsewhere.pk: [enrolment.person.journal_key],
    }


def test_to_look_at_a_form_is_not_to_do_what_it_does(malo: YoungPerson, cpip: User, referent: User) -> None:
    client = signed_in(cpip)
    client.get(f"/jeunes/{malo.code}/unite/")
    client.post(f"/jeunes/{malo.code}/unite/", {"to_unit": ""})
    page = signed_in(referent).get(f"/jeunes/{malo.code}/consultations/").content.decode()
    assert "Votre dossier a été lu (2 fois)" in page
    assert "est passé" not in page


def test_every_action_has_plain_words_once() -> None:
    said = [*READINGS, *ACTS, *LISTS, *COMMANDS]
    assert sorted(said) == sorted(ACTIONS)
    assert set(ACTS) >= FORMS_OF_LISTS


@pytest.mark.parametrize(
    ("action", "method", "words"),
    [
        ("home", "GET", "Votre nom a été vu dans une liste"),
        ("cases:permanence_entry", "GET", "Votre nom a été vu dans une liste"),
        ("cases:permanence_entry", "POST", "Votre rendez-vous a été noté"),
        ("cases:referral_decide", "GET", "Votre dossier a été lu"),
        ("import_package", "", "Vos données ont été importées"),
    ],
)
def test_what_the_young_person_reads(action: str, method: str, words: str) -> None:
    assert plain_words(action, method) == words


def test_the_membership_that_shows_the_person_is_the_one_written(malo: YoungPerson, referent: User) -> None:
    MembershipFactory(user=referent, organisation=OrganisationFactory(code="ml-aaa"), role=Role.REFERENT)
    signed_in(referent).get(malo.get_absolute_url())
    assert AccessEntry.objects.get().organisation_key == Organisation.objects.get(code="ml-rennes").pk


def test_where_the_journal_cannot_be_written_nobody_is_shown(malo: YoungPerson, referent: User) -> None:
    client = signed_in(referent)
    client.raise_request_exception = False
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE cases_accessedperson")
            cursor.execute("DROP TABLE cases_accessentry")
        for address in (malo.get_absolute_url(), "/jeunes/"):
            with pytest.raises(DatabaseError), transaction.atomic():
                response = client.get(address)
                assert response.status_code == 500
                assert b"Kerdoncuff" not in response.content
                raise DatabaseError
        transaction.set_rollback(True)


@pytest.mark.parametrize("age", [timedelta(days=0), timedelta(days=360), timedelta(days=3650)])
def test_no_entry_is_ever_changed(age: timedelta) -> None:
    entry = kept(age)
    assert refused(lambda: AccessEntry.objects.filter(pk=entry.pk).update(action="autre"))
    assert refused(lambda: AccessedPerson.objects.update(at=timezone.now()))


@pytest.mark.parametrize(
    ("age", "is_kept"), [(timedelta(days=0), True), (timedelta(days=360), True), (timedelta(days=370), False)]
)
def test_an_entry_is_kept_twelve_months(age: timedelta, is_kept: bool) -> None:
    kept(age)
    assert refused(lambda: AccessedPerson.objects.all().delete()) is is_kept
    assert refused(lambda: AccessEntry.objects.all().delete()) is is_kept


@pytest.mark.sqlite
def test_an_entry_is_not_replaced() -> None:
    entry = kept(timedelta(days=0))
    with connection.cursor() as cursor:
        assert refused(
            lambda: cursor.execute(
                "REPLACE INTO cases_accessentry (id, at, role, action, method, reason)"
                " VALUES (%s, %s, '', 'x', '', '')",
                [entry.pk, entry.at],
            )
        )
    assert AccessEntry.objects.get().action == entry.action


def test_the_administrator_reads_no_reason(administrator: User) -> None:
    AccessEntry.objects.create(at=timezone.now(), action="cases:breakglass_create", method="POST", reason="Un mot.")
    page = signed_in(administrator).get("/journal/evenements/").content.decode()
    assert "Ouverture exceptionnelle" in page
    assert "Un mot." not in page


@pytest.mark.postgresql
def test_the_journal_cannot_be_emptied_at_once() -> None:
    kept(timedelta(days=3650))
    with connection.cursor() as cursor:
        assert refused(lambda: cursor.execute("TRUNCATE cases_accessedperson"))


def test_the_journal_outlives_the_erasure_of_a_person_and_of_an_account(malo: YoungPerson, referent: User) -> None:
    signed_in(referent).get(malo.get_absolute_url())
    malo.delete()
    referent.delete()
    assert AccessEntry.objects.get().people.count() == 1
