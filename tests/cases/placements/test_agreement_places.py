"""An agreement that changes: who waits gets what it gives, at once, and who is there is counted before it ends."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from cases.models import Placement, YoungPerson
from cases.placements.giving import locked_stock, move_up
from cases.placements.stocks import read_stocks
from partners.models import AgreementState, AmendmentState, Commitment, User
from tests.cases.placements.given import AT, ON, YEAR, flats, placed, send
from tests.factories import AmendmentFactory, CommitmentFactory, YoungPersonFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db
MOVED = "La liste d’attente a avancé\N{NO-BREAK SPACE}: 1 place réservée, à confirmer."


@pytest.fixture(autouse=True)
def on_that_day() -> object:
    with travel(AT, tick=False):
        yield


@pytest.fixture
def waiting(malo: YoungPerson) -> Placement:
    """Malo, whom somebody who has the one flat keeps waiting; one more waits after him."""
    flat = flats(1)
    placed(YoungPersonFactory(), flat, place=1, state="commencee", starts_on=YEAR)
    placed(YoungPersonFactory(), flat, state="en_attente", waiting_since=AT + timedelta(hours=1))
    return placed(malo, flat, state="en_attente", waiting_since=AT)


def test_a_place_more_goes_at_once_to_the_first_who_waits(coordinator: User, waiting: Placement) -> None:
    answer = send(coordinator, reverse("cases:commitment_edit", args=[waiting.commitment_id]), {"quantity": 2})
    assert MOVED in answer.content.decode()
    waiting.refresh_from_db()
    assert (waiting.place, waiting.is_to_confirm, waiting.reserved_from) == (2, True, ON)
    assert Placement.objects.waiting().count() == 1


def test_the_place_of_an_amendment_goes_to_who_waits_from_the_day_on_which_it_begins(
    coordinator: User, waiting: Placement
) -> None:
    agreement, new_year = waiting.agreement, date(2027, 1, 1)
    amendment = AmendmentFactory(agreement=agreement, state=AmendmentState.TO_SIGN, takes_effect_on=new_year)
    given = {"agreement": agreement, "amendment": amendment, "starts_on": new_year, "minimum_months": 6}
    more = CommitmentFactory(label="Studios de plus", quantity=1, **given)
    address = reverse("cases:amendment_sign", args=[amendment.pk])
    answer = signed_in(coordinator).post(address, {"signed_on": ON.isoformat()}, follow=True)
    assert MOVED in answer.content.decode()
    waiting.refresh_from_db()
    assert (waiting.commitment, waiting.place, waiting.reserved_from) == (more, 1, new_year)


def test_an_amendment_that_puts_places_in_the_stead_of_others_leaves_everyone_there(
    coordinator: User, waiting: Placement
) -> None:
    """One flat becomes two: who had it has it still, so that the first who waits gets the other, and no third is."""
    agreement, flat, soon = waiting.agreement, waiting.commitment, ON + timedelta(days=5)
    amendment = AmendmentFactory(agreement=agreement, state=AmendmentState.TO_SIGN, takes_effect_on=soon)
    amendment.ended_commitments.add(flat)
    given = {"agreement": agreement, "amendment": amendment, "starts_on": soon, "minimum_months": 6}
    flats_now = CommitmentFactory(label="Studios", quantity=2, **given)
    sign = reverse("cases:amendment_sign", args=[amendment.pk])
    signed_in(coordinator).post(sign, {"signed_on": ON.isoformat()})
    waiting.refresh_from_db()
    assert (waiting.commitment, waiting.place, waiting.reserved_from) == (flats_now, 2, soon)
    assert Placement.objects.waiting().count() == 1
    with travel(AT + timedelta(days=6), tick=False):
        page = signed_in(coordinator).get
        [stock] = page(reverse("cases:stock_list")).context["stocks"]
        assert [len(stock.occupied), len(stock.reserved), stock.free, len(stock.waiting)] == [1, 1, 0, 1]
        assert page(reverse("cases:stock_list")).context["over"] == []
        parts = page(reverse("cases:stock_detail", args=[flats_now.code])).context["parts"]
        assert [(month.taken, month.places) for month in (parts[0].bars[-1].month, parts[1].bars[0].month)] == [
            (1, 2),
            (2, 2),
        ]


@pytest.mark.parametrize("step", ["partneragreement_end", "partneragreement_denounce"])
def test_the_end_of_an_agreement_says_who_is_there_and_tells_those_who_wait(
    coordinator: User, referent: User, waiting: Placement, step: str
) -> None:
    address = reverse(f"cases:{step}", args=[waiting.agreement_id])
    shown = signed_in(coordinator).get(address).content.decode()
    assert "1 jeune y est\N{NO-BREAK SPACE}: son séjour va jusqu’à sa propre fin." in shown
    assert "2 jeunes attendent" in shown
    send(coordinator, address, {"denounced_on": ON, "closed_on": ON - timedelta(days=step == "partneragreement_end")})
    with travel(AT + timedelta(days=1), tick=False):
        assert "Convention finie" in signed_in(referent).get(reverse("home")).content.decode()
        assert "Ces places s’arrêtent le" in signed_in(referent).get(waiting.get_absolute_url()).content.decode()
    assert Placement.objects.waiting().count() == 2


def test_an_agreement_that_is_over_asks_for_no_signature(coordinator: User, waiting: Placement) -> None:
    AmendmentFactory(agreement=waiting.agreement, state=AmendmentState.TO_SIGN, takes_effect_on=ON)
    page = signed_in(coordinator).get
    assert "est à signer" in page(waiting.agreement.get_absolute_url()).content.decode()
    type(waiting.agreement).objects.update(state=AgreementState.DENOUNCED, closed_on=ON + timedelta(days=30))
    assert "est à signer" not in page(waiting.agreement.get_absolute_url()).content.decode()


def test_the_use_of_places_is_that_of_the_day_and_nobody_types_it(coordinator: User, waiting: Placement) -> None:
    page, address = signed_in(coordinator).get, waiting.agreement.get_absolute_url()
    shown = page(address)
    assert [(row["used"], row["promised"]) for row in shown.context["commitments"]] == [("1", "1")]
    assert "/relever/" not in shown.content.decode()
    assert page(reverse("partners:commitmentuse_create", args=[waiting.commitment_id])).status_code == 404
    before = page(f"{address}?le={YEAR - timedelta(days=1)}").context["commitments"]
    assert [row["used"] for row in before] == ["0"]


def test_fewer_places_are_free_once_fewer_people_are_there_than_they_are(malo: YoungPerson) -> None:
    """Four flats, all taken, become three: who leaves the first frees none, the second one who leaves does."""
    were = flats(4)
    there = [placed(YoungPersonFactory(), were, place=n, state="commencee", starts_on=YEAR) for n in range(1, 5)]
    change = {
        "agreement": were.agreement,
        "amendment": AmendmentFactory(agreement=were.agreement, state="signe", signed_on=YEAR, takes_effect_on=ON),
    }
    change["amendment"].ended_commitments.add(were)
    Commitment.objects.filter(pk=were.pk).update(ends_on=ON - timedelta(days=1))
    now = CommitmentFactory(label="Studios", quantity=3, starts_on=ON, minimum_months=6, **change)
    for first_name in ("Enora", "Gwen"):
        placed(YoungPersonFactory(first_name=first_name), now, state="en_attente", waiting_since=AT)
    for gone, free in enumerate((0, 0, 1)):
        [stock] = read_stocks([now], ON)
        with transaction.atomic():
            served = move_up(locked_stock(now), AT)
        assert (stock.free, len(served)) == (free, free), gone
        Placement.objects.filter(pk=there[gone].pk).update(state="terminee", ends_on=ON)


def test_a_long_list_is_served_in_as_many_queries_as_a_short_one(
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]], waiting: Placement
) -> None:
    assert waiting.commitment is not None
    for _ in range(10):
        placed(YoungPersonFactory(), waiting.commitment, state="en_attente", waiting_since=AT)
    with transaction.atomic():
        stock = locked_stock(waiting.commitment)
        with django_assert_max_num_queries(8):
            assert move_up(stock, AT) == []


def test_the_page_of_an_agreement_asks_as_much_for_ten_stocks_as_for_one(coordinator: User) -> None:
    agreement, page, asked = flats(1).agreement, signed_in(coordinator).get, []
    for more in (0, 9):
        for number in range(more):
            CommitmentFactory(agreement=agreement, starts_on=YEAR, label=f"Studios {number}")
        page(agreement.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            assert page(agreement.get_absolute_url()).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1]
