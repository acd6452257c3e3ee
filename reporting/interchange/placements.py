"""Placements: the dates and the place that their state calls for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cases.models import PlacementState
from cases.placements.giving import locked_stocks
from partners.models import CommitmentKind, PartnerAgreement
from reporting.interchange.owners import owners_of
from reporting.interchange.staging import BATCH, UNCHANGED, Staging

STARTED, ENDED, REFUSED = PlacementState.STARTED, PlacementState.ENDED, PlacementState.REFUSED
# The date that placements of some states cannot be without.
DATED = {"date_debut": (STARTED, ENDED), "date_fin": (ENDED,), "date_refus": (REFUSED,)}
# Those who have, or keep, a place of their stock.
HOLDING = (PlacementState.ASKED, PlacementState.ACCEPTED, STARTED)

# Where the rows of each resource name their agreement.
AGREEMENT = {
    "conventions": "code",
    "avenants": "convention",
    "engagements": "convention",
    "montants": "convention",
    "placements": "convention",
}


def check_placements(staging: Staging, today: date) -> None:
    """What began, ended or was refused has its date, and did not end after today; whoever has or keeps a place of a
    stock, its number."""
    for field, states in DATED.items():
        blame_empty(staging, field, states, "la date")
    blame_empty(staging, "place", HOLDING, "le numéro de la place", "engagement IS NOT NULL")
    check_ends(staging, today)
    check_kinds(staging)


def check_ends(staging: Staging, today: date) -> None:
    """A stay that is over ended today at the latest: it takes no place of its stock any more."""
    over = f"SELECT line, date_fin FROM placements WHERE etat = '{ENDED}' AND date_fin > ?"
    for line, ended in staging.execute(over, (today.isoformat(),)).fetchall():
        staging.blame("placements", line, "date_fin", ended, f"une date passée (au plus tard {today.isoformat()})")


def blame_empty(staging: Staging, field: str, states: Iterable[str], expected: str, where: str = "1") -> None:
    """Of the placements in one of these states, those whose cell is empty."""
    listed = ", ".join(f"'{state}'" for state in states)
    rows = staging.execute(
        f"SELECT line, etat FROM placements WHERE etat IN ({listed}) AND {where} "
        f"AND \"{field}\" IS NULL AND instr(faulty, '|{field}|') = 0"
    )
    for line, state in rows.fetchall():
        staging.blame("placements", line, field, "", f"{expected} (placement « {state} »)")


def check_kinds(staging: Staging) -> None:
    """The commitment that a placement names is a stock of places."""
    rows = staging.execute("SELECT line, engagement FROM placements WHERE engagement IS NOT NULL")
    for batch in iter(lambda: rows.fetchmany(BATCH), []):
        kinds = owners_of("engagements", "type", [code for _, code in batch], staging)
        for line, code in batch:
            if kinds.get(code, CommitmentKind.PLACES) != CommitmentKind.PLACES:
                staging.blame("placements", line, "engagement", code, "un engagement de places")


def lock_stocks(staging: Staging) -> None:
    """Have nobody change the agreements that the package touches, nor give a place of them, until the transaction
    ends; before any of them is touched, and each before its places, as pages do."""
    codes = {
        code
        for resource, field in AGREEMENT.items()
        if resource in staging.staged
        for (code,) in staging.execute(f"SELECT DISTINCT {field} FROM {resource} WHERE status <> '{UNCHANGED}'")
    }
    named = sorted(codes)
    for start in range(0, len(named), BATCH):
        stored = PartnerAgreement.objects.filter(code__in=named[start : start + BATCH])
        for agreement in stored.values_list("pk", flat=True):
            locked_stocks(agreement)
