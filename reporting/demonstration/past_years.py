"""The years 2011 to 2018: what each one did, and the passage from Dernier Écrou to Dedans-Dehors."""

from __future__ import annotations

import random
from datetime import date, timedelta

from reporting.demonstration import cohort_2016 as of_2016
from reporting.demonstration.days import open_day_from
from reporting.demonstration.names import professional
from reporting.demonstration.paths import enrol
from reporting.demonstration.plans import Plan, Waiver, lighter
from reporting.demonstration.portraits import PROFILES
from reporting.demonstration.records import Referral, Young
from reporting.demonstration.teams import CEF, DEDANS_DEHORS_RENNES, DEDANS_DEHORS_SAINT_MALO, DERNIER_ECROU

TOO_LONG = Waiver("Peine de 26 mois : place de formation acquise et aménagement déjà à l’étude", months=26)
ELSEWHERE = Waiver("Réside à Liffré, mais hébergement à Rennes confirmé pour la sortie", commune="35152")
APPEAL = Waiver("Délai d’appel encore ouvert le jour de l’entretien", status="prevenu")
REMOTE = Waiver("Réside à Dinan, suivi à Saint-Malo accepté avant son entrée", commune="22050")

# People admitted, by year of exit. 6, 10, 43 and 88 of those admitted from 2013 to 2016 are still there in 2016:
# 147; with those gone before, 227 since 2012. 265 others were seen in those five years: some 490 in all.
# In 2015 the criteria changed and most officers left: fewer referrals.
DERNIER_ECROU_YEARS = (
    Plan(DERNIER_ECROU, 2011, {2012: 4, 2013: 1}),
    lighter(
        Plan(DERNIER_ECROU, 2012, {2012: 4, 2013: 14, 2014: 4}, not_admitted=40, not_seen=6, by_ibep=1, refused=1),
        contacts=220, situations=8, adjustments=5,
    ),
    lighter(
        Plan(DERNIER_ECROU, 2013, {2013: 3, 2014: 13, 2015: 6, 2016: 4, 2017: 2}, not_admitted=44, not_seen=8,
             by_ibep=2, refused=1),
        contacts=290, situations=13, adjustments=8,
    ),
    lighter(
        Plan(DERNIER_ECROU, 2014, {2014: 6, 2015: 22, 2016: 7, 2017: 3}, not_admitted=66, not_seen=15, by_ibep=2,
             refused=3, exceptions={37: TOO_LONG}),
        contacts=400, situations=20, adjustments=13,
    ),
    lighter(
        Plan(DERNIER_ECROU, 2015, {2015: 3, 2016: 28, 2017: 15}, not_admitted=34, not_seen=9, by_ibep=1, refused=4,
             exceptions={0: ELSEWHERE}),
        contacts=380, situations=22, adjustments=9,
    ),
    Plan(
        DERNIER_ECROU, 2016, {2016: 20, 2017: 56 - len(PROFILES), 2018: 12}, not_admitted=81, not_seen=24, by_ibep=3,
        contacts=of_2016.CONTACTS, services=of_2016.SERVICES, situations=of_2016.SITUATIONS,
        adjustments=of_2016.ADJUSTMENTS, destinations=of_2016.DESTINATIONS, outcomes=of_2016.OUTCOMES,
        refused=5, prepared=3, as_of=date(2016, 12, 31),
    ),
    lighter(
        Plan(DERNIER_ECROU, 2017, {2017: 14, 2018: 48}, not_admitted=58, not_seen=17, by_ibep=2, refused=4,
             exceptions={0: APPEAL}),
        contacts=680, situations=46, adjustments=22,
    ),
    lighter(
        Plan(DERNIER_ECROU, 2018, {2018: 16}, not_admitted=14, not_seen=5, refused=2),
        contacts=310, situations=22, adjustments=10,
    ),
)  # fmt: skip
DEDANS_DEHORS_2018 = (
    lighter(
        Plan(DEDANS_DEHORS_RENNES, 2018, {2018: 8, 2019: 36}, not_admitted=34, not_seen=8, by_ibep=1, refused=2,
             opens=True),
        contacts=350, situations=18, adjustments=8,
    ),
    lighter(
        Plan(DEDANS_DEHORS_SAINT_MALO, 2018, {2018: 3, 2019: 15}, not_admitted=14, not_seen=3, exceptions={0: REMOTE},
             opens=True),
        contacts=135, situations=8, adjustments=3,
    ),
)  # fmt: skip
CEF_TRIAL = (
    lighter(
        Plan(CEF, 2017, {2017: 2, 2018: 2}, opens=True, not_admitted=1, not_seen=1),
        contacts=26,
        situations=0,
        adjustments=0,
    ),
)

YEARS = (*DERNIER_ECROU_YEARS, *DEDANS_DEHORS_2018, *CEF_TRIAL)

PASSAGES = 8
HANDOVERS = 3


def pass_on(rng: random.Random, people: list[Young]) -> None:
    """Some of those whom Dernier Écrou accompanied to its last year go on in Dedans-Dehors the next day."""
    leaving = [young for young in people if _leaves_dernier_ecrou_in_2018(young)]
    for young in rng.sample(leaving, PASSAGES):
        former = young.enrolments[-1]
        former.exit_reason, former.active_until = "fin_dispositif", former.left_on or former.active_until
        begins_on = open_day_from(former.active_until + timedelta(days=1))
        _refer_again(rng, young, begins_on)
        enrol(rng, DEDANS_DEHORS_RENNES, young, False, begins_on, begins_on + timedelta(days=rng.randint(150, 330)))


def _leaves_dernier_ecrou_in_2018(young: Young) -> bool:
    last = young.enrolments[-1] if young.enrolments else None
    if last is None or last.left_on is None or last.programme != "dernier-ecrou":
        return False
    return date(2018, 3, 1) <= last.left_on <= date(2018, 12, 20) and young.age_on(last.left_on) < 26


def _refer_again(rng: random.Random, young: Young, day: date) -> None:
    """The referral to Dedans-Dehors, at the Mission Locale's own initiative, decided the same day."""
    former, team = young.referrals[-1], DEDANS_DEHORS_RENNES
    officer = professional(rng, former.referred_by, day.year)
    young.referrals.append(
        Referral(
            team.programme, former.referred_by, "mission_locale", team.mission_locale, officer, former.referent,
            day, team.outside.name, "admis", day,
        )
    )  # fmt: skip


def hand_over(rng: random.Random, people: list[Young], year: int, number: int = HANDOVERS) -> None:
    """Some who entered Dedans-Dehors at We Ker that year go and live near Saint-Malo: the file follows them."""
    movers = [young for young in people if _may_move(young, year)]
    for young in rng.sample(movers, min(number, len(movers))):
        former = young.enrolments[-1]
        left_on = former.left_on or former.active_until
        moved_on = open_day_from(former.entered_on + (left_on - former.entered_on) / 2)
        former.left_on = former.active_until = moved_on
        former.plie_left_on = moved_on if former.plie_entered_on else None
        former.exit_reason = "relais"
        enrolment = enrol(rng, DEDANS_DEHORS_SAINT_MALO, young, False, moved_on, left_on)
        enrolment.referent = professional(rng, "ml-saint-malo", year)
        enrolment.by_handover = True
        young.commune, young.address, young.qpv = "35288", "hebergement", ""


def _may_move(young: Young, year: int) -> bool:
    last = young.enrolments[-1] if young.enrolments else None
    if last is None or last.left_on is None or last.entered_on.year != year or last.mission_locale != "ml-rennes":
        return False
    released = all(m.ends_on and m.ends_on < last.entered_on + timedelta(days=150) for m in young.custody())
    enough = (last.left_on - last.entered_on).days > 200
    return last.programme == "dedans-dehors" and released and enough
