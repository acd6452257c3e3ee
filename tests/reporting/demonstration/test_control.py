"""The proof: each figure printed in 2016 beside the one computed."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from cases.models import Programme
from partners.models import User
from reporting.control import (
    COMPATIBLE,
    DIFFERENT,
    IDENTICAL,
    NOT_GIVEN_BACK,
    Line,
    control_lines,
    counts,
    printed_report,
)
from reporting.control_records import recorded_lines
from reporting.report import annual_report
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

ADDRESS = "/bilans/dernier-ecrou/2016/controle/"


@pytest.mark.parametrize(
    ("line", "status", "difference"),
    [
        (Line("", "", 88, 88), IDENTICAL, 0),
        (Line("", "", 88, 87), DIFFERENT, -1),
        (Line("", "", 88, None), DIFFERENT, None),
        (Line("", "", 2, 1, why="2 sur 147 font 1 %."), NOT_GIVEN_BACK, -1),
        (Line("", "", "près de 500", 480, between=(480, 500)), COMPATIBLE, None),
        (Line("", "", "près de 500", 500, between=(480, 500)), COMPATIBLE, None),
        (Line("", "", "près de 500", 501, between=(480, 500)), DIFFERENT, None),
        (Line("", "", "près de 500", 479, between=(480, 500)), DIFFERENT, None),
    ],
)
def test_a_line_says_how_it_ends(line: Line, status: str, difference: int | None) -> None:
    assert (line.status, line.difference) == (status, difference)


@pytest.fixture
def lines() -> list[Line]:
    programme = Programme.objects.get(code="dernier-ecrou")
    report = annual_report(programmes=[programme], year=2016, as_of=date(2017, 3, 1))
    return control_lines(printed_report("dernier-ecrou", 2016), report)


def test_every_printed_figure_is_given_back_but_those_with_a_reason(lines: list[Line]) -> None:
    assert [line for line in lines if line.status == DIFFERENT] == []
    assert counts(lines) == {"identical": 102, "compatible": 2, "different": 0, "not_reproduced": 9}


def test_rules_and_commitments_are_read_in_the_records() -> None:
    programme = Programme.objects.get(code="dernier-ecrou")
    lines = recorded_lines(printed_report("dernier-ecrou", 2016), programme, 2016)
    assert [line.computed for line in lines if line.status == IDENTICAL] == [18, 25, 3, 24, 9, 6, 12, 5]
    assert counts(lines) == {"identical": 8, "compatible": 0, "different": 0, "not_reproduced": 6}


def test_the_page_shows_each_line(coordinator: User) -> None:
    browser: Client = signed_in(coordinator)
    page = browser.get(ADDRESS).content.decode()
    for words in ("près de 500", "2 sur 147 font 1", "Sorties positives", "Logement et permis", "ALFADI, places"):
        assert words in page
