"""The record asks the database as often for a short path as for a long one, and seldom, whoever reads it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import YoungPerson
from partners.models import Organisation, Role, User
from tests.factories import ContactFactory, EnrolmentFactory, JusticeMeasureFactory
from tests.factories import SentenceAdjustmentFactory as Adjustment
from tests.pathways import walk_a_path
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db

# Goal 9: the session and its user included, the journal's two inserts not.
MOST = 8


@pytest.fixture
def unit_lead(cpip: User) -> User:
    """The lead of the officer's unit."""
    return member(Role.OFFICER, "spip-35-vezin", is_lead=True)


def queries(user: User, page: str) -> list[str]:
    """What the page asks of the database for that user, the journal left out."""
    browser = signed_in(user)
    assert browser.get(page).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as captured:
        browser.get(page)
    asked = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in asked if sql.startswith(("SELECT", "WITH", "(SELECT"))]


@pytest.mark.parametrize("persona", ["referent", "cpip", "lead", "unit_lead"])
def test_a_long_path_asks_no_more_than_a_short_one(
    persona: str, malo: YoungPerson, referent: User, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(persona)
    short = queries(user, malo.get_absolute_url())
    rennes, vezin = (Organisation.objects.get(code=code) for code in ("ml-rennes", "spip-35-vezin"))
    EnrolmentFactory(person=malo, mission_locale=rennes)
    ContactFactory.create_batch(500, person=malo, mission_locale=rennes)
    JusticeMeasureFactory(person=malo, organisation=vezin)
    Adjustment(person=malo)
    walk_a_path(malo, rennes, vezin, referent, timezone.now())
    long = queries(user, malo.get_absolute_url())
    assert len(long) == len(short), "\n".join(long)
    assert len(long) <= MOST, "\n".join(sql[:300] for sql in long)
