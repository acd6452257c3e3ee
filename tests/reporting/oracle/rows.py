"""Reading the package's rows, dates and rounding."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction

Row = dict[str, str]
Package = dict[str, list[Row]]


def text(row: Row, column: str) -> str:
    """The cell without blanks around it; "" when unknown (`inconnu` and empty are one value)."""
    value = (row.get(column) or "").strip()
    return "" if value == "inconnu" else value


def day(row: Row, column: str) -> date | None:
    """The cell as a date, written 2016-03-01 or 01/03/2016; None when empty."""
    value = text(row, column)
    if "/" in value:
        value = "-".join(reversed(value.split("/")))
    return date.fromisoformat(value) if value else None


def yes(row: Row, column: str) -> bool:
    """Whether the cell says oui."""
    return text(row, column).lower() in ("oui", "true", "1")


def age(birth: date, on: date) -> int:
    """Full years on that day; someone born on 29 February turns a year older on 1 March in common years."""
    had_birthday = (on.month, on.day) >= (birth.month, birth.day)
    return on.year - birth.year - (0 if had_birthday else 1)


def within(value: date | None, first: date, last: date) -> bool:
    """Whether the day is known and lies between the two, both included."""
    return value is not None and first <= value <= last


def plus(on: date, days: int) -> date:
    """The day that many days later."""
    return on + timedelta(days=days)


def half_up(value: Fraction, decimals: int = 0) -> int | float:
    """Rounded half up, on the exact fraction; a whole number without decimals."""
    scale = 10**decimals
    units = (value * scale * 2 + 1) // 2
    return int(units) if decimals == 0 else float(Fraction(units, scale))


def percent(part: int, whole: int) -> int | None:
    """The share in whole percents; None for a share of nothing."""
    return half_up(Fraction(100 * part, whole)) if whole else None


def median(values: Iterable[int]) -> int | float | None:
    """The middle value; the mean of the two middle ones when even; None without values."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    mean = Fraction(ordered[half - 1] + ordered[half], 2)
    return int(mean) if mean.denominator == 1 else float(mean)


class Scope:
    """Programmes, year, perhaps a Mission Locale, and the rows that they let in."""

    def __init__(
        self, package: Package, programmes: list[str], year: int, as_of: date, organisation: str | None
    ) -> None:
        self.package = package
        self.programmes = programmes
        self.year = year
        self.as_of = as_of
        self.organisation = organisation
        self.first_day = date(year, 1, 1)
        self.last_day = date(year, 12, 31)
        self.people = {row["id"]: row for row in self.rows("jeunes")}
        self.enrolments = [row for row in self.rows("entrees") if self.has_programme(row) and self.is_ours(row)]
        self.referrals = [row for row in self.rows("orientations") if self.has_programme(row) and self.is_ours(row)]
        self.contacts = [row for row in self.rows("contacts") if self.is_ours(row)]
        self.custodies = [row for row in self.rows("mesures") if row["cadre"] == "detention"]
        self.granted = [row for row in self.rows("amenagements") if row["decision"] == "accorde"]

    def rows(self, resource: str) -> list[Row]:
        return self.package.get(resource, [])

    def has_programme(self, row: Row) -> bool:
        return row["dispositif"] in self.programmes

    def is_ours(self, row: Row) -> bool:
        return self.organisation is None or row["structure"] == self.organisation

    def interviews(self, person: str) -> list[date]:
        """The days of the person's contacts of kind `entretien`, in order."""
        return sorted(
            day(row, "date") for row in self.contacts if row["jeune"] == person and row["type"] == "entretien"
        )


def first_in_scope(scope: Scope, person: str) -> date | None:
    """The day of the person's first referral or entry in scope."""
    days = [day(row, "date_orientation") for row in scope.referrals if row["jeune"] == person]
    days += [day(row, "date_entree") for row in scope.enrolments if row["jeune"] == person]
    return min(days) if days else None


def last_followed(scope: Scope, person: str) -> date:
    """180 days after the latest of their exits and of the decisions on their referrals; without end while open."""
    ends = []
    for row in scope.enrolments:
        if row["jeune"] == person:
            ends.append(day(row, "date_sortie") or date.max)
    for row in scope.referrals:
        if row["jeune"] == person:
            ends.append(date.max if row["decision"] == "en_attente" else day(row, "date_decision"))
    latest = max(ends)
    return latest if latest == date.max else plus(latest, 180)


def is_followed(scope: Scope, person: str, on: date) -> bool:
    """From the first referral or entry in scope until `last_followed`, both included."""
    first = first_in_scope(scope, person)
    return first is not None and first <= on <= last_followed(scope, person)
