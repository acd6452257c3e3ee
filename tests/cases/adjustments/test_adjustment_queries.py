"""Measures, adjustments and permissions ask the database as often for one as for twenty-five."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import (
    AdjustmentSupply,
    JusticeMeasure,
    PlannedEndChange,
    ReleasePermission,
    SupplyKind,
    SupportCertificate,
)
from partners.models import User
from tests.cases.adjustments.given import AT, day
from tests.factories import JusticeMeasureFactory, SentenceAdjustmentFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

MANY = 24


def one_more(custody: JusticeMeasure) -> None:
    """A measure whose expected end changed, an adjustment with hearing and piece, a permission, a certificate."""
    person, unit = custody.person, custody.organisation
    ended = JusticeMeasureFactory(person=person, organisation=unit, setting="milieu_ouvert", starts_on=day(-900))
    PlannedEndChange.objects.create(measure=ended, after_on=day(9), changed_at=AT, organisation=unit)
    adjustment = SentenceAdjustmentFactory(
        person=person, measure=custody, decision="en_preparation", hearing_on=day(7), starts_on=None, ends_on=None
    )
    AdjustmentSupply.objects.create(adjustment=adjustment, kind=SupplyKind.HOUSING_PROOF, due_on=day(5))
    ReleasePermission.objects.create(person=person, purpose="famille", starts_on=day(3))
    SupportCertificate.objects.create(
        person=person,
        mission_locale=person.enrolments.get().mission_locale,
        adjustment=custody.adjustments.earliest("pk"),
        facts=[],
        signed_by_name="Annick Lescop",
        made_at=AT,
    )


def count(user: User, page: str) -> int:
    """How often the page asks, the journal's inserts left out."""
    browser = signed_in(user)
    assert browser.get(page).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        browser.get(page)
    return sum(query["sql"].startswith(("SELECT", "WITH", "(SELECT")) for query in queries.captured_queries)


@pytest.mark.parametrize("persona", ["referent", "cpip"])
def test_as_many_for_one_as_for_many(persona: str, custody: JusticeMeasure, request: pytest.FixtureRequest) -> None:
    user: User = request.getfixturevalue(persona)
    one_more(custody)
    first = custody.adjustments.get()
    pages = ["/", custody.person.get_absolute_url(), first.get_absolute_url()]
    if persona == "referent":
        pages.append(f"/jeunes/{custody.person.code}/attestation/")
    before = [count(user, page) for page in pages]
    for _ in range(MANY):
        one_more(custody)
    for kind in (SupplyKind.IDENTITY, SupplyKind.CERTIFICATE, SupplyKind.OTHER):
        AdjustmentSupply.objects.create(adjustment=first, kind=kind)
    assert [count(user, page) for page in pages] == before
