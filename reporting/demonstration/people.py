"""Who the invented young people are: name, birth, level, address, housing, licence."""

from __future__ import annotations

import random
from datetime import date, timedelta

from reporting.demonstration.cohort_2016 import BIRTHS, Profile
from reporting.demonstration.names import full_name
from reporting.demonstration.plans import weighted
from reporting.demonstration.records import Young
from reporting.demonstration.teams import Team

LEVELS = {"VI": 22, "Vbis": 31, "V": 33, "IV": 9, "III": 2, "": 3}
QPV = {"oui": 26, "": 74}
RQTH = {"oui": 3, "non": 70, "": 27}
LICENCES = {"aucun": 61, "en_cours": 13, "obtenu": 18, "": 8}
ADDRESSES = {"hebergement": 48, "personnelle": 26, "domiciliation": 9, "etablissement_penitentiaire": 8, "": 9}
HOUSING = {
    "hebergement": {"famille": 78, "precaire": 20, "": 2},
    "personnelle": {"autonome": 72, "famille": 26, "": 2},
    "domiciliation": {"precaire": 88, "": 12},
    "etablissement_penitentiaire": {"precaire": 40, "famille": 30, "": 30},
    "": {"precaire": 30, "famille": 30, "": 40},
}
BOOLEANS = {"oui": True, "non": False, "": None}


def random_profile(rng: random.Random, team: Team, in_plie: bool) -> Profile:
    """Someone like those of 2016, who is in none of its tables."""
    sex = "F" if rng.random() < team.women_share else "H"
    return Profile(sex, weighted(rng, LEVELS), in_plie, weighted(rng, QPV), weighted(rng, RQTH))


def draw_young(
    rng: random.Random, team: Team, profile: Profile, referred_on: date, taken: set[tuple[str, str]]
) -> Young:
    """A young person of that profile, of an age that the programme takes on the day of the referral."""
    last_name, first_name = full_name(rng, profile.sex, taken)
    birth_date = draw_birth(rng, team, profile.band, referred_on)
    young = Young(last_name, first_name, birth_date, profile.sex, profile.level)
    young.rqth = BOOLEANS[profile.rqth]
    young.licence = weighted(rng, LICENCES) if young.age_on(referred_on) >= 18 else "aucun"
    settle(rng, young, team, profile.qpv)
    return young


def draw_birth(rng: random.Random, team: Team, band: str, referred_on: date) -> date:
    """A birth date: in the band of 2016 when there is one, else by the ages of the programme."""
    if band:
        first = max(BIRTHS[band][0], years_before(referred_on, 26) + timedelta(days=1))
        last = min(BIRTHS[band][1], years_before(referred_on, 18))
    else:
        age = weighted(rng, team.ages)
        first = years_before(referred_on, age + 1) + timedelta(days=1)
        last = years_before(referred_on, age)
    return first + timedelta(days=rng.randint(0, (last - first).days))


def years_before(day: date, number: int) -> date:
    """The same day that many years before; 28 February for 29 February."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year - number)


def settle(rng: random.Random, young: Young, team: Team, qpv: str) -> None:
    """An address and a housing. A priority quarter is known of a residence only, in the towns that have one."""
    quarters = sorted(team.home_quarters)
    lives_in_quarter = qpv == "oui" and bool(quarters)
    kinds = {"hebergement": 60, "personnelle": 40} if lives_in_quarter else ADDRESSES
    young.address = weighted(rng, kinds)
    if lives_in_quarter:
        young.commune, young.qpv = rng.choice(quarters), "oui"
    elif young.address in ("hebergement", "personnelle"):
        young.commune = weighted(rng, team.communes)
        young.qpv = "non" if young.commune not in quarters or rng.random() < 0.8 else ""
    elif young.address == "domiciliation":
        young.commune = quarters[0] if quarters else ""
    elif young.address == "etablissement_penitentiaire":
        young.commune = {"cp-rennes-vezin": "35353", "ma-saint-malo": "35288"}.get(team.men.code, "")
        young.commune = "35238" if young.sex == "F" else young.commune
    young.housing = weighted(rng, HOUSING[young.address])
