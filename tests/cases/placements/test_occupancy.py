"""How full a stock was and will be, month by month."""

from __future__ import annotations

from datetime import date

import pytest

from cases.models import Placement
from cases.placements.occupancy import Month, occupancy
from cases.placements.picture import BAR, Ending, picture
from cases.placements.stock_page import ending_of
from partners.models import Renewal
from tests.cases.placements.given import ON, YEAR, flats, placed
from tests.factories import YoungPersonFactory

pytestmark = pytest.mark.django_db


def months() -> dict[date, Month]:
    """The months of two flats, by their first day: one let from February to August, the other since June until
    January; the first one kept from 10 December."""
    stock = flats(2, ends_on=date(2027, 8, 31))
    placed(YoungPersonFactory(), stock, place=1, starts_on=date(2026, 2, 10), ends_on=date(2026, 8, 1))
    placed(YoungPersonFactory(), stock, place=2, starts_on=date(2026, 6, 3), expected_end_on=date(2027, 1, 31))
    placed(YoungPersonFactory(), stock, place=1, reserved_from=date(2026, 12, 10))
    return {month.first_day: month for month in occupancy([stock], list(Placement.objects.all()), ON)}


def test_the_most_that_were_taken_on_a_day_of_each_month() -> None:
    known = months()
    taken = [known[date(2026, month, 1)].taken for month in range(1, 12)]
    assert taken == [0, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1]
    assert len(known) == 25


def test_what_will_be_taken_as_things_stand() -> None:
    """A stay until its expected end; what is kept, for the six months that the agreement asks at least."""
    known = months()
    coming = [date(2026, 12, 1), *(date(2027, month, 1) for month in range(1, 8))]
    assert [known[day].taken for day in coming] == [2, 2, 1, 1, 1, 1, 1, 0]
    assert [known[day].is_to_come for day in (date(2026, 11, 1), date(2026, 12, 1))] == [False, True]


def test_there_are_no_places_before_nor_after_the_agreement() -> None:
    known = months()
    places = [known[day].places for day in (date(2025, 12, 1), date(2026, 1, 1), date(2027, 8, 1), date(2027, 9, 1))]
    assert places == [0, 2, 2, 0]


def test_who_stays_beyond_the_expected_end_goes_on_taking_the_place() -> None:
    """Until the departure is noted: in the month that runs, and in those that come."""
    stock = flats(2)
    placed(YoungPersonFactory(), stock, place=1, starts_on=YEAR, expected_end_on=date(2026, 10, 1))
    placed(YoungPersonFactory(), stock, place=2, starts_on=date(2026, 6, 1), expected_end_on=date(2026, 12, 15))
    known = {month.first_day: month for month in occupancy([stock], list(Placement.objects.all()), ON)}
    days = [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert [(known[day].taken, known[day].beyond) for day in days] == [(2, 0), (2, 1), (2, 1), (2, 1), (1, 1)]


def test_a_full_month_is_drawn_as_high_as_there_is_room() -> None:
    been, coming = picture(list(months().values()))
    assert (len(been.bars), len(coming.bars)) == (13, 12)
    drawn = {bar.month.first_day: bar for bar in been.bars}
    full, half = drawn[date(2026, 7, 1)], drawn[date(2026, 8, 1)]
    assert (full.height, full.y) == (full.all_height, full.all_y)
    assert half.height == full.height / 2
    assert half.words == "août 2026\N{NO-BREAK SPACE}: 1 place sur 2"


def test_the_last_day_of_the_agreement_is_a_line_and_the_months_after_it_say_so() -> None:
    been, coming = picture(list(months().values()), Ending(date(2027, 2, 28), "de la convention"))
    february, march = coming.bars[2:4]
    assert been.end_x is None
    assert coming.end_x == (february.x + BAR + march.x) / 2
    assert (february.after, march.after) == ("", "après la fin de la convention")
    assert march.words.endswith("1 place sur 2, prévu, après la fin de la convention")


def test_places_that_end_before_their_agreement_say_it_of_themselves() -> None:
    stock = flats(2)
    stock.agreement.ends_on, stock.agreement.renewal = date(2027, 8, 31), Renewal.NONE
    assert ending_of([stock]) == Ending(date(2027, 8, 31), "de la convention")
    stock.ends_on = date(2027, 5, 31)
    assert ending_of([stock]) == Ending(date(2027, 5, 31), "de ces places")
    stock.ends_on, stock.agreement.renewal = None, Renewal.TACIT
    assert ending_of([stock]) is None
