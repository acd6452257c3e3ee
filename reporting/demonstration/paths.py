"""The circuit of one young person: referral, custody, first interview, decision, exit of whoever is admitted."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from reporting.demonstration.cohort_2016 import Profile
from reporting.demonstration.days import draw_until, open_day_from, open_days, pick_day
from reporting.demonstration.names import professional
from reporting.demonstration.people import draw_young, random_profile
from reporting.demonstration.plans import Plan, Waiver, weighted
from reporting.demonstration.records import Adjustment, Contact, Enrolment, Measure, Referral, Young
from reporting.demonstration.teams import MAUREPAS, UNWILLING, Refusal, Team

SENTENCES = {3: 5, 4: 10, 5: 6, 6: 17, 8: 15, 10: 12, 12: 15, 15: 8, 18: 8, 24: 5}
ORIGINS = {"spip": 86, "cpu": 8, "jeune": 4, "mission_locale": 2}
NEVER_CAME = {"Libéré avant l’entretien": 4, "Transféré avant l’entretien": 3, "Ne s’est pas présenté": 5}
DAYS_IN_A_MONTH = 30.4
# An accompaniment ends after the release, but for one in eight.
EXITS_INSIDE = 0.12


@dataclass(frozen=True)
class Steps:
    """The dates of a circuit. `circuit` says where it begins: inside, on remand, convicted and free, supervised."""

    circuit: str
    referred_on: date
    met_on: date
    decided_on: date
    left_on: date | None
    starts_on: date
    months: int
    served: int

    @property
    def ends_on(self) -> date:
        """The end of the measure, on a working day."""
        return open_day_from(self.starts_on + timedelta(days=self.served))

    @property
    def is_inside(self) -> bool:
        """Whether the referral finds the person in prison."""
        return self.circuit in ("detention", "prevenu")


def draw_steps(
    rng: random.Random, plan: Plan, sex: str, exit_year: int | None = None, window: tuple[date, date] | None = None
) -> Steps:
    """Dates that hold together: seen and decided in the plan's year, out of the programme in that other one."""
    leaves_inside = rng.random() < EXITS_INSIDE

    def holds(steps: Steps) -> bool:
        in_time = steps.starts_on < steps.referred_on and steps.met_on < steps.ends_on - timedelta(days=12)
        if {steps.decided_on.year, steps.met_on.year} != {plan.year} or (steps.is_inside and not in_time):
            return False
        if exit_year is None:
            return True
        return steps.left_on is not None and (leaves_inside or steps.ends_on + timedelta(days=15) < steps.left_on)

    return draw_until(lambda: _some_steps(rng, plan.team, sex, exit_year, window or plan.referral_window), holds)


def _some_steps(rng: random.Random, team: Team, sex: str, exit_year: int | None, window: tuple[date, date]) -> Steps:
    circuit = weighted(rng, team.circuits)
    referred_on = pick_day(rng, open_days(*window))
    starts_on, months, served = _draw_measure(rng, team, circuit, referred_on)
    site = team.prison_for(sex).site if circuit in ("detention", "prevenu", "cef") else team.outside
    met_on = site.next_from(referred_on + timedelta(days=rng.randint(3, 16)))
    decided_on = met_on if rng.random() < 0.7 else open_day_from(met_on + timedelta(days=rng.randint(4, 15)))
    left_on = _draw_exit(rng, decided_on, exit_year)
    return Steps(circuit, referred_on, met_on, decided_on, left_on, starts_on, months, served)


def _draw_measure(rng: random.Random, team: Team, circuit: str, referred_on: date) -> tuple[date, int, int]:
    """Start, months pronounced (0: none), days served, of the measure that the circuit begins with."""
    if circuit == "milieu_ouvert":
        return referred_on - timedelta(days=rng.randint(8, 200)), 0, rng.randint(360, 720)
    if circuit == "prevenu":
        return referred_on - timedelta(days=rng.randint(6, 40)), 0, rng.randint(70, 170)
    if circuit == "cef":
        return referred_on - timedelta(days=rng.randint(10, 40)), 0, rng.randint(150, 185)
    months = weighted(rng, SENTENCES)
    delay = rng.randint(45, 120) if circuit == "libre" else -rng.randint(3, 18) - int(team.delay * rng.random() ** 2.5)
    return referred_on + timedelta(days=delay), months, time_served(rng, months)


def time_served(rng: random.Random, months: int) -> int:
    """Days spent in custody for a sentence, reductions taken off."""
    return round(months * DAYS_IN_A_MONTH * rng.uniform(0.68, 0.86))


def _draw_exit(rng: random.Random, decided_on: date, exit_year: int | None) -> date | None:
    if exit_year is None:
        return None
    days = open_days(max(decided_on + timedelta(days=45), date(exit_year, 1, 4)), date(exit_year, 12, 31))
    return pick_day(rng, days) if days else None


def admitted(
    rng: random.Random, plan: Plan, profile: Profile, exit_year: int, taken: set[tuple[str, str]],
    waiver: Waiver | None = None,
) -> Young:  # fmt: skip
    """Someone seen and admitted in the plan's year, who leaves in `exit_year`."""
    steps = draw_steps(rng, plan, profile.sex, exit_year)
    young = draw_young(rng, plan.team, profile, steps.referred_on, taken)
    _begin(rng, plan.team, young, steps, "admis")
    enrol(rng, plan.team, young, profile.plie, steps.decided_on, steps.left_on)
    if waiver:
        _waive(rng, young, waiver)
    return young


def enrol(
    rng: random.Random, team: Team, young: Young, in_plie: bool, entered_on: date, left_on: date | None
) -> Enrolment:
    """Open an accompaniment. The referent hears from most people until close to the exit, from a few no longer."""
    span = ((left_on or entered_on) - entered_on).days
    silent = int(span * (0.5 if rng.random() < 0.2 else 0.12) * rng.random())
    referent = young.referrals[-1].referent
    active_until = (left_on or entered_on) - timedelta(days=silent)
    enrolment = Enrolment(team.programme, team.mission_locale, referent, entered_on, left_on, active_until)
    if in_plie:
        plie_on = open_day_from(entered_on + timedelta(days=rng.randint(0, 40)))
        enrolment.plie_entered_on = plie_on if plie_on.year == entered_on.year else entered_on
        enrolment.plie_left_on = left_on
    young.enrolments.append(enrolment)
    return enrolment


def _waive(rng: random.Random, young: Young, waiver: Waiver) -> None:
    """Write the exception, and the fact that it makes up for."""
    young.enrolments[-1].exception = waiver.text
    measure = young.measures[0]
    measure.status = waiver.status or measure.status
    if waiver.months:
        sentence(rng, measure, waiver.months)
    if waiver.commune:
        young.commune, young.address, young.qpv = waiver.commune, "hebergement", "non"


def sentence(rng: random.Random, measure: Measure, months: int) -> None:
    """Give the measure another length, and the end that goes with it."""
    measure.months, measure.days = months, None
    measure.ends_on = open_day_from(measure.starts_on + timedelta(days=time_served(rng, months)))
    measure.planned_end_on = measure.ends_on


def not_admitted(rng: random.Random, plan: Plan, taken: set[tuple[str, str]]) -> Young:
    """Someone seen in the plan's year and not admitted, with the reason and the fact behind it."""
    profile = random_profile(rng, plan.team, in_plie=False)
    steps = draw_steps(rng, plan, profile.sex)
    young = draw_young(rng, plan.team, profile, steps.referred_on, taken)
    _begin(rng, plan.team, young, steps, "non_admis")
    refusal = weighted(rng, {refusal: refusal.weight for refusal in plan.team.refusals})
    _refuse(rng, plan.team, young, refusal)
    return young


def _refuse(rng: random.Random, team: Team, young: Young, refusal: Refusal) -> None:
    young.referrals[-1].reason = refusal.reason
    measure = young.measures[0]
    if refusal.status:
        measure.status, measure.months, measure.days = refusal.status, None, None
    if refusal.months:
        sentence(rng, measure, rng.choice(refusal.months))
    if refusal.lives_elsewhere:
        young.commune, young.address, young.qpv = weighted(rng, team.elsewhere), "hebergement", "non"


def place_outside(rng: random.Random, young: Young) -> None:
    """Make the person someone whom IBEP refers while in charge of the external placement."""
    referral, custody = young.referrals[-1], young.measures[0]
    since = open_day_from(max(custody.starts_on, referral.referred_on - timedelta(days=20)))
    young.adjustments.append(Adjustment("placement_exterieur", "accorde", since, since, custody.ends_on))
    referral.referred_by, referral.origin, referral.place = "ibep", "association", MAUREPAS.name
    referral.officer, referral.reason = professional(rng, "ibep", since.year), UNWILLING[1].reason
    young.contacts[0].held_on = referral.decided_on = MAUREPAS.next_from(young.contacts[0].held_on)
    young.contacts[0].place = "hors_detention"


def not_seen(rng: random.Random, plan: Plan, taken: set[tuple[str, str]]) -> Young:
    """Someone referred in the plan's year whom nobody met."""
    profile = random_profile(rng, plan.team, in_plie=False)
    steps = draw_steps(rng, plan, profile.sex)
    young = draw_young(rng, plan.team, profile, steps.referred_on, taken)
    _begin(rng, plan.team, young, steps, "sans_suite")
    young.contacts.clear()
    referral = young.referrals[-1]
    referral.decided_on = open_day_from(referral.referred_on + timedelta(days=rng.randint(20, 70)))
    referral.reason = weighted(rng, NEVER_CAME)
    return young


def waiting(rng: random.Random, plan: Plan, taken: set[tuple[str, str]], as_of: date) -> Young:
    """Someone referred in the weeks before that day, met or not, on whom nobody has decided yet."""
    profile = random_profile(rng, plan.team, in_plie=False)
    window = (as_of - timedelta(days=25), as_of - timedelta(days=1))
    steps = draw_steps(rng, plan, profile.sex, window=window)
    young = draw_young(rng, plan.team, profile, steps.referred_on, taken)
    _begin(rng, plan.team, young, steps, "en_attente")
    young.referrals[-1].decided_on = None
    return young


def _begin(rng: random.Random, team: Team, young: Young, steps: Steps, decision: str) -> None:
    """The measure, the referral and the first interview."""
    prison = team.prison_for(young.sex)
    young.measures.append(_measure(rng, team, young, steps))
    unit = prison.unit if steps.is_inside or steps.circuit == "cef" else team.community_unit
    site = prison.site if steps.is_inside or steps.circuit == "cef" else team.outside
    young.referrals.append(
        Referral(
            programme=team.programme,
            referred_by=unit,
            origin="pjj" if steps.circuit == "cef" else weighted(rng, ORIGINS),
            mission_locale=team.mission_locale,
            officer=professional(rng, unit, steps.referred_on.year),
            referent=professional(rng, team.mission_locale, steps.referred_on.year),
            referred_on=steps.referred_on,
            place=site.name,
            decision=decision,
            decided_on=steps.decided_on,
        )
    )
    place = "intra_muros" if steps.is_inside else "hors_detention"
    first = Contact(steps.met_on, "entretien", place, team.mission_locale, young.referrals[-1].referent)
    first.minutes = rng.choice((30, 40, 45, 50, 60))
    young.contacts.append(first)


def _measure(rng: random.Random, team: Team, young: Young, steps: Steps) -> Measure:
    settings = {"milieu_ouvert": ("milieu_ouvert", "condamne"), "prevenu": ("detention", "prevenu")}
    setting, status = settings.get(steps.circuit, ("detention", "condamne"))
    body = team.prison_for(young.sex).code
    if steps.circuit == "cef":
        setting, status = "cef", "ordonnance"
    if setting == "milieu_ouvert":
        body = team.community_unit
    planned_end = steps.starts_on + timedelta(days=round(steps.served * rng.uniform(1.0, 1.1)))
    extra_days = rng.choice((10, 15)) if steps.months and steps.months < 24 and rng.random() < 0.05 else None
    return Measure(
        setting, status, body, steps.starts_on, steps.ends_on, planned_end, steps.months or None, extra_days
    )
