"""Custodies, the adjustments granted in them, and when each was effectively left."""

from __future__ import annotations

from datetime import date

from tests.reporting.oracle.rows import Row, Scope, day, text, within


def carried_out_as(adjustment: Row) -> str:
    """The adjustment's kind; for a libération sous contrainte its modality, "" when unknown."""
    lsc = adjustment["type"] == "liberation_sous_contrainte"
    return text(adjustment, "modalite") if lsc else adjustment["type"]


def granted_inside(scope: Scope, custody: Row) -> list[Row]:
    """Adjustments granted whose start lies in that custody, both ends included."""
    begun, ended = day(custody, "date_debut"), day(custody, "date_fin") or date.max
    return [
        row
        for row in scope.granted
        if row["jeune"] == custody["jeune"] and within(day(row, "date_debut"), begun, ended)
    ]


def effective_release(scope: Scope, custody: Row) -> date | None:
    """The earliest start of a granted DDSE or placement à l'extérieur (or libération sous contrainte carried out as
    one of these) inside the measure, else the end of the measure; a planned end never stands in for it."""
    starts = [
        day(row, "date_debut")
        for row in granted_inside(scope, custody)
        if carried_out_as(row) in ("ddse", "placement_exterieur")
    ]
    return min(starts) if starts else day(custody, "date_fin")


def custodies_begun(scope: Scope, person: str, on: date) -> list[Row]:
    """The person's custodies begun on or before that day, oldest first."""
    begun = [row for row in scope.custodies if row["jeune"] == person and day(row, "date_debut") <= on]
    return sorted(begun, key=lambda row: (day(row, "date_debut"), day(row, "date_fin") or date.max))
