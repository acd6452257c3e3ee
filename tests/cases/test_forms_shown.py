"""A form that is only shown keeps nobody waiting: SQLite has one writer, and a transaction begins as one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import YoungPerson
from partners.models import User
from tests.cases.merging.given import record
from tests.factories import AddressFactory, SituationFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

NEW = (
    "youngperson_edit",
    "address_create",
    "contact_create",
    "justicemeasure_create",
    "placement_create",
    "releasepermission_create",
    "releaseneed_update",
    "sentenceadjustment_create",
    "situation_create",
    "supportcertificate_create",
)
CHANGED = {
    "address_edit": "addresses",
    "contact_edit": "contacts",
    "enrolment_exit": "enrolments",
    "enrolment_plie": "enrolments",
    "justicemeasure_edit": "measures",
    "placement_edit": "placements",
    "releasepermission_edit": "release_permissions",
    "sentenceadjustment_edit": "adjustments",
    "situation_edit": "situations",
}


@pytest.fixture
def person(referent: User) -> YoungPerson:
    held = record("7K3M-2P", "ml-rennes", referent)
    AddressFactory(person=held)
    SituationFactory(person=held)
    return held


def transactions(statements: list[str]) -> Iterator[list[str]]:
    """The statements of each transaction, one inside another included."""
    begun: list[list[str]] = []
    for statement in statements:
        if statement.startswith("SAVEPOINT"):
            begun.append([])
        elif statement.startswith("RELEASE"):
            yield begun.pop()
        for block in begun:
            block.append(statement)


def is_of_the_journal(block: list[str]) -> bool:
    """Whether it writes what the journal says of the page, in one piece."""
    written = [statement for statement in block if statement.startswith(("INSERT", "UPDATE", "SAVEPOINT"))]
    return len(written) == 3 and all("cases_access" in statement for statement in written[1:])


def check(user: User, address: str) -> None:
    browser = signed_in(user)
    browser.get(address)  # the session is told of its visit once
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200, address
    blocks = list(transactions([query["sql"] for query in asked.captured_queries]))
    assert blocks, address
    assert [block for block in blocks if not is_of_the_journal(block)] == [], address


def test_to_show_a_form_writes_the_journal_alone(person: YoungPerson, referent: User) -> None:
    for page in NEW:
        check(referent, reverse(f"cases:{page}", args=[person.code]))
    for page, rows in CHANGED.items():
        row = getattr(person, rows).latest("pk")
        check(referent, reverse(f"cases:{page}", args=[row.pk if page == "address_edit" else row.code]))


def test_to_show_the_identity_of_a_referral_writes_the_journal_alone(cpip: User, malo: YoungPerson) -> None:
    check(cpip, reverse("cases:referral_identity", args=[malo.referrals.get().code]))
