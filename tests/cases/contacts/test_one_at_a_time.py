"""What two people correct at one moment: the second waits for the first, and sees what they wrote."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from cases.contacts.recording import record_attempts
from cases.models import Address, Contact, ContactNote, Situation, YoungPerson
from partners.models import Organisation, User
from tests.factories import AddressFactory, ContactFactory, SituationFactory
from tests.personas import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def contact_of(malo: YoungPerson) -> tuple[str, str, type[Any]]:
    """Read by what locks it; its note is what is compared after."""
    contact = ContactFactory(person=malo, mission_locale=Organisation.objects.get(code="ml-rennes"))
    return f"/contacts/{contact.code}/modifier/", Contact._meta.db_table, ContactNote


def situation_of(malo: YoungPerson) -> tuple[str, str, type[Any]]:
    return f"/situations/{SituationFactory(person=malo).code}/modifier/", YoungPerson._meta.db_table, Situation


def address_of(malo: YoungPerson) -> tuple[str, str, type[Any]]:
    return f"/adresses/{AddressFactory(person=malo).pk}/modifier/", YoungPerson._meta.db_table, Address


@pytest.mark.parametrize("fact", [contact_of, situation_of, address_of])
def test_nothing_is_compared_before_it_is_locked(fact: Any, malo: YoungPerson, referent: User) -> None:
    address, locked, corrected = fact(malo)
    with CaptureQueriesContext(connection) as asked:
        assert signed_in(referent).post(address, {"kind": ""}).status_code == 400
    said = [query["sql"] for query in asked.captured_queries]
    [lock] = [place for place, sql in enumerate(said) if f'FROM "{locked}"' in sql and "FOR " in sql]
    read = [place for place, sql in enumerate(said) if f'FROM "{corrected._meta.db_table}"' in sql]
    assert max(read) > lock


def test_no_attempt_is_noted_before_the_person_is_locked(malo: YoungPerson, referent: User) -> None:
    at = timezone.now()
    with CaptureQueriesContext(connection) as asked:
        record_attempts([malo], "telephone", localdate(at), referent, at)
    said = [query["sql"] for query in asked.captured_queries]
    [lock] = [place for place, sql in enumerate(said) if "FOR NO KEY UPDATE" in sql]
    assert all("cases_contactattempt" not in sql for sql in said[:lock])
