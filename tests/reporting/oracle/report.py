"""The whole report."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.reporting.oracle import activity, pathways, people, placements, releases
from tests.reporting.oracle.rows import Package, Scope

# Records that the package does not carry, or that are not the oracle's.
NO_RECORDS = {
    "permanences": ["planned", "held", "kept", "missed"],
    "missed_reasons": ["total"],
}


def figures(scope: Scope) -> dict[str, Any]:
    """Every figure that stands alone."""
    everyone = people.accompanied(scope)
    known = scope.people
    return {
        "accompanied": len(everyone),
        "new_entries": len(people.new_entries(scope)),
        "seen": len(people.seen(scope, scope.first_day, scope.last_day)),
        "plie": len(people.in_plie(scope)),
        "qpv": len([person for person in everyone if pathways.qpv_answer(scope, person) == "yes"]),
        "rqth": len([person for person in everyone if people.yes(known[person], "rqth")]),
        "contacts": len(activity.counted_contacts(scope)),
        "over_25_at_entry": people.over_25_at_entry(scope),
        "exceptions": people.exceptions(scope),
        "adjusted_people": len({row["jeune"] for row in activity.adjustments(scope)}),
        "adjustments_prepared": activity.adjustments_prepared(scope),
        **people.since_start(scope),
        **activity.intensity(scope),
    }


def tables(scope: Scope) -> list[dict[str, Any]]:
    """Every table."""
    empty = [{"id": name, "columns": columns, "rows": [], "total": {}} for name, columns in NO_RECORDS.items()]
    return [
        *people.tables(scope),
        *activity.contact_tables(scope),
        activity.situations(scope),
        *activity.adjustment_tables(scope),
        *activity.referral_tables(scope),
        activity.reach(scope),
        releases.releases(scope),
        pathways.rights(scope),
        pathways.handovers(scope),
        releases.reincarceration(scope),
        people.targets(scope),
        placements.placements(scope),
        placements.placements_followed(scope),
        *empty,
    ]


def report(
    package: Package, programmes: list[str], year: int, as_of: date, organisation: str | None = None
) -> dict[str, Any]:
    """The annual report of those programmes (and perhaps one Mission Locale), as the JSON has it, without labels."""
    scope = Scope(package, programmes, year, as_of, organisation)
    return {
        "programmes": programmes,
        "organisation": organisation,
        "year": year,
        "as_of": as_of.isoformat(),
        "audience": "internal",
        "figures": figures(scope),
        "tables": tables(scope),
    }
