"""What a paper does not tell: one to four young people, and what would let it be worked out."""

from __future__ import annotations

from datetime import date

import pytest

from reporting.committees.small_numbers import hidden_parts, is_small
from tests.reporting.committees.given import SPAN, ended, hostel, line, places, sheet_of, stay

N_C = "n.\N{NO-BREAK SPACE}c."


@pytest.mark.parametrize(("people", "hidden"), [(None, False), (0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_are_hidden_and_zero_is_told(people: int | None, hidden: bool) -> None:
    assert is_small(people) is hidden


@pytest.mark.parametrize(
    ("counts", "small", "hidden"),
    [
        ([8, 5, 0], set(), set()),
        ([8, 5, 4], {2}, {2, 1}),
        ([8, 3, 2], {1, 2}, {1, 2}),
        ([8, 1, 1], {1, 2}, {0, 1, 2}),
        ([0, 6, 3], {2}, {1, 2}),
        ([4, 0], {0}, None),
        ([1, 1], {0, 1}, None),
    ],
)
def test_no_hidden_part_can_be_worked_out_from_the_total(
    counts: list[int], small: set[int], hidden: set[int] | None
) -> None:
    assert hidden_parts(counts, small) == hidden


@pytest.mark.django_db
def test_a_paper_hides_what_the_screen_tells() -> None:
    body = hostel()
    stock = places(body)
    stay(stock, date(2017, 2, 1))
    started = line(sheet_of(body), "commencees")
    assert started.words == ["1", "0", "+1"]
    assert started.paper == [N_C, "0", N_C]


@pytest.mark.django_db
def test_how_many_days_one_young_person_stayed_is_hidden_too() -> None:
    body = hostel()
    stay(places(body), date(2017, 2, 1))
    sheet = sheet_of(body)
    assert [line(sheet, key).paper[0] for key in ("jours-occupes", "occupation")] == [N_C, N_C]
    assert line(sheet, "jours-offerts").paper[0] == "1\N{NARROW NO-BREAK SPACE}810"


@pytest.mark.django_db
def test_a_part_that_the_total_gives_away_is_hidden() -> None:
    body = hostel()
    stock = places(body, 60)
    for count, result in ((9, "mene_a_terme"), (6, "vers_solution"), (2, "autre")):
        ended(stock, count, result)
    sheet = sheet_of(body)
    told = {one.label: one.paper[0] for group in sheet.groups for one in group.printed}
    assert (told["Séjours terminés"], told["Mené à terme"]) == ("17", "9")
    assert (told["Parti vers une autre solution"], told["Autre"]) == (N_C, N_C)
    assert "Arrêté par le jeune" not in told


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 4])
def test_how_the_few_places_that_ended_did_is_not_told_at_all(count: int) -> None:
    body = hostel()
    ended(places(body, 20), count, "mene_a_terme")
    results, followed = sheet_of(body, SPAN).groups[-2:]
    assert [(one.label, one.paper[0]) for one in results.printed] == [("Séjours terminés", N_C)]
    assert followed.printed == []
    assert {one.label for one in results.shown} == {"Séjours terminés", "Mené à terme"}


@pytest.mark.django_db
def test_a_year_whose_total_is_hidden_tells_no_part_of_it() -> None:
    body = hostel()
    stock = places(body, 40)
    ended(stock, 7, "mene_a_terme")
    ended(stock, 2, "mene_a_terme", on=date(2016, 3, 1))
    [results, _] = sheet_of(body, SPAN).groups[-2:]
    assert {one.label: one.paper[1] for one in results.printed}["Arrêté par le jeune"] == N_C
    assert {one.paper[1] for one in results.printed} == {N_C}
