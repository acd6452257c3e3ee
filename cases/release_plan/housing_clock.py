"""The day when three months of a short sentence remain: a proof of housing is wanted by then.

An indication for those who prepare the release, never a legal calculation: it reads the expected end as it is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.release_plan.months import months_before

# « Libération sous contrainte » at the end of a short sentence: at most two years, and three months before its end.
LONGEST_SENTENCE, LEFT = 24, 3
ASSUMPTIONS = (
    "Indication, et non un calcul légal\N{NO-BREAK SPACE}: trois mois avant la fin prévue telle que notée ici, "
    "pour une durée totale prononcée de deux ans au plus, sans les réductions de peine à venir. À vérifier avec le "
    "SPIP ou le greffe."
)


@dataclass(frozen=True)
class HousingClock:
    """The day before which the proof is to be supplied; without one, `why` in words."""

    due_on: date | None
    why: str = ""


def housing_clock(months: int | None, days: int | None, starts_on: date, ends_on: date | None) -> HousingClock:
    """For a sentence of so many months, and days beyond them, that began on one day and is expected to end on the
    other."""
    if months is None:
        return HousingClock(None, "Durée de la peine inconnue")
    if months > LONGEST_SENTENCE or (months == LONGEST_SENTENCE and (days or 0) > 0):
        return HousingClock(None, "Peine de plus de deux ans")
    if ends_on is None:
        return HousingClock(None, "Fin prévue inconnue")
    due_on = months_before(ends_on, LEFT)
    return HousingClock(due_on) if due_on >= starts_on else HousingClock(None, "Moins de trois mois de détention")
