"""A place of a stock: one person at a time, the others in their order, and never more than there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases.models import Placement, PlacementState
from cases.placements.giving import ask, locked_stock, move_up, move_up_everywhere
from cases.placements.undoing import step_back
from partners.models import AgreementState, Commitment
from tests.factories import (
    CommitmentFactory,
    OrganisationFactory,
    PartnerAgreementFactory,
    PlacementFactory,
    YoungPersonFactory,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
ON, LATER = date(2026, 11, 26), date(2027, 3, 1)


@pytest.fixture
def flats() -> Commitment:
    """Two flats, six months at least."""
    agreement = PartnerAgreementFactory(starts_on=date(2026, 1, 1))
    return CommitmentFactory(agreement=agreement, quantity=2, starts_on=date(2026, 1, 1), minimum_months=6)


def wanted(stock: Commitment, first_name: str, on: date = ON, at: datetime = AT) -> Placement:
    placement = Placement(
        person=YoungPersonFactory(first_name=first_name),
        agreement=stock.agreement,
        commitment=stock,
        mission_locale=OrganisationFactory(code="ml-rennes"),
        reserved_from=on,
        asked_on=ON,
    )
    return ask(placement, at)


def to_confirm() -> list[Placement]:
    return [one for one in Placement.objects.all() if one.is_to_confirm]


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(ValidationError) as refused:
        act()
    return str(refused.value.code)


def freed(stock: Commitment, placement: Placement, on: date) -> list[Placement]:
    """Those served once that stay is over."""
    placement.state, placement.ends_on = PlacementState.ENDED, on
    placement.save()
    with transaction.atomic():
        return move_up(locked_stock(stock), AT)


def test_each_has_a_place_and_the_third_waits(flats: Commitment) -> None:
    given = [wanted(flats, name) for name in ("Malo", "Enora", "Yann")]
    assert [(one.place, one.state) for one in given] == [(1, "demandee"), (2, "demandee"), (None, "en_attente")]


def test_the_one_who_waited_most_gets_the_place_to_confirm(flats: Commitment) -> None:
    malo, _, yann, gwen = (wanted(flats, name) for name in ("Malo", "Enora", "Yann", "Gwen"))
    assert freed(flats, malo, ON) == [yann]
    yann.refresh_from_db()
    assert (yann.place, yann.state, yann.is_to_confirm) == (1, "demandee", True)
    assert to_confirm() == [yann]
    assert [*Placement.objects.waiting()] == [gwen]


def test_each_morning_gives_what_came_free_by_itself(flats: Commitment) -> None:
    malo, *_ = (wanted(flats, name) for name in ("Malo", "Enora", "Yann"))
    assert move_up_everywhere(AT) == 0
    Placement.objects.filter(pk=malo.pk).update(state=PlacementState.ENDED, ends_on=ON)
    assert move_up_everywhere(AT) == 1
    assert [one.person.first_name for one in to_confirm()] == ["Yann"]


def test_a_place_added_serves_the_list(flats: Commitment) -> None:
    *_, yann, gwen = (wanted(flats, name) for name in ("Malo", "Enora", "Yann", "Gwen"))
    Commitment.objects.filter(pk=flats.pk).update(quantity=3)
    with transaction.atomic():
        assert move_up(locked_stock(flats), AT) == [yann]
    assert [*Placement.objects.waiting()] == [gwen]


def test_a_place_kept_for_later_is_nobody_else_s_today(flats: Commitment) -> None:
    wanted(flats, "Malo", LATER)
    assert [wanted(flats, name).place for name in ("Enora", "Yann")] == [2, None]


def test_places_are_asked_for_once_and_while_the_agreement_runs(flats: Commitment) -> None:
    malo = wanted(flats, "Malo")
    again = Placement(
        person=malo.person,
        agreement=flats.agreement,
        commitment=flats,
        mission_locale=malo.mission_locale,
        reserved_from=ON,
    )
    assert refusal(lambda: ask(again, AT)) == "already"
    assert refusal(lambda: wanted(flats, "Enora", date(2025, 6, 1))) == "not_running"
    flats.agreement.state = AgreementState.TO_SIGN
    flats.agreement.save()
    assert refusal(lambda: wanted(flats, "Yann")) == "not_running"


def test_an_agreement_without_places_is_asked_all_the_same() -> None:
    placement = PlacementFactory.build(
        person=YoungPersonFactory(),
        agreement=PartnerAgreementFactory(starts_on=date(2026, 1, 1)),
        mission_locale=OrganisationFactory(code="ml-rennes"),
        commitment=None,
        reserved_from=ON,
    )
    assert (ask(placement, AT).place, placement.state) == (None, "demandee")


@pytest.mark.parametrize(
    ("number", "start", "end", "is_refused"),
    [
        (1, ON, None, True),
        (1, date(2026, 1, 1), LATER, True),
        (1, date(2026, 1, 1), ON, False),
        (2, ON, None, False),
        (3, ON, None, True),
        (0, ON, None, True),
    ],
)
def test_the_database_refuses_two_on_a_place_and_one_that_is_not_there(
    flats: Commitment, number: int, start: date, end: date | None, is_refused: bool
) -> None:
    wanted(flats, "Malo")
    more = PlacementFactory.build(
        person=YoungPersonFactory(),
        agreement=flats.agreement,
        commitment=flats,
        mission_locale=OrganisationFactory(code="ml-rennes"),
        place=number,
        reserved_from=start,
        starts_on=start,
        ends_on=end,
    )
    if not is_refused:
        more.save()
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        more.save()


def test_a_stay_goes_on_when_its_stock_shrinks(flats: Commitment) -> None:
    _, enora = wanted(flats, "Malo"), wanted(flats, "Enora")
    Commitment.objects.filter(pk=flats.pk).update(quantity=1)
    enora.state, enora.starts_on = PlacementState.STARTED, ON
    enora.save()
    enora.place = 3
    with pytest.raises(IntegrityError), transaction.atomic():
        enora.save()


def test_a_stay_that_goes_on_after_all_is_on_a_place_that_there_is(flats: Commitment) -> None:
    """Its own may be there no more: the stock became smaller once it was over."""
    malo, enora = wanted(flats, "Malo"), wanted(flats, "Enora")
    for placement in (malo, enora):
        placement.state, placement.starts_on, placement.ends_on = PlacementState.ENDED, ON, ON
        placement.save()
    Commitment.objects.filter(pk=flats.pk).update(quantity=1)
    enora.state, enora.ends_on = PlacementState.STARTED, None
    with pytest.raises(IntegrityError), transaction.atomic():
        enora.save()
    enora.state = PlacementState.ENDED
    enora.commitment = Commitment.objects.get(pk=flats.pk)
    step_back(enora, ON)
    assert (enora.state, enora.place) == (PlacementState.STARTED, 1)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"state": "commencee", "starts_on": ON}, "placement_holds_place"),
        ({"state": "demandee"}, "placement_holds_place"),
        ({"state": "en_attente", "starts_on": ON}, "placement_waits_before_stay"),
        ({"state": "en_attente", "agreement": None}, "Ces places sont celles d’une autre convention."),
    ],
)
def test_the_database_refuses_a_stay_without_its_place(
    flats: Commitment, given: dict[str, object], words: str
) -> None:
    known = {"agreement": flats.agreement, "commitment": flats, "reserved_from": ON} | given
    known["agreement"] = known["agreement"] or PartnerAgreementFactory()
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        PlacementFactory(**known)
