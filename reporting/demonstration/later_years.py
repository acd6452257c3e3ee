"""Dedans-Dehors in the five years up to today, lighter than 2016."""

from __future__ import annotations

from datetime import date

from reporting.demonstration.plans import Plan, Waiver, lighter
from reporting.demonstration.teams import DEDANS_DEHORS_RENNES, DEDANS_DEHORS_SAINT_MALO

# The told past ends in 2018; before it, nothing is added.
FIRST_YEAR = 2019
CLOSE_BY = Waiver("Réside à Saint-Nicolas-de-Redon, sortie préparée chez un proche à Rennes", commune="44185")


def later_years(on: date) -> range:
    """The five years up to `on`, those of the told past left out."""
    return range(max(FIRST_YEAR, on.year - 4), on.year + 1)


def plans(on: date) -> list[Plan]:
    """The quotas of each later year, in both Missions Locales. They are of whole years; `on` cuts the last one."""
    return [plan for year in later_years(on) for plan in (_in_rennes(year, on), _in_saint_malo(year, on))]


def _in_rennes(year: int, on: date) -> Plan:
    rank = year - later_years(on).start
    plan = Plan(
        DEDANS_DEHORS_RENNES,
        year,
        {year: 5, year + 1: 24 + rank, year + 2: 5},
        not_admitted=26 + rank % 3,
        not_seen=6,
        by_ibep=1,
        refused=2,
        exceptions={0: CLOSE_BY} if rank == 2 else {},
        prepared=3,
        waiting=6,
        as_of=on if year == on.year else None,
        opens=rank == 0,
    )
    grown = min(rank, 2)
    return lighter(plan, contacts=225 + 35 * grown + 5 * rank, situations=12 + 4 * grown, adjustments=6 + grown)


def _in_saint_malo(year: int, on: date) -> Plan:
    stays = {year: 2, year + 1: 9 + year % 3, year + 2: 2}
    plan = Plan(
        DEDANS_DEHORS_SAINT_MALO,
        year,
        stays,
        not_admitted=10,
        not_seen=2,
        waiting=2,
        as_of=on if year == on.year else None,
        opens=year == later_years(on).start,
    )
    return lighter(plan, contacts=110, situations=8, adjustments=3)
