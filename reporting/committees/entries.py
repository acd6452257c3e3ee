"""The young people of a programme over the days of its sheet, as its yearly report counts them, and its targets."""

from __future__ import annotations

from collections.abc import Callable

from reporting.committees.facts import Facts
from reporting.committees.figures import Figure, Part
from reporting.models import Indicator


def accompanied(facts: Facts) -> set[int]:
    """Those with an enrolment that ran on a day of the span."""
    known = facts.of_programme
    return {row.person_id for row in known.enrolments_counted(facts.span.first, facts.span.last)} if known else set()


def entered(facts: Facts) -> set[int]:
    """Those with an entry in the span; one handed over had entered before."""
    rows = facts.of_programme.enrolments if facts.of_programme else []
    first, last = facts.span.first, facts.span.last
    return {row.person_id for row in rows if first <= row.entered_on <= last and not row.by_handover}


def new_entries(facts: Facts) -> Figure:
    """How many entered; about as few as them, or as those who had before: the number accompanied tells both."""
    people = entered(facts)
    few = min(filter(None, (len(people), len(accompanied(facts) - people))), default=0)
    return Figure(len(people), few, programme_of(facts))


def all_accompanied(facts: Facts) -> Figure:
    """How many were accompanied."""
    people = accompanied(facts)
    return Figure(len(people), len(people), programme_of(facts))


def target(indicator: Indicator) -> Callable[[Facts], Figure]:
    """What the programme aims at in the year of the last day."""

    def count(facts: Facts) -> Figure:
        known = facts.of_programme
        values = known.targets if known else {}
        found = next((value for (_, code), value in values.items() if code == indicator), None)
        return Figure(found, records=programme_of(facts) if found is not None else ())

    return count


def programme_of(facts: Facts) -> tuple[tuple[str, int], ...]:
    """The record behind these figures: no young person is one."""
    known = facts.of_programme
    return tuple(("programme", programme.pk) for programme in known.scope.programmes) if known else ()


ENTRIES = (
    Part("entrees", "Nouvelles entrées", new_entries),
    Part("objectif-entrees", "Objectif d’entrées de l’année", target(Indicator.ENTRIES)),
    Part("accompagnes", "Jeunes accompagnés", all_accompanied),
    Part("objectif-accompagnes", "Objectif de l’année, accompagnés", target(Indicator.ACCOMPANIED)),
)
