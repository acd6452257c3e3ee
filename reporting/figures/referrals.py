"""Referrals of the year: how many, from whom, what became of them; and how soon people in custody are met."""

from __future__ import annotations

from itertools import chain

from cases.models import ReferralDecision
from reporting.document.french import MONTHS
from reporting.facts import Custody, Facts, shared
from reporting.figures.cells import Cells, Ids, grouped, totals
from reporting.rounding import median
from reporting.rows import ReferralRow
from reporting.structure import Row, Table, Value

REFERRAL_COLUMNS = ("total", "seen", "admitted", "pending", "median_days_to_interview")
REACH_COLUMNS = ("total", "met", "met_within_30_days", "median_days")
SOON = 30


def referrals(facts: Facts) -> Cells:
    """Referrals dated in the year: number, by referring body.

    *Seen*: any interview with that person on or after the referral's date and by 31 December. *Admitted*: decided so
    by 31 December. *Pending*: not decided by then. Median of the days from referral to the first such interview.
    """
    of_year = referrals_of_year(facts)
    delays = {row.id: days_to_interview(facts, row) for row in of_year}
    by_body = grouped((facts.organisations[row.referred_by_id], row) for row in of_year)
    rows: list[Row] = []
    ids: dict[tuple[str, str], list[int]] = {}
    for body in sorted(by_body, key=lambda body: body.code):
        outcomes = outcomes_of(facts, by_body[body], delays)
        ids |= {(body.code, column): referred for column, referred in outcomes.items()}
        rows.append(Row(body.code, body.name, referral_values(outcomes, delays)))
    total = referral_values(outcomes_of(facts, of_year, delays), delays)
    return Cells(Table("referrals", "Orientations", REFERRAL_COLUMNS, tuple(rows), total), ids)


@shared
def referrals_of_year(facts: Facts) -> list[ReferralRow]:
    """The referrals in scope dated in the year."""
    year = facts.scope.year
    return [row for row in facts.referrals if row.referred_on.year == year]


def days_to_interview(facts: Facts, row: ReferralRow) -> int | None:
    """The days from the referral to the first interview on or after it and by 31 December; None without one."""
    interview = facts.first_interview(row.person_id, row.referred_on)
    return (interview - row.referred_on).days if interview else None


def outcomes_of(facts: Facts, rows: list[ReferralRow], delays: dict[int, int | None]) -> dict[str, list[int]]:
    """The ids of the referrals: all, seen, admitted, pending."""
    last_day = facts.scope.last_day
    decided = [row for row in rows if row.decision != ReferralDecision.PENDING and row.decided_on <= last_day]
    return {
        "total": [row.id for row in rows],
        "seen": [row.id for row in rows if delays[row.id] is not None],
        "admitted": [row.id for row in decided if row.decision == ReferralDecision.ADMITTED],
        "pending": list({row.id for row in rows} - {row.id for row in decided}),
    }


def referral_values(outcomes: dict[str, list[int]], delays: dict[int, int | None]) -> dict[str, Value]:
    """Their numbers, and the median delay of those seen."""
    days = (delays[row] for row in outcomes["seen"])
    numbers: dict[str, Value] = {column: len(ids) for column, ids in outcomes.items()}
    return numbers | {"median_days_to_interview": median(day for day in days if day is not None)}


def referrals_month(facts: Facts) -> Cells:
    """Referrals dated in the year, by month."""
    groups = grouped((f"{row.referred_on.month:02}", row.id) for row in referrals_of_year(facts))
    labels = {f"{number:02}": month.capitalize() for number, month in enumerate(MONTHS, start=1)}
    return totals("referrals_month", "Orientations par mois", labels, groups)


def reach(facts: Facts) -> Cells:
    """Of custody measures that began in the year, of people with a referral or an entry in scope by 31 December,
    followed then or not: how many (a person may count twice), how many met (any interview from the écrou to
    31 December), how many met within 30 days, median days from écrou to that first interview."""
    begun = custodies_begun(facts)
    days = {custody.id: days_to_meeting(facts, custody) for custody in begun}
    met = {custody: delay for custody, delay in days.items() if delay is not None}
    cells: dict[str, Ids] = {
        "total": list(days),
        "met": list(met),
        "met_within_30_days": [custody for custody, delay in met.items() if delay <= SOON],
    }
    values: dict[str, Value] = {column: len(ids) for column, ids in cells.items()}
    row = Row("all", "Écrous de l’année", values | {"median_days": median(met.values())})
    table = Table("reach", "Délai d’accroche", REACH_COLUMNS, (row,))
    return Cells(table, {("all", column): ids for column, ids in cells.items()})


def custodies_begun(facts: Facts) -> list[Custody]:
    """The custody measures begun in the year, of people whose first referral or entry is on or before 31 December."""
    year, last_day, followed = facts.scope.year, facts.scope.last_day, facts.followed
    return [
        custody
        for custody in chain.from_iterable(facts.custodies.values())
        if custody.starts_on.year == year and followed[custody.person_id].start <= last_day
    ]


def days_to_meeting(facts: Facts, custody: Custody) -> int | None:
    """The days from the écrou to the first interview on or after it and by 31 December; None without one."""
    interview = facts.first_interview(custody.person_id, custody.starts_on)
    return (interview - custody.starts_on).days if interview else None
