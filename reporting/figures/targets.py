"""The targets of the year beside what was reached."""

from __future__ import annotations

from collections.abc import Callable, Collection

from cases.models import Sex
from reporting.facts import Facts
from reporting.figures.cells import Cells, Ids
from reporting.figures.entries import accompanied, new_entries
from reporting.figures.young_people import qpv
from reporting.models import Indicator
from reporting.structure import Row, Table


def targets(facts: Facts) -> Cells:
    """Each target of the year beside what was reached.

    Several programmes: targets add up, null when one lacks it. With a Mission Locale in scope, only the targets set
    for it; without, only those set for the whole programme.
    """
    reached = {indicator.value: reach(facts) for indicator, reach in REACHED.items()}
    rows = tuple(
        Row(code, Indicator(code).label, {"target": target(facts, code), "reached": len(ids)})
        for code, ids in reached.items()
    )
    ids = {(code, "reached"): found for code, found in reached.items()}
    return Cells(Table("targets", "Objectifs", ("target", "reached"), rows), ids)


def target(facts: Facts, indicator: str) -> int | None:
    """The sum of the programmes' targets; None when one of them has none."""
    values = [facts.targets.get((programme.pk, indicator)) for programme in facts.scope.programmes]
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def women(facts: Facts) -> Collection[int]:
    """The women among the `new_entries`."""
    return [person for person in new_entries(facts).ids if facts.people[person].sex == Sex.FEMALE]


def qpv_residents(facts: Facts) -> Collection[int]:
    """The people of `qpv` among the `new_entries`."""
    residents = set(qpv(facts).ids)
    return [person for person in new_entries(facts).ids if person in residents]


REACHED: dict[Indicator, Callable[[Facts], Ids]] = {
    Indicator.ENTRIES: lambda facts: new_entries(facts).ids,
    Indicator.ENTRIES_WOMEN: women,
    Indicator.ENTRIES_QPV: qpv_residents,
    Indicator.ACCOMPANIED: lambda facts: accompanied(facts).ids,
    Indicator.ACCOMPANIED_QPV: lambda facts: qpv(facts).ids,
}
