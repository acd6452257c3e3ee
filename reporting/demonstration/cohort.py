"""The demonstration as a data package: plans of each year, people drawn to fit them, then only what is known by a day.

One seeded dice tells the past up to 2018 first, always the same; what follows goes on with the five years up to the
day asked for. No person, officer or referent in it exists.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from reporting.demonstration import cohort_2016, later_years, past_years, setting
from reporting.demonstration.contacts import hold_contacts
from reporting.demonstration.custody import adjust, after_release
from reporting.demonstration.hindsight import as_known_on
from reporting.demonstration.names import share_names
from reporting.demonstration.paths import admitted, not_admitted, not_seen, place_outside, waiting
from reporting.demonstration.people import random_profile
from reporting.demonstration.plans import Plan
from reporting.demonstration.portraits import PROFILES, portraits
from reporting.demonstration.records import Young
from reporting.demonstration.rows import Codes, Package, programme_row, rows_of
from reporting.demonstration.situations import enter_situations, name_exit

SEED = 2016


def package_rows(on: date) -> Package:
    """The rows of every resource of the data package, as known on that day; the same for the same day.

    All columns are there, as strings; empty means unknown. Nothing is dated after `on` but planned ends.
    """
    years = later_years.later_years(on)
    people = [known for young in _everyone(on) if (known := as_known_on(young, on))]
    return {
        "structures": setting.structures(),
        "dispositifs": [programme_row(values) for values in setting.PROGRAMMES],
        **rows_of(people),
        "objectifs": setting.targets(years),
        "references": setting.references(years),
    }


def _everyone(on: date) -> list[Young]:
    """The people of the past, then those of the later years, with their codes."""
    rng, codes = random.Random(SEED), Codes()
    taken: set[tuple[str, str]] = set()
    past = _tell_past(rng, taken)
    codes.give(past)
    later = _tell_later(rng, on, taken)
    codes.give(later)
    return past + later


def _tell_past(rng: random.Random, taken: set[tuple[str, str]]) -> list[Young]:
    """2011 to 2018, the two portraits among those of 2016."""
    people = portraits()
    taken.update((young.last_name, young.first_name) for young in people)
    profiles_2016 = cohort_2016.profiles(rng, PROFILES)
    for plan in past_years.YEARS:
        people += _arrivals(rng, plan, taken, profiles_2016)
    past_years.pass_on(rng, people)
    past_years.hand_over(rng, people, 2018)
    _accompany(rng, past_years.YEARS, people)
    return people


def _tell_later(rng: random.Random, on: date, taken: set[tuple[str, str]]) -> list[Young]:
    """Dedans-Dehors in the five years up to `on`."""
    people: list[Young] = []
    plans = later_years.plans(on)
    for plan in plans:
        people += _arrivals(rng, plan, taken, [])
    for year in later_years.later_years(on):
        past_years.hand_over(rng, people, year, number=1)
    _accompany(rng, plans, people)
    return people


def _arrivals(
    rng: random.Random, plan: Plan, taken: set[tuple[str, str]], profiles_2016: list[cohort_2016.Profile]
) -> list[Young]:
    """Everyone referred in the plan's year. Those whom Dernier Écrou accompanies in 2016 have a profile of 2016."""
    exits = [year for year, number in plan.stays.items() for _ in range(number)]
    plie = [rank < round(len(exits) * plan.team.plie_share) for rank in range(len(exits))]
    rng.shuffle(plie)
    people = []
    for rank, exit_year in enumerate(exits):
        is_of_2016 = plan.team.programme == "dernier-ecrou" and plan.year <= 2016 <= exit_year
        profile = profiles_2016.pop(0) if is_of_2016 else random_profile(rng, plan.team, plie[rank])
        people.append(admitted(rng, plan, profile, exit_year, taken, plan.exceptions.get(rank)))
    people += _turned_away(rng, plan, taken)
    people += [not_seen(rng, plan, taken) for _ in range(plan.not_seen)]
    if plan.as_of:
        people += [waiting(rng, plan, taken, plan.as_of) for _ in range(plan.waiting)]
    return people


def _turned_away(rng: random.Random, plan: Plan, taken: set[tuple[str, str]]) -> list[Young]:
    """Those seen and not admitted, a few of them referred by IBEP rather than from prison."""
    people = [not_admitted(rng, plan, taken) for _ in range(plan.not_admitted)]
    from_prison = [young for young in people if young.referrals[0].referred_by == "spip-35-vezin"]
    for young in from_prison[: plan.by_ibep]:
        place_outside(rng, young)
    return people


def _accompany(rng: random.Random, plans: Sequence[Plan], people: list[Young]) -> None:
    """What happens to everyone once in: adjustments, releases and returns, situations, contacts, exits."""
    for plan in plans:
        adjust(rng, plan, people)
    teams = {plan.team.scope: plan.team for plan in plans}
    for young in people:
        after_release(rng, teams[young.referrals[0].scope], young)
    for plan in plans:
        enter_situations(rng, plan, people)
    for plan in plans:
        hold_contacts(rng, plan, people)
    for young in people:
        for enrolment in young.enrolments:
            enrolment.exit_reason = name_exit(rng, young, enrolment)
    share_names(rng, people)
