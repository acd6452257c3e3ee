"""What custody becomes: sentence adjustments, supervision after release, returns."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from reporting.demonstration.days import draw_until, open_day_from, open_days, pick_day
from reporting.demonstration.paths import SENTENCES, time_served
from reporting.demonstration.plans import Plan, Quota, deal, weighted
from reporting.demonstration.records import Adjustment, Measure, Young
from reporting.demonstration.teams import Team

MODALITIES = ("ddse", "semi_liberte", "")
SUPERVISED_AFTER_RELEASE = 0.3
# The share of people who come back, whether they had an adjustment or not: invented, it measures nothing.
RETURNS = {True: 0.1, False: 0.17}
RETURN_SENTENCES = {months: weight for months, weight in SENTENCES.items() if months <= 12}


def still_to_deal(quota: Quota, already: list[str]) -> Quota:
    """What is left of a quota once the records already written are counted."""
    counts = Counter(already)
    return {key: max(0, number - counts[key]) for key, number in quota.items()}


def adjust(rng: random.Random, plan: Plan, people: list[Young]) -> None:
    """Grant, refuse and leave in preparation the adjustments of the plan's year."""
    people = [young for young in people if young.enrolments and young.enrolments[-1].scope == plan.team.scope]
    granted = [a for young in people for a in young.adjustments if a.starts_on and a.starts_on.year == plan.year]
    kinds = still_to_deal(plan.adjustments, [a.kind for a in granted])
    destinations = deal(rng, still_to_deal(plan.destinations, [a.destination for a in granted]))
    outcomes = still_to_deal(plan.outcomes, [a.outcome for a in granted])
    lasting = [rank < outcomes.get("en_cours", 0) for rank in range(len(destinations))]
    cards = zip(deal(rng, kinds), destinations, lasting, strict=True)
    new = [_grant(rng, plan, people, kind, destination, lasts) for kind, destination, lasts in cards]
    _conclude(rng, new, outcomes)
    for _ in range(plan.refused):
        young, _, days = _pick_candidate(rng, plan, people, date(plan.year, 1, 1))
        young.adjustments.append(Adjustment("semi_liberte", "refuse", pick_day(rng, days)))
    if plan.as_of:
        _prepare(rng, plan, people, plan.as_of)


def _candidates(plan: Plan, people: list[Young], held_until: date) -> Iterator[tuple[Young, Measure, list[date]]]:
    """Accompanied people with no adjustment, their custody, and the days of the year fit for one to begin."""
    year = (date(plan.year, 1, 1), date(plan.year, 12, 31))
    for young in people:
        enrolment = young.enrolments[-1]
        for custody in young.custody():
            if young.adjustments or custody.status != "condamne" or custody.last_day < held_until:
                continue
            first = max(year[0], enrolment.entered_on + timedelta(days=10), custody.starts_on + timedelta(days=40))
            last = min(year[1], custody.last_day - timedelta(days=25), enrolment.active_until)
            if first < last and (days := open_days(first, last)):
                yield young, custody, days


def _pick_candidate(
    rng: random.Random, plan: Plan, people: list[Young], held_until: date
) -> tuple[Young, Measure, list[date]]:
    """One of them; the longer the days left, the likelier."""
    candidates = list(_candidates(plan, people, held_until))
    return rng.choices(candidates, [len(days) for _, _, days in candidates])[0]


def _grant(
    rng: random.Random, plan: Plan, people: list[Young], kind: str, destination: str, lasts: bool
) -> Adjustment:
    """One adjustment that begins in the plan's year, and lasts beyond it or not.

    A libération conditionnelle ends the custody.
    """
    held_until = date(plan.year + 1, 2, 1) if lasts else date(plan.year, 1, 1)
    young, custody, days = _pick_candidate(rng, plan, people, held_until)
    starts_on = pick_day(rng, days)
    decided_on = open_day_from(starts_on - timedelta(days=rng.randint(6, 18)))
    adjustment = Adjustment(kind, "accorde", decided_on, starts_on, custody.ends_on, destination)
    if kind == "liberation_sous_contrainte":
        adjustment.modality = rng.choice(MODALITIES)
    if kind == "liberation_conditionnelle":
        custody.ends_on = starts_on
    young.adjustments.append(adjustment)
    return adjustment


def _conclude(rng: random.Random, adjustments: list[Adjustment], outcomes: Quota) -> None:
    """Withdrawals go to semi-liberté, those still running are the last to end, the rest is dealt."""
    outcomes = dict(outcomes)
    withdrawn = outcomes.pop("retour_detention", 0)
    running = outcomes.pop("en_cours", 0)
    semi_liberty = [a for a in adjustments if a.kind == "semi_liberte"]
    for adjustment in semi_liberty[len(semi_liberty) - withdrawn :]:
        adjustment.outcome = "retour_detention"
        _withdraw(rng, adjustment)
    others = sorted((a for a in adjustments if not a.outcome), key=lambda a: a.ends_on or date.max)
    cards = deal(rng, outcomes) + ["en_cours"] * running
    for adjustment, outcome in zip(others, cards, strict=True):
        adjustment.outcome = outcome


def _withdraw(rng: random.Random, adjustment: Adjustment) -> None:
    """End a semi-liberté well before the sentence: a return to custody under the same écrou."""
    if adjustment.starts_on and adjustment.ends_on:
        room = (adjustment.ends_on - adjustment.starts_on).days - 5
        adjustment.ends_on = adjustment.starts_on + timedelta(days=rng.randint(min(12, room), min(60, room)))


def _prepare(rng: random.Random, plan: Plan, people: list[Young], on: date) -> None:
    """Requests that nobody has decided yet, of people in custody on that day."""
    inside = [
        young
        for young in people
        if not young.adjustments
        and young.enrolments[-1].entered_on <= on
        and (custody := young.custody_on(on))
        and custody.status == "condamne"
        and (young.enrolments[-1].left_on or date.max) > on
    ]
    for young in rng.sample(inside, min(plan.prepared, len(inside))):
        young.adjustments.append(Adjustment(rng.choice(("ddse", "semi_liberte", "ddse")), "en_preparation"))


def after_release(rng: random.Random, team: Team, young: Young) -> None:
    """Supervision in the community that begins with the release, or a return to custody, or neither."""
    custody = young.custody()
    if not custody or custody[-1].ends_on is None:
        return
    released_on = custody[-1].ends_on
    if rng.random() < SUPERVISED_AFTER_RELEASE:
        ends_on = released_on + timedelta(days=rng.randint(365, 730))
        young.measures.append(Measure("milieu_ouvert", "condamne", team.community_unit, released_on, ends_on, ends_on))
    chance = RETURNS[young.was_adjusted(custody[-1])]
    if rng.random() < chance and not any(a.starts_on and a.starts_on.year == 2016 for a in young.adjustments):
        _return(rng, team, young, released_on)


def _return(rng: random.Random, team: Team, young: Young, released_on: date) -> None:
    """Another custody measure, some weeks to some eighteen months after the release."""
    months = weighted(rng, RETURN_SENTENCES)
    starts_on = draw_until(
        lambda: released_on + timedelta(days=20 + int(520 * rng.random() ** 1.6)), lambda day: day.weekday() < 6
    )
    ends_on = open_day_from(starts_on + timedelta(days=time_served(rng, months)))
    young.measures.append(
        Measure("detention", "condamne", team.prison_for(young.sex).code, starts_on, ends_on, ends_on, months)
    )
