"""What was done since 1 January of the promises that are not of places, beside what each promises. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from partners.agreements.alarms import is_behind, is_exceeded, used
from partners.agreements.in_force import InForce
from partners.agreements.words import quantity_words
from partners.french import number_words
from partners.models import Commitment, CommitmentKind
from reporting.committees.facts import Facts
from reporting.committees.figures import Figure, of_placements
from reporting.committees.small_numbers import is_small

DONE = {
    CommitmentKind.PEOPLE_A_YEAR: ("reçu", "reçus"),
    CommitmentKind.DAYS: ("fait", "faits"),
    CommitmentKind.STAFF: ("fait", "faits"),
}


def done_of(facts: Facts, said: InForce, promise: Commitment) -> Figure:
    """How much was done of it: as it was read last; of young people never read, the placements of its agreement where
    it promises them once. Unknown where nothing says it."""
    on, is_people = facts.span.last, promise.kind == CommitmentKind.PEOPLE_A_YEAR
    records = (("agreement", promise.agreement_id),)
    read = used(promise, on)
    if read is not None and not is_people:
        return Figure(read, records=records)
    begun = of_placements(
        row
        for row in facts.placements
        if row.agreement == promise.agreement_id and row.starts_on and date(on.year, 1, 1) <= row.starts_on <= on
    )
    if read is not None:
        return Figure(read, begun.people if read == begun.value else int(read), records)
    is_alone = sum(one.kind == CommitmentKind.PEOPLE_A_YEAR for one in said.commitments) == 1
    return begun if is_people and is_alone else Figure(None)


def done_in_all(kind: CommitmentKind) -> Callable[[Facts], Figure]:
    """What was done of all the promises of that kind in force on the last day; unknown as soon as one is."""

    def count(facts: Facts) -> Figure:
        done = [
            done_of(facts, said, one) for _, said in facts.in_force() for one in said.commitments if one.kind == kind
        ]
        values, people = [one.value for one in done], [one.people for one in done if one.people is not None]
        total = None if not values or None in values else sum((Decimal(value or 0) for value in values), Decimal())
        records = dict.fromkeys(record for one in done for record in one.records)
        return Figure(total, sum(people) if people else None, tuple(records))

    return count


def promise_words(facts: Facts, said: InForce, is_paper: bool = False) -> str:
    """What an agreement promises, each with what was done of it, and whether that is late."""
    words = ", ".join(one_promise(facts, said, one, is_paper) for one in said.commitments)
    return words or "sans engagement chiffré"


def one_promise(facts: Facts, said: InForce, promise: Commitment, is_paper: bool) -> str:
    """« 40 jours par an (10 faits, en retard) »; on paper no number of young people, which a total would give away."""
    told = quantity_words(promise)
    if promise.kind == CommitmentKind.PLACES:
        return told
    done = done_of(facts, said, promise)
    how = [] if is_paper and promise.kind == CommitmentKind.PEOPLE_A_YEAR else done_words(promise, done)
    how += [] if is_paper and is_small(done.people) else standing(promise, done, facts.span.last)
    return f"{told} ({', '.join(how)})" if how else told


def done_words(promise: Commitment, done: Figure) -> list[str]:
    """« 10 faits », or nothing where it is unknown."""
    if done.value is None:
        return []
    words = DONE[CommitmentKind(promise.kind)][done.value >= 2]
    return [f"{number_words(done.value)}\N{NO-BREAK SPACE}{words}"]


def standing(promise: Commitment, done: Figure, on: date) -> list[str]:
    """« en retard », « dépassé », as the alarms have it."""
    value = None if done.value is None else Decimal(done.value)
    late = ["en retard"] if is_behind(promise, value, on) else []
    return [*late, "dépassé"] if is_exceeded(promise, value) else late
