"""The fall of 2015, in the demonstration's own records: it would have shown in March of that year."""

from __future__ import annotations

from datetime import date

import pytest

from cases.models import Programme
from reporting.monitoring import UnitLine, monitor

pytestmark = pytest.mark.django_db

# Those whom the officers of 2015 replaced, four in five of the unit.
GONE = {"Odile Renoncourt", "Bruno Chesnais", "Sylvie Maupetit", "Patrice Guélou"}


def vezin_on(on: date) -> tuple[UnitLine, set[str]]:
    """The prison's unit as of that day, and its silent officers."""
    shown = monitor(Programme.objects.filter(code="dernier-ecrou"), on)
    silent = {one.name for one in shown.silent_officers() if one.unit.code == "spip-35-vezin"}
    return next(line for line in shown.unit_lines() if line.unit.code == "spip-35-vezin"), silent


def test_the_fall_shows_in_march_2015() -> None:
    line, silent = vezin_on(date(2015, 3, 31))
    assert line.recent.is_fall
    assert line.recent.made < 2 / 3 * line.recent.before
    assert silent == GONE


def test_nothing_fell_in_the_autumn_before() -> None:
    line, silent = vezin_on(date(2014, 10, 31))
    assert not line.recent.is_fall
    assert silent == set()
