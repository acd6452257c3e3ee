"""All adjustments on one page: of those whom one reads, the nearest date first, narrowed by the address."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.adjustments.listing import COUNTED, listed
from cases.models import AccessedPerson, AdjustmentState, AdjustmentSupply, JusticeMeasure, SentenceAdjustment
from partners.models import User
from tests.cases.adjustments.given import AT, ON, day
from tests.factories import ProgrammeFactory, SentenceAdjustmentFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/amenagements/"


def prepared(custody: JusticeMeasure, **facts: Any) -> SentenceAdjustment:
    days = {"starts_on": None, "ends_on": None, "decision": "en_preparation", "outcome": ""}
    made: SentenceAdjustment = SentenceAdjustmentFactory(person=custody.person, measure=custody, **days | facts)
    return made


def shown(user: User, query: str = "") -> list[SentenceAdjustment]:
    return [row.adjustment for row in signed_in(user).get(f"{PAGE}{query}").context["page_obj"]]


def test_the_state_is_the_same_for_one_and_for_many(custody: JusticeMeasure) -> None:
    """Every way in which its days may lie around today."""
    days = (None, day(-1), ON, day(1))
    for decision, hearing, start, end, outcome in product(
        ("en_preparation", "accorde", "refuse"),
        (None, day(-1)),
        days,
        days,
        ("", "en_cours", "sortie_positive", "retour_detention"),
    ):
        if start is None or end is None or start <= end:
            days_of = {"hearing_on": hearing, "starts_on": start, "ends_on": end}
            SentenceAdjustment(
                person=custody.person, kind="ddse", decision=decision, outcome=outcome, **days_of
            ).save()
    prepared(custody, requested_on=day(-9))
    prepared(custody, decision="accorde", starts_on=day(-9), withdrawn_on=day(-1))
    prepared(custody, decision="accorde", return_cause="inconnue")
    rows = SentenceAdjustment.objects.with_state(ON)
    assert {row.stands for row in rows} == set(AdjustmentState.values)
    assert [row.stands for row in rows] == [row.state(ON) for row in rows]


@pytest.mark.parametrize(
    ("facts", "piece", "expected"),
    [
        ({}, None, None),
        ({}, day(3), day(3)),
        ({"hearing_on": day(2)}, day(3), day(2)),
        ({"hearing_on": day(2)}, day(-3), day(-3)),
        ({"decision": "accorde", "starts_on": day(5)}, None, day(5)),
        ({"decision": "accorde", "starts_on": day(-5), "ends_on": day(6)}, day(1), day(6)),
        ({"decision": "accorde", "starts_on": day(-5), "ends_on": day(-1)}, None, day(-1)),
        ({"decision": "accorde", "starts_on": day(-5), "ends_on": day(-1), "outcome": "autre"}, None, None),
        ({"decision": "refuse", "hearing_on": day(2)}, day(3), None),
    ],
)
def test_its_next_date(
    facts: dict[str, Any], piece: date | None, expected: date | None, custody: JusticeMeasure, referent: User
) -> None:
    made = prepared(custody, **facts)
    AdjustmentSupply.objects.create(adjustment=made, kind="hebergement", due_on=day(-9), supplied_on=day(-9))
    if piece:
        AdjustmentSupply.objects.create(adjustment=made, kind="promesse_embauche", due_on=piece)
    [row] = listed(referent, AT)
    assert row.next_on == expected  # type: ignore[attr-defined]


@pytest.mark.parametrize("persona", ["referent", "cpip"])
def test_nearest_first_narrowed_by_the_address(
    persona: str, custody: JusticeMeasure, referent: User, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(persona)
    custody.person.enrolments.update(referent_name=str(referent))
    without, late = prepared(custody), prepared(custody, hearing_on=day(-2))
    near, far = prepared(custody, hearing_on=day(6), kind="semi_liberte"), prepared(custody, hearing_on=day(60))
    over = prepared(custody, decision="refuse")
    assert custody.organisation and custody.organisation.parent
    vezin, unit = custody.organisation.pk, custody.organisation.parent.pk
    body = custody.person.enrolments.get().mission_locale_id
    for query, expected in (
        ("", [late, near, far, without]),
        ("?etat=tous", [late, near, far, without, over]),
        ("?etat=refuse", [over]),
        ("?etat=audience&type=semi_liberte", [near]),
        ("?date=retard", [late]),
        ("?date=7", [near]),
        (f"?lieu={vezin}&date=90", [near, far]),
        (f"?lieu={unit}&etat=prepare", [without]),
        (f"?ml={body}&etat=prepare", [without]),
        ("?qui=moi&etat=prepare", [without] if persona == "referent" else []),
    ):
        assert shown(user, query) == expected, query
    assert signed_in(user).get(f"{PAGE}?etat=rien").status_code == 400


def test_of_others_nothing_and_nothing_is_said_without_any(
    adjustment: SentenceAdjustment, other_referent: User, referent: User
) -> None:
    page = signed_in(other_referent).get(PAGE)
    assert page.context["page_obj"].paginator.count == 0
    assert not page.context["filter"].filters["ml"].queryset.exists()
    assert "Aucun aménagement à suivre" in page.content.decode()
    assert not AccessedPerson.objects.exists()
    assert shown(referent) == [adjustment]
    assert AccessedPerson.objects.get().person_key == adjustment.person.journal_key


def test_a_coordinator_counts_and_reads_no_name(adjustment: SentenceAdjustment, coordinator: User) -> None:
    ProgrammeFactory()
    page = signed_in(coordinator).get(PAGE)
    [row] = [row for row in page.context["counts"]["rows"] if any(cell["value"] == 1 for cell in row)]
    assert row[0]["value"] == "Détention à domicile sous surveillance électronique"
    assert row[1 + COUNTED.index(AdjustmentState.PREPARED)]["value"] == 1
    words = page.content.decode()
    assert adjustment.code not in words and adjustment.person.last_name not in words
    assert not AccessedPerson.objects.exists()


def test_as_many_queries_for_one_as_for_many(custody: JusticeMeasure, referent: User, cpip: User) -> None:
    def one_more() -> None:
        made = prepared(custody, hearing_on=day(6))
        AdjustmentSupply.objects.create(adjustment=made, kind="hebergement", due_on=day(5))

    def count(user: User) -> int:
        browser = signed_in(user)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(PAGE).status_code == 200
        return len(queries)

    one_more()
    before = [count(user) for user in (referent, cpip)]
    for _ in range(24):
        one_more()
    assert [count(user) for user in (referent, cpip)] == before
    assert max(before) <= 14
