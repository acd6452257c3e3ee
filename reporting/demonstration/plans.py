"""What one programme does in one Mission Locale in one year, as quotas; a lighter year takes the shape of 2016."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from reporting.demonstration import cohort_2016
from reporting.demonstration.teams import Team

Quota = dict[str, int]
T = TypeVar("T")

SERVICES_PER_CONTACT = 0.53
# The libération sous contrainte exists since 2015.
FIRST_YEAR_UNDER_CONSTRAINT = 2015
# Outside 2016 every adjustment has ended, and kinds of situations that its report counts at zero occur.
OUTCOMES = {"sortie_positive": 10, "retour_detention": 3, "autre": 11, "": 3}
SITUATIONS = cohort_2016.SITUATIONS | {"interim": 4, "contrat_aide": 2, "preformation": 2, "service_civique": 1}


@dataclass(frozen=True)
class Waiver:
    """A written exception, and the fact that it makes up for."""

    text: str
    months: int | None = None
    status: str = ""
    commune: str = ""


@dataclass(frozen=True)
class Plan:
    """The quotas of a year.

    `stays` gives, by year of exit, how many of the people admitted this year. `by_ibep` is how many of those not
    admitted an association refers during their external placement. On the day `as_of`, `prepared` adjustments and
    `waiting` referrals are still undecided. In a year that `opens` nobody had been referred the December before.
    `exceptions` are by rank among the people admitted.
    """

    team: Team
    year: int
    stays: dict[int, int]
    not_admitted: int = 0
    not_seen: int = 0
    by_ibep: int = 0
    contacts: Quota = field(default_factory=dict)
    services: Quota = field(default_factory=dict)
    situations: Quota = field(default_factory=dict)
    adjustments: Quota = field(default_factory=dict)
    destinations: Quota = field(default_factory=dict)
    outcomes: Quota = field(default_factory=dict)
    refused: int = 0
    prepared: int = 0
    waiting: int = 0
    as_of: date | None = None
    opens: bool = False
    exceptions: dict[int, Waiver] = field(default_factory=dict)

    @property
    def referral_window(self) -> tuple[date, date]:
        """The days of the referrals on which the year decides."""
        first = date(self.year, 1, 2) if self.opens else date(self.year - 1, 12, 8)
        return first, date(self.year, 12, 20)


def share_out(total: int, shape: Quota) -> Quota:
    """The total in the proportions of a shape, by largest remainders, so that it adds up."""
    whole = sum(shape.values())
    shares = {key: total * weight // whole for key, weight in shape.items()}
    by_remainder = sorted(shape, key=lambda key: -(total * shape[key] % whole))
    for key in by_remainder[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def lighter(plan: Plan, *, contacts: int, situations: int, adjustments: int) -> Plan:
    """The plan with these totals, each shared out much as the year 2016 was."""
    kinds = dict(cohort_2016.ADJUSTMENTS)
    if plan.year < FIRST_YEAR_UNDER_CONSTRAINT:
        del kinds["liberation_sous_contrainte"]
    return replace(
        plan,
        contacts=share_out(contacts, cohort_2016.CONTACTS),
        services=share_out(round(contacts * SERVICES_PER_CONTACT), cohort_2016.SERVICES),
        situations=share_out(situations, SITUATIONS),
        adjustments=share_out(adjustments, kinds),
        destinations=share_out(adjustments, cohort_2016.DESTINATIONS),
        outcomes=share_out(adjustments, OUTCOMES),
    )


def deal(rng: random.Random, quota: Quota) -> list[str]:
    """Each key as many times as its quota says, shuffled."""
    cards = [key for key, number in quota.items() for _ in range(number)]
    rng.shuffle(cards)
    return cards


def weighted(rng: random.Random, weights: dict[T, int]) -> T:
    """One key, by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]
