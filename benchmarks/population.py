"""Invented people in bulk, the same each time: 50 Missions Locales, eight contacts each, five years of entries.

Nine in ten are in one programme, the others in a second one; the report measured is that of the first, for the last of
the five years. Every table that the report reads has rows, and every value of every list occurs.
"""

from __future__ import annotations

from random import Random

from benchmarks.databases import insert, settle
from benchmarks.frame import add_frame
from benchmarks.people import COLUMNS, People

PEOPLE_AT_ONCE = 10_000
SEED = 2016


def populate(people: int) -> None:
    """Fills the database in use, which must be empty, with so many people."""
    rng = Random(SEED)
    add_frame()
    drawn = People(rng)
    for first in range(1, people + 1, PEOPLE_AT_ONCE):
        for person in range(first, min(first + PEOPLE_AT_ONCE, people + 1)):
            drawn.add(person)
        for table, rows in drawn.taken():
            insert(table, COLUMNS[table], rows)
    settle()
