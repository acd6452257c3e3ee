"""The figures of a sheet, counted for one span of days. Pure: the facts of that span."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from cases.models import PlacementResult
from partners.models import Commitment, CommitmentKind
from reporting.committees.facts import Amount, Facts, Placed
from reporting.committees.subject import Span
from reporting.figures.situations import FAMILIES
from reporting.rounding import percent

# What a record behind a figure is: "agreement", "programme" or "placement", and its id.
Record = tuple[str, int]
PROMISES = {
    "places": (CommitmentKind.PLACES, "Places"),
    "jeunes-par-an": (CommitmentKind.PEOPLE_A_YEAR, "Jeunes par an"),
    "jours": (CommitmentKind.DAYS, "Jours par an"),
    "temps-de-travail": (CommitmentKind.STAFF, "Temps de travail (ETP)"),
}
# A return to custody is told to nobody outside: it is among the other situations.
FOLLOWED = {
    "employment": ("suite-emploi", "Emploi"),
    "training": ("suite-formation", "Formation"),
    "immersion": ("suite-immersion", "Immersion, service civique"),
    "other": ("suite-autre", "Autre situation"),
    None: ("suite-aucune", "Aucune situation connue"),
}
RESULTS = {**{choice.value: (f"resultat-{choice.value}", choice.label) for choice in PlacementResult}}
UNKNOWN_RESULT = ("resultat-inconnu", "Résultat non noté")


@dataclass(frozen=True)
class Figure:
    """A value (None: unknown, or a share of nothing), how many young people it is about (None: it is about nobody),
    the records behind it."""

    value: int | Decimal | None
    people: int | None = None
    records: tuple[Record, ...] = ()


@dataclass(frozen=True)
class Part:
    """What a sheet asks: a key for its address, its words, in what it is counted, how."""

    key: str
    label: str
    count: Callable[[Facts], Figure]
    unit: str = ""


def of_placements(rows: Iterable[Placed]) -> Figure:
    """How many, and about how many young people."""
    rows = list(rows)
    return Figure(len(rows), len({row.person for row in rows}), tuple(("placement", row.pk) for row in rows))


def agreements(facts: Facts) -> Figure:
    """Those that run on the last day."""
    running = facts.in_force()
    return Figure(len(running), records=tuple(("agreement", agreement.pk) for agreement, _ in running))


def promised(kind: CommitmentKind) -> Callable[[Facts], Figure]:
    """The sum of the commitments of that kind in force on the last day."""

    def count(facts: Facts) -> Figure:
        held = [
            (agreement, one) for agreement, said in facts.in_force() for one in said.commitments if one.kind == kind
        ]
        records = dict.fromkeys(("agreement", agreement.pk) for agreement, _ in held)
        return Figure(sum((one.quantity for _, one in held), Decimal()), records=tuple(records))

    return count


def given(funders: set[int]) -> Callable[[Facts], Figure]:
    """What these funders grant for the whole year of the last day; unknown as soon as one amount is."""

    def count(facts: Facts) -> Figure:
        held: list[Amount] = [amount for amount in facts.amounts if amount.funder in funders]
        euros = [amount.euros for amount in held if amount.euros is not None]
        is_known = len(euros) == len(held)
        records = dict.fromkeys(amount.source for amount in held)
        return Figure(sum(euros, Decimal()) if is_known else None, records=tuple(records))

    return count


def started(facts: Facts) -> Figure:
    """Placements that began in the span."""
    return of_placements(
        row for row in facts.placements if row.starts_on and facts.span.first <= row.starts_on <= facts.span.last
    )


def received(facts: Facts) -> Figure:
    """Young people who were on a place on a day of the span, each once."""
    there = of_placements(row for row in facts.placements if row.is_there_in(facts.span))
    return Figure(there.people, there.people, there.records)


def days_offered(facts: Facts) -> Figure:
    """Places in force, day by day, summed over the span."""
    held = facts.offered()
    records = dict.fromkeys(("agreement", stock.agreement_id) for stock, _ in held)
    days = sum(int(stock.quantity) * ((stretch.last - stretch.first).days + 1) for stock, stretch in held)
    return Figure(days, records=tuple(records))


def days_used(facts: Facts) -> Figure:
    """Days on which someone had one of these places, summed over the span."""
    by_stock: dict[int, list[Placed]] = {}
    for row in facts.placements:
        if row.commitment is not None and row.place is not None:
            by_stock.setdefault(row.commitment, []).append(row)
    used = [(row, days) for stock, stretch in facts.offered() for row, days in days_by_row(by_stock, stock, stretch)]
    there = of_placements(dict.fromkeys(row for row, _ in used))
    return Figure(sum(days for _, days in used), there.people, there.records)


def days_by_row(by_stock: dict[int, list[Placed]], stock: Commitment, stretch: Span) -> Iterable[tuple[Placed, int]]:
    """The stays of a stock that fall in a stretch, with their days there."""
    counted = ((row, row.days_in(stretch)) for row in by_stock.get(stock.pk, []))
    return [(row, days) for row, days in counted if days]


def occupancy(facts: Facts) -> Figure:
    """Days used of the days offered, in per cent."""
    used, offered = days_used(facts), days_offered(facts)
    assert isinstance(used.value, int) and isinstance(offered.value, int)
    return Figure(percent(used.value, offered.value), used.people, used.records)


def waiting(facts: Facts) -> Figure:
    """Those on a waiting list on the last day."""
    return of_placements(row for row in facts.placements if row.waits_on(facts.span.last))


def ended(facts: Facts) -> list[Placed]:
    """The placements whose last day is in the span."""
    return [row for row in facts.placements if row.ends_on and facts.span.first <= row.ends_on <= facts.span.last]


def ended_as(result: str) -> Callable[[Facts], Figure]:
    """Of these, those that ended so."""
    return lambda facts: of_placements(row for row in ended(facts) if row.result == result)


def followed_by(family: str | None) -> Callable[[Facts], Figure]:
    """Of these, those that such a situation followed."""

    def family_of(row: Placed) -> str | None:
        return FAMILIES[row.followed_by] if row.followed_by else None

    return lambda facts: of_placements(row for row in ended(facts) if family_of(row) == family)


COMMITMENTS = (
    Part("conventions", "Conventions en vigueur", agreements),
    *(Part(key, label, promised(kind)) for key, (kind, label) in PROMISES.items()),
)
OF_DAYS = (
    Part("jours-occupes", "Journées occupées", days_used),
    Part("jours-offerts", "Journées offertes", days_offered),
    Part("occupation", "Taux d’occupation", occupancy, "%"),
)
USE = (
    Part("commencees", "Séjours commencés", started),
    Part("accueillis", "Jeunes accueillis", received),
    *OF_DAYS,
)
WAITING = (Part("attente", "Jeunes sur liste d’attente", waiting),)
ENDED = Part("finies", "Séjours terminés", lambda facts: of_placements(ended(facts)))
HOW_ENDED = (
    *(Part(key, label, ended_as(value)) for value, (key, label) in RESULTS.items()),
    Part(*UNKNOWN_RESULT, ended_as("")),
)
WHAT_FOLLOWED = tuple(Part(key, label, followed_by(family)) for family, (key, label) in FOLLOWED.items())
