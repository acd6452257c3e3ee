"""The year 2016 as its report printed it: the quotas that the invented records fit.

Counts and percentages are those of the « Bilan 2016 du dispositif Dernier Écrou ». Where the report gives percentages
alone (contacts, services), the counts are ours and give them back.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

# People accompanied, by (in PLIE, outside PLIE): 70 and 77.
SEX = {"F": (3, 11), "H": (67, 66)}
AGE = {"18-21": (13, 11), "22-25": (47, 54), "26+": (10, 12)}
LEVEL = {"III": (1, 1), "IV": (6, 4), "V": (30, 19), "Vbis": (22, 28), "VI": (11, 25)}
# 37 are known to live in a priority quarter, at least 19 of them in PLIE; the others are known not to, or unknown.
QPV = {"oui": (20, 17), "": (50, 60)}
RQTH = {"oui": (2, 2), "non": (53, 52), "": (15, 23)}

# Birth dates of each age band, ages being those on 31 December 2016.
BIRTHS = {
    "18-21": (date(1995, 1, 1), date(1998, 12, 31)),
    "22-25": (date(1991, 1, 1), date(1994, 12, 31)),
    "26+": (date(1985, 1, 1), date(1990, 12, 31)),
}

# 781 contacts: 50, 19, 15, 8, 5 and 3 %. 412 services: 26, 41, 6, 23, 2 and 2 %.
CONTACTS = {"interview": 390, "administrative": 148, "message": 117, "group": 63, "phone": 39, "outreach": 24}
SERVICES = {
    "projet_professionnel": 107,
    "acces_emploi": 169,
    "logement": 25,
    "formation": 95,
    "sante": 8,
    "citoyennete": 8,
}
# 60 situations, 32 of them custody.
SITUATIONS = {
    "incarceration": 32,
    "mobilisation": 11,
    "pmsmp": 5,
    "qualification": 4,
    "cdi": 3,
    "cdd": 3,
    "alternance": 2,
}

# 27 adjustments of 27 young people. The report gives the destinations, 5 positive exits, 3 external placements and
# 3 returns to custody; the other kinds and outcomes are ours; « en cours » is as the day of the report had it.
ADJUSTMENTS = {
    "semi_liberte": 11,
    "ddse": 8,
    "placement_exterieur": 3,
    "liberation_conditionnelle": 3,
    "liberation_sous_contrainte": 2,
}
DESTINATIONS = {
    "emploi": 7,
    "stage": 1,
    "pop": 3,
    "ppi_parcours_plus": 6,
    "formation_qualifiante": 5,
    "recherche_emploi": 5,
}
OUTCOMES = {"sortie_positive": 5, "retour_detention": 3, "en_cours": 6, "autre": 10, "": 3}


@dataclass(frozen=True)
class Profile:
    """What the tables of the report say of one young person. An empty band: any age that the programme takes."""

    sex: str
    level: str
    plie: bool
    qpv: str = ""
    rqth: str = ""
    band: str = ""


def profiles(rng: random.Random, portrayed: list[Profile]) -> list[Profile]:
    """The young people accompanied in 2016 but those of the portraits, the oldest rather first."""
    dealt = _deal_column(rng, 0, True, portrayed) + _deal_column(rng, 1, False, portrayed)
    seniority = {"26+": 0.0, "22-25": 0.3, "18-21": 0.8}
    return sorted(dealt, key=lambda profile: seniority[profile.band] + rng.random())


def _deal_column(rng: random.Random, column: int, plie: bool, portrayed: list[Profile]) -> list[Profile]:
    """The profiles in PLIE, or outside: each table dealt on its own, then put side by side."""
    taken = [profile for profile in portrayed if profile.plie is plie]
    hands = []
    for table, name in ((SEX, "sex"), (LEVEL, "level"), (QPV, "qpv"), (RQTH, "rqth"), (AGE, "band")):
        cards = [key for key, counts in table.items() for _ in range(counts[column])]
        for profile in taken:
            cards.remove(getattr(profile, name))
        rng.shuffle(cards)
        hands.append(cards)
    return [Profile(sex, level, plie, qpv, rqth, band) for sex, level, qpv, rqth, band in zip(*hands, strict=True)]
