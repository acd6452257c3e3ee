"""Releases of the year, and returns to custody after a levée d'écrou."""

from __future__ import annotations

import warnings
from datetime import date
from fractions import Fraction
from typing import Any

from scipy.stats import CensoredData, beta, ecdf

from tests.reporting.oracle.custody import effective_release, granted_inside
from tests.reporting.oracle.pathways import is_housed_at_release
from tests.reporting.oracle.rows import (
    Row,
    Scope,
    day,
    first_in_scope,
    half_up,
    is_followed,
    last_followed,
    percent,
    plus,
    within,
)

OUTSIDE_KINDS = ("entretien", "visite", "mediation", "atelier", "information_collective", "telephone")
HORIZONS = {"at_6_months": 182, "at_12_months": 365, "at_24_months": 730}


def year_releases(scope: Scope) -> list[tuple[Row, date]]:
    """Effective releases in Y of people followed on that day; a person may count twice."""
    found = []
    for custody in scope.custodies:
        released = effective_release(scope, custody)
        if within(released, scope.first_day, scope.last_day) and is_followed(scope, custody["jeune"], released):
            found.append((custody, released))
    return found


def is_met_again(scope: Scope, person: str, released: date) -> bool:
    """A contact in person or by telephone, not inside, from the day of release to the 30th day after."""
    return any(
        row["jeune"] == person
        and row["type"] in OUTSIDE_KINDS
        and row["lieu"] != "intra_muros"
        and within(day(row, "date"), released, plus(released, 30))
        for row in scope.contacts
    )


def is_unprepared(scope: Scope, custody: Row, released: date) -> bool:
    """Without adjustment and no interview from the 60th day before to the day of release."""
    held = [on for on in scope.interviews(custody["jeune"]) if within(on, plus(released, -60), released)]
    return not granted_inside(scope, custody) and not held


def releases(scope: Scope) -> dict[str, Any]:
    """Releases of the year. `met_again` is of those released at least 30 days before the report's day."""
    found = year_releases(scope)
    old = [(custody, released) for custody, released in found if plus(released, 30) <= scope.as_of]
    met = [1 for custody, released in old if is_met_again(scope, custody["jeune"], released)]
    housed = [1 for custody, _ in found if is_housed_at_release(scope, custody)]
    dry = [1 for custody, _ in found if not granted_inside(scope, custody)]
    unprepared = [1 for custody, released in found if is_unprepared(scope, custody, released)]
    counts = {
        "released": (len(found), len(found)),
        "met_again": (len(met), len(old)),
        "housing_settled": (len(housed), len(found)),
        "without_adjustment": (len(dry), len(found)),
        "unprepared": (len(unprepared), len(found)),
    }
    rows = [
        {"code": code, "total": total, "base": base, "percent": percent(total, base)}
        for code, (total, base) in counts.items()
    ]
    return {"id": "releases", "columns": ["total", "base", "percent"], "rows": rows, "total": {}}


def first_levee(scope: Scope, person: str) -> Row | None:
    """The custody with the person's first levée d'écrou on or after the first referral or entry in scope, up to Y."""
    first = first_in_scope(scope, person)
    if first is None:
        return None
    ended = [
        row
        for row in scope.custodies
        if row["jeune"] == person and within(day(row, "date_fin"), first, scope.last_day)
    ]
    return min(ended, key=lambda row: (day(row, "date_fin"), day(row, "date_debut")), default=None)


def observed(scope: Scope, custody: Row) -> tuple[int, bool] | None:
    """Days from the levée to the event (the start of the next custody measure on or before E), else to E, the
    earliest of 31 December Y, the report's day and the end of being followed; whether it is an event. None when E
    comes before the levée."""
    person, levee = custody["jeune"], day(custody, "date_fin")
    end = min(scope.last_day, scope.as_of, last_followed(scope, person))
    if end < levee:
        return None
    returns = [
        day(row, "date_debut")
        for row in scope.custodies
        if row["jeune"] == person and row is not custody and within(day(row, "date_debut"), levee, end)
    ]
    return ((min(returns) - levee).days, True) if returns else ((end - levee).days, False)


def share_back(cases: list[tuple[int, bool]], horizon: int) -> Fraction:
    """1 − S at that day, S being the Kaplan–Meier product over the days with a return."""
    still_out = Fraction(1)
    for on in sorted({days for days, back in cases if back and days <= horizon}):
        at_risk = len([1 for days, _ in cases if days >= on])
        returned = len([1 for days, back in cases if back and days == on])
        still_out *= Fraction(at_risk - returned, at_risk)
    return 1 - still_out


def interval(cases: list[tuple[int, bool]], horizon: int) -> tuple[float | None, float | None]:
    """Greenwood log-log 95 % interval of the share back, in percent; null where S is 0 or 1. By SciPy."""
    if share_back(cases, horizon) in (0, 1):
        return None, None
    sample = CensoredData.right_censored([days for days, _ in cases], [not back for _, back in cases])
    with warnings.catch_warnings():  # SciPy warns of the days where S is 0 or 1, which are not asked for
        warnings.simplefilter("ignore", RuntimeWarning)
        bounds = ecdf(sample).sf.confidence_interval(0.95, method="log-log")
    low, high = bounds.high.evaluate(horizon), bounds.low.evaluate(horizon)
    return tuple(half_up(100 * (1 - Fraction(float(bound))), 1) for bound in (low, high))


def upper_bound(cases: list[tuple[int, bool]], horizon: int) -> float | None:
    """When nobody returned within the horizon: the exact (Clopper–Pearson) one-sided 95 % bound on those observed for
    the whole of it, in percent; null below 10 of them."""
    whole = len([1 for days, _ in cases if days >= horizon])
    if any(back and days <= horizon for days, back in cases) or whole < 10:
        return None
    return half_up(100 * Fraction(float(beta.ppf(0.95, 1, whole))), 1)


def horizon_cell(cases: list[tuple[int, bool]], horizon: int) -> dict[str, Any]:
    """The share back at one horizon; null only for an empty group."""
    low, high = interval(cases, horizon) if cases else (None, None)
    return {
        "value": half_up(100 * share_back(cases, horizon), 1) if cases else None,
        "low": low,
        "high": high,
        "at_risk": len([1 for days, _ in cases if days >= horizon]),
        "upper_bound": upper_bound(cases, horizon),
    }


def reincarceration(scope: Scope) -> dict[str, Any]:
    """Returns to custody after the first levée d'écrou, with and without an adjustment in that custody, and all."""
    groups: dict[str, list[tuple[int, bool]]] = {"adjusted": [], "not_adjusted": [], "all": []}
    for person in scope.people:
        custody = first_levee(scope, person)
        case = observed(scope, custody) if custody else None
        if case is not None:
            groups["adjusted" if granted_inside(scope, custody) else "not_adjusted"].append(case)
            groups["all"].append(case)
    rows = []
    for code, cases in groups.items():
        row: dict[str, Any] = {"code": code, "released": len(cases), "returned": len([1 for _, back in cases if back])}
        rows.append(row | {column: horizon_cell(cases, horizon) for column, horizon in HORIZONS.items()})
    return {"id": "reincarceration", "columns": ["released", "returned", *HORIZONS], "rows": rows, "total": {}}
