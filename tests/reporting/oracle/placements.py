"""Places with partners: a year is walked day by day, each asked of the rows of the package."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.reporting.oracle.activity import FAMILIES, shares
from tests.reporting.oracle.rows import Row, Scope, day, is_followed, text

IN_FORCE = ("signee", "terminee", "denoncee")


def placements(scope: Scope) -> dict[str, Any]:
    """The agreements of the programmes that are, or were, signed: those that ran on a day of Y, or had somebody."""
    rows = []
    for agreement in sorted(agreements(scope), key=lambda row: row["code"]):
        stays = counted_stays(scope, agreement)
        used = max(sum(takes_place(stay, on) for stay in stays) for on in days_of(scope))
        if used or any(runs(scope, agreement, on) for on in days_of(scope)):
            started = len([stay for stay in stays if start(stay) >= scope.first_day])
            agreed = agreed_places(scope, agreement)
            rows.append({"code": agreement["code"], "started": started, "used": used, "agreed": agreed})
    known = [row["agreed"] for row in rows]
    total = {name: sum(row[name] for row in rows) for name in ("started", "used")}
    total["agreed"] = None if None in known else sum(known)
    return {"id": "placements", "columns": ["started", "used", "agreed"], "rows": rows, "total": total}


def placements_followed(scope: Scope) -> dict[str, Any]:
    """The stays that began in Y under these agreements, by the family of the situation noted as what followed."""
    known = {row["id"]: row for row in scope.rows("situations")}
    counts = dict.fromkeys((*FAMILIES, "unknown"), 0)
    for agreement in agreements(scope):
        for stay in counted_stays(scope, agreement):
            if start(stay) >= scope.first_day:
                counts[what_followed(scope, known.get(text(stay, "situation")))] += 1
    return shares("placements_followed", counts)


def what_followed(scope: Scope, situation: Row | None) -> str:
    """The family of a situation that began by 31 December."""
    if situation is None or (day(situation, "date_debut") or date.max) > scope.last_day:
        return "unknown"
    return next(family for family, members in FAMILIES.items() if situation["type"] in members)


def agreements(scope: Scope) -> list[Row]:
    """Those that a programme of the report names, once signed."""
    named = set()
    for programme in scope.rows("dispositifs"):
        if programme["code"] in scope.programmes:
            named |= set(text(programme, "conventions").split("|"))
    return [row for row in scope.rows("conventions") if row["code"] in named and row["etat"] in IN_FORCE]


def days_of(scope: Scope) -> list[date]:
    """Every day of Y."""
    return [scope.first_day + timedelta(number) for number in range((scope.last_day - scope.first_day).days + 1)]


def start(stay: Row) -> date:
    """The arrival of a stay that began."""
    begun = day(stay, "date_debut")
    assert begun is not None
    return begun


def counted_stays(scope: Scope, agreement: Row) -> list[Row]:
    """Those begun by 31 December by people followed on that day, of the Mission Locale in scope."""
    begun = [row for row in scope.rows("placements") if row["convention"] == agreement["code"]]
    return [
        row
        for row in begun
        if day(row, "date_debut")
        and start(row) <= scope.last_day
        and scope.organisation in (None, row["structure"])
        and is_followed(scope, row["jeune"], start(row))
    ]


def takes_place(stay: Row, on: date) -> bool:
    """From the arrival to the day before the departure; one that ends on its first day takes that day."""
    last = day(stay, "date_fin")
    return on == start(stay) or (start(stay) < on and (last is None or on < last))


def runs(scope: Scope, agreement: Row, on: date) -> bool:
    """Whether the agreement ran that day, by the terms of that day: those that the next signed amendment replaced."""
    begins = day(agreement, "date_debut") or day(agreement, "date_signature")
    if begins and on < begins:
        return False
    closed = day(agreement, "dernier_jour")
    if closed:
        return on <= closed
    signed = [row for row in scope.rows("avenants") if row["convention"] == agreement["code"] and is_signed(row)]
    later = sorted(
        ((day(row, "date_effet"), int(row["numero"])), row) for row in signed if day(row, "date_effet") > on
    )
    renewal, end = text(agreement, "reconduction"), day(agreement, "date_fin")
    if later:
        renewal, end = text(later[0][1], "reconduction_remplacee"), day(later[0][1], "date_fin_remplacee")
    return renewal == "tacite" or end is None or on <= end


def is_signed(amendment: Row) -> bool:
    """Whether it is signed."""
    return amendment["etat"] == "signe"


def agreed_places(scope: Scope, agreement: Row) -> int | None:
    """On 31 December, or on the day nearest to it between the first and the last one that the agreement says today."""
    promised = [row for row in scope.rows("engagements") if row["convention"] == agreement["code"]]
    of_places = [row for row in promised if row["type"] == "places"]
    if not of_places:
        return int(text(agreement, "places")) if text(agreement, "places") else None
    last = day(agreement, "dernier_jour")
    if last is None and text(agreement, "reconduction") != "tacite":
        last = day(agreement, "date_fin")
    begins, on = day(agreement, "date_debut"), scope.last_day
    while last and on > last:
        on -= timedelta(1)
    while begins and on < begins:
        on += timedelta(1)
    signed = {row["code"] for row in scope.rows("avenants") if is_signed(row)}
    given = [
        int(row["nombre"])
        for row in of_places
        if (not text(row, "avenant") or row["avenant"] in signed)
        and day(row, "date_debut") <= on
        and not (day(row, "date_fin") and day(row, "date_fin") < on)
    ]
    return sum(given) if given else None
