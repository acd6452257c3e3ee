"""Places with partners under agreements, and hand-overs between Missions Locales."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from cases.models import HandoverDecision
from partners.agreements.in_force import places_on, ran_in
from reporting.facts import Facts
from reporting.figures.cells import Cells, grouped, shares
from reporting.figures.situations import FAMILIES
from reporting.rounding import median
from reporting.rows import HandoverRow, PlacementRow
from reporting.structure import Row, Table, Value

PLACEMENT_COLUMNS = ("started", "used", "agreed")
FOLLOWED = {
    "employment": "Emploi",
    "training": "Formation",
    "immersion": "Immersion, service civique",
    "other": "Autre situation",
    "unknown": "Aucune situation connue",
}
HANDOVER_COLUMNS = ("asked", "accepted", "median_days")


def placements(facts: Facts) -> Cells:
    """Placements of people while followed, by agreement of the programmes: begun in the year; places used, the most on
    one day of the year, the day of a departure left out; places agreed, on 31 December or the agreement's last day."""
    by_agreement = grouped((row.code, row) for row in facts.placements)
    rows: list[Row] = []
    ids: dict[tuple[str, str], list[int]] = {}
    for code, of_agreement in sorted(by_agreement.items()):
        begun = [row for row in of_agreement if is_placed(facts, row)]
        started = [row.placements__id for row in begun if row.placements__starts_on.year == facts.scope.year]
        used = used_together(facts, begun)
        named, agreement = of_agreement[0], facts.agreements[of_agreement[0].id]
        if used or ran_in(agreement, facts.scope.first_day, facts.scope.last_day):
            label = f"{named.organisation__name} : {named.subject}"
            agreed = places_on(agreement, facts.scope.last_day)
            rows.append(Row(code, label, {"started": len(started), "used": len(used), "agreed": agreed}))
            ids |= {(code, "started"): started, (code, "used"): used}
    total: dict[str, Value] = {column: sum_of(row.values[column] for row in rows) for column in PLACEMENT_COLUMNS}
    return Cells(Table("placements", "Places chez les partenaires", PLACEMENT_COLUMNS, tuple(rows), total), ids)


def placements_followed(facts: Facts) -> Cells:
    """The placements of `placements` that began in the year, by the situation that followed by 31 December."""
    begun = [row for row in facts.placements if is_placed(facts, row)]
    groups = grouped(
        (followed_by(facts, row), row.placements__id)
        for row in begun
        if row.placements__starts_on.year == facts.scope.year
    )
    return shares("placements_followed", "Après une place", FOLLOWED, groups)


def followed_by(facts: Facts, row: PlacementRow) -> str:
    """The family of the situation that followed a placement; unknown without one by 31 December."""
    kind, since = row.placements__situation__kind, row.placements__situation__starts_on
    return FAMILIES[kind] if kind and since and since <= facts.scope.last_day else "unknown"


def sum_of(values: Iterable[Any]) -> Value:
    """Their sum; None as soon as one is unknown."""
    known = list(values)
    return None if None in known else sum(known)


def is_placed(facts: Facts, row: PlacementRow) -> bool:
    """Whether the placement counts: begun by 31 December, while the person was followed, by the Mission Locale in
    scope."""
    organisation, start = facts.scope.organisation, row.placements__starts_on
    if start is None or start > facts.scope.last_day:
        return False
    if organisation is not None and row.placements__mission_locale != organisation.pk:
        return False
    return facts.is_followed(row.placements__person, start)


def used_together(facts: Facts, begun: list[PlacementRow]) -> list[int]:
    """The placements of the day of the year on which there were the most (the first of such days)."""
    days = sorted({max(row.placements__starts_on, facts.scope.first_day) for row in begun})
    running = [
        [row.placements__id for row in begun if holds_place(row.placements__starts_on, row.placements__ends_on, day)]
        for day in days
    ]
    return max(running, key=len, default=[])


def holds_place(start: date, end: date | None, day: date) -> bool:
    """Whether a stay takes a place that day: its last day frees it, unless it is the first as well."""
    return start <= day and (end is None or day < end or day == start)


def handovers(facts: Facts) -> Cells:
    """Hand-overs asked in the year, by Mission Locale asked: how many, how many accepted by 31 December, median of the
    days to its decision by then."""
    of_year = [row for row in facts.handovers if row.asked_on.year == facts.scope.year]
    by_organisation = grouped((facts.organisations[row.to_mission_locale_id], row) for row in of_year)
    rows, ids = [], {}
    for organisation in sorted(by_organisation, key=lambda organisation: organisation.code):
        asked = by_organisation[organisation]
        accepted = [row for row in decided(facts, asked) if row.decision == HandoverDecision.ACCEPTED]
        ids[organisation.code, "asked"] = [row.id for row in asked]
        ids[organisation.code, "accepted"] = [row.id for row in accepted]
        rows.append(Row(organisation.code, organisation.name, handover_values(facts, asked)))
    return Cells(Table("handovers", "Relais", HANDOVER_COLUMNS, tuple(rows), handover_values(facts, of_year)), ids)


def decided(facts: Facts, rows: list[HandoverRow]) -> list[HandoverRow]:
    """Those decided by 31 December."""
    last_day = facts.scope.last_day
    return [row for row in rows if row.decision != HandoverDecision.PENDING and row.decided_on <= last_day]


def handover_values(facts: Facts, asked: list[HandoverRow]) -> dict[str, Value]:
    """Their numbers, and the median delay of the decisions."""
    answers = decided(facts, asked)
    return {
        "asked": len(asked),
        "accepted": sum(row.decision == HandoverDecision.ACCEPTED for row in answers),
        "median_days": median((row.decided_on - row.asked_on).days for row in answers),
    }
