"""How many: the accompanied, the newly entered, those seen, in the year and since the start."""

from __future__ import annotations

from datetime import date

from cases.ages import age_on
from cases.models import ContactKind
from reporting.facts import Facts, shared
from reporting.figures.cells import Cells, Number, count_of, grouped, shares
from reporting.rows import EnrolmentRow

INTERVIEW = ContactKind.INTERVIEW.value


def accompanied(facts: Facts) -> Number:
    """People with an enrolment counted: in scope, begun on or before 31 December, not ended before 1 January."""
    return count_of(facts.latest_entry.keys())


@shared
def entries(facts: Facts) -> list[EnrolmentRow]:
    """The enrolments that make `new_entries`."""
    year, everywhere = facts.scope.year, facts.scope.organisation is None
    return [row for row in facts.enrolments if row.entered_on.year == year and not (everywhere and row.by_handover)]


@shared
def new_entries(facts: Facts) -> Number:
    """People with an enrolment in scope whose entry is in the year; without a Mission Locale in the scope, entries by
    hand-over are left out."""
    return count_of({row.person_id for row in entries(facts)})


def exceptions(facts: Facts) -> Number:
    """Of the enrolments that make `new_entries`, those (not people) with a written exception."""
    return count_of([row.id for row in entries(facts) if row.exception_reason.strip()])


def entry_year(facts: Facts) -> Cells:
    """Accompanied people by the year of the latest entry among the enrolments counted."""
    groups = grouped((str(entry.year), person) for person, entry in facts.latest_entry.items())
    years = {year: year for year in sorted(groups, key=int)}
    return shares("entry_year", "Année d’entrée", years, groups)


def over_25_at_entry(facts: Facts) -> Number:
    """Accompanied people aged 26 or more on the day of their latest entry among the enrolments counted."""
    entry = facts.latest_entry
    return count_of([person.id for person in facts.accompanied if age_on(person.birth_date, entry[person.id]) > 25])


@shared
def plie(facts: Facts) -> Number:
    """Accompanied people with an enrolment counted that carries a PLIE entry (whatever its own exit) on or before
    31 December and no PLIE exit before 1 January."""
    first, last = facts.scope.first_day, facts.scope.last_day
    return count_of(
        {
            row.person_id
            for row in facts.counted
            if row.plie_entered_on
            and row.plie_entered_on <= last
            and (row.plie_left_on is None or row.plie_left_on >= first)
        }
    )


@shared
def seen(facts: Facts) -> Number:
    """People with at least one interview in the year while followed, admitted or not."""
    return count_of({person for _, person, kind, _ in facts.met.contacts if kind == INTERVIEW})


def since(facts: Facts) -> Number:
    """The first year of the programme's cumulative figures; with several programmes, the earliest."""
    return Number(facts.scope.since)


def accompanied_since(facts: Facts) -> Number:
    """`accompanied` over the period from 1 January of `since` to 31 December; null without such a year."""
    if facts.scope.since is None:
        return Number(None)
    counted = facts.enrolments_counted(date(facts.scope.since, 1, 1), facts.scope.last_day)
    return count_of({row.person_id for row in counted})


def seen_since(facts: Facts) -> Number:
    """`seen` over the period from 1 January of `since` to 31 December; null without such a year."""
    if facts.scope.since is None:
        return Number(None)
    earlier = facts.seen_earlier(date(facts.scope.since, 1, 1))
    this_year = seen(facts).ids if facts.scope.since <= facts.scope.year else ()
    return count_of(earlier.union(this_year))
