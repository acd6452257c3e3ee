"""Two reports held against each other, cell by cell."""

from __future__ import annotations

from typing import Any

# What the foot of each table must hold; anything else there is left out of the comparison.
TOTALS = {
    "sex": ["plie", "other", "total"],
    "age": ["plie", "other", "total"],
    "education_level": ["plie", "other", "total"],
    "qpv": ["plie", "other", "total"],
    "entry_year": ["total"],
    "housing": ["total"],
    "driving_licence": ["total"],
    "setting": ["total"],
    "contacts": ["total"],
    "contact_places": ["total"],
    "services": ["total"],
    "situations": ["total", "without_custody"],
    "adjustments_kind": ["total"],
    "adjustments_destination": ["total"],
    "adjustments_outcome": ["total"],
    "referrals": ["total", "seen", "admitted", "pending"],
    "referrals_month": ["total"],
    "rights": ["opened", "settled"],
    "placements": ["started", "used", "agreed"],
    "placements_followed": ["total"],
    "handovers": ["asked", "accepted", "median_days"],
}
# Their row codes come from records and lists outside the package, so that rows without anything count for none.
WITHOUT_RECORDS = {"permanences", "missed_reasons"}
WORDS = {"label", "title", "code"}


def comparable(report: dict[str, Any]) -> dict[str, Any]:
    """The report flattened to one value a cell, keys sorted, without labels and titles."""
    head = {key: report[key] for key in ("organisation", "year", "as_of", "audience")}
    head["programmes"] = sorted(report["programmes"])
    cells = head | {f"figures.{name}": value for name, value in report["figures"].items()}
    for table in report["tables"]:
        cells |= table_cells(table)
    return dict(sorted(cells.items()))


def table_cells(table: dict[str, Any]) -> dict[str, Any]:
    """One table's cells, named table[row].column, its columns, the order of its row codes, and its foot."""
    name, rows = table["id"], table["rows"]
    if name in WITHOUT_RECORDS:
        rows = [row for row in rows if any(value for key, value in row.items() if key not in WORDS)]
    cells: dict[str, Any] = {
        f"{name}.columns": list(table["columns"]),
        f"{name}.rows": [row["code"] for row in rows],
    }
    for row in rows:
        for column, value in row.items():
            for part, cell in parts(value) if column not in WORDS else []:
                cells[f"{name}[{row['code']}].{column}{part}"] = cell
    for column in TOTALS.get(name, []):
        cells[f"{name}.total.{column}"] = table["total"].get(column)
    return cells


def parts(value: Any) -> list[tuple[str, Any]]:
    """A cell, or the parts of a cell of `reincarceration`."""
    return [(f".{key}", part) for key, part in value.items()] if isinstance(value, dict) else [("", value)]


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """A line for each cell that differs or that one report lacks; empty when they agree."""
    left, right = comparable(ours), comparable(theirs)
    return [
        f"{cell}: {left.get(cell, 'absent')!r} / {right.get(cell, 'absent')!r}"
        for cell in sorted(left.keys() | right.keys())
        if left.get(cell, "absent") != right.get(cell, "absent")
    ]
