"""What people enter, how it ends, and why they leave the programme."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from reporting.demonstration.custody import still_to_deal
from reporting.demonstration.days import draw_until, open_days, pick_day
from reporting.demonstration.plans import Plan, deal, weighted
from reporting.demonstration.records import Enrolment, Situation, Young
from reporting.demonstration.setting import structure_names

# Where people go, and how many days it lasts.
PLACES = {
    "cdi": ("Entreprise de maçonnerie", "Restaurant", "Entreprise de logistique", "Entreprise de couverture"),
    "cdd": ("Entreprise de nettoyage", "Maraîcher", "Entreprise de peinture", "Plateforme de tri", "Hôtel"),
    "interim": ("Agence d’intérim", "Agence d’intérim d’insertion"),
    "alternance": ("Boulangerie", "Garage", "Entreprise d’électricité"),
    "contrat_aide": ("Chantier d’insertion", "Association de quartier"),
    "mobilisation": ("Prisme", "AFPA (Déclic)", "Parcours +", "Buroscope"),
    "preformation": ("AFPA", "Prisme"),
    "qualification": ("AFPA", "AFTRAL", "Compagnons Bâtisseurs"),
    "pmsmp": ("Garage", "Entreprise de paysage", "Boulangerie", "Magasin de bricolage", "Menuiserie"),
    "service_civique": ("Association sportive", "Association de quartier"),
    "scolarite": ("Lycée professionnel",),
}
DAYS = {
    "cdd": (45, 180), "interim": (5, 45), "alternance": (300, 700), "contrat_aide": (170, 360),
    "mobilisation": (25, 90), "preformation": (40, 90), "qualification": (90, 240), "pmsmp": (5, 14),
    "service_civique": (170, 240), "scolarite": (150, 300),
}  # fmt: skip
ENDS = {"terme": 66, "abandon": 18, "transforme": 5, "autre": 4}
TRIAL_BROKEN = 0.15
CERTIFIED = {"obtenue": 60, "non_obtenue": 40}

# What an adjustment leads to, and the situations that it often begins with.
BEGINS_WITH = {
    "emploi": ("cdi", "cdd", "alternance", "interim", "contrat_aide"),
    "stage": ("pmsmp",),
    "pop": ("mobilisation",),
    "ppi_parcours_plus": ("mobilisation",),
    "formation_qualifiante": ("qualification",),
}
BEGUN_WITH_ADJUSTMENT = 0.6

JOBS = ("cdi", "cdd", "alternance", "contrat_aide", "interim")
TRAINING = ("qualification", "preformation", "mobilisation", "scolarite")
ORDINARY_EXITS = {"droit_commun": 42, "abandon": 34, "demenagement": 12, "autre": 12}


def enter_situations(rng: random.Random, plan: Plan, people: list[Young]) -> None:
    """Write the situations that begin in the plan's year, custody first."""
    year = (date(plan.year, 1, 1), date(plan.year, 12, 31))
    spans = list(_enrolled_in(plan, people))
    written = [s.kind for young, _ in spans for s in young.situations if year[0] <= s.starts_on <= year[1]]
    quota = still_to_deal(plan.situations, written)
    _enter_custody(rng, plan.year, [young for young, _ in spans], quota.pop("incarceration", 0))
    for kind in deal(rng, quota):
        young, day = _with_adjustment(rng, plan.year, spans, kind) or _some_day(rng, spans)
        young.situations.append(_situation(rng, young, kind, day))


def _enrolled_in(plan: Plan, people: list[Young]) -> Iterator[tuple[Young, list[date]]]:
    """People accompanied in the plan's year, with the days of theirs on which they are outside."""
    year = (date(plan.year, 1, 1), date(plan.year, 12, 31))
    for young in people:
        for enrolment in young.enrolments:
            in_year = enrolment.entered_on <= year[1] and (enrolment.left_on or year[1]) >= year[0]
            if enrolment.scope == plan.team.scope and in_year:
                days = open_days(max(enrolment.entered_on, year[0]), min(enrolment.left_on or year[1], year[1]))
                yield young, [day for day in days if not young.is_inside(day)]


def _enter_custody(rng: random.Random, year: int, people: list[Young], number: int) -> None:
    """The custody that someone thought of entering as a situation too: it is never derived."""
    begun = [
        (young, custody)
        for young in people
        for custody in young.custody()
        if custody.starts_on.year == year and not any(s.starts_on == custody.starts_on for s in young.situations)
    ]
    for young, custody in rng.sample(begun, min(number, len(begun))):
        name = structure_names()[custody.organisation]
        young.situations.append(Situation("incarceration", name, custody.starts_on, custody.ends_on))
        young.situations[-1].end_reason = "terme" if custody.ends_on else ""


def _with_adjustment(
    rng: random.Random, year: int, spans: list[tuple[Young, list[date]]], kind: str
) -> tuple[Young, date] | None:
    """Now and then, someone whose adjustment leads to that kind, on the day that it starts."""
    begun = [
        (young, adjustment.starts_on)
        for young, _ in spans
        for adjustment in young.adjustments
        if adjustment.starts_on
        and adjustment.starts_on.year == year
        and kind in BEGINS_WITH.get(adjustment.destination, ())
        and not any(s.kind != "incarceration" for s in young.situations)
    ]
    return rng.choice(begun) if begun and rng.random() < BEGUN_WITH_ADJUSTMENT else None


def _some_day(rng: random.Random, spans: list[tuple[Young, list[date]]]) -> tuple[Young, date]:
    """Someone outside, on a day when nothing else is going on."""
    outside = [(young, days) for young, days in spans if days]

    def some() -> tuple[Young, date]:
        young, days = rng.choice(outside)
        return young, pick_day(rng, days)

    return draw_until(some, lambda drawn: not any(_is_on(s, drawn[1]) for s in drawn[0].situations))


def _is_on(situation: Situation, day: date) -> bool:
    """Whether the situation runs within a month of that day."""
    ends_on = situation.ends_on or day
    return situation.starts_on - timedelta(days=40) <= day <= ends_on + timedelta(days=10)


def _situation(rng: random.Random, young: Young, kind: str, starts_on: date) -> Situation:
    situation = Situation(kind, rng.choice(PLACES[kind]), starts_on)
    if kind in ("cdi", "cdd") and rng.random() < TRIAL_BROKEN:
        situation.ends_on, situation.end_reason = starts_on + timedelta(days=rng.randint(8, 28)), "essai_rompu"
    elif kind in DAYS:
        situation.ends_on, situation.end_reason = starts_on + timedelta(days=rng.randint(*DAYS[kind])), "terme"
        situation.end_reason = weighted(rng, ENDS)
    if kind == "qualification":
        situation.certification = weighted(rng, CERTIFIED) if situation.end_reason == "terme" else "non_obtenue"
    elif kind != "alternance":
        situation.certification = "sans_objet"
    _cut_short(young, situation)
    return situation


def _cut_short(young: Young, situation: Situation) -> None:
    """A return to custody ends what was going on."""
    for custody in young.custody():
        if situation.starts_on < custody.starts_on <= (situation.ends_on or date.max):
            situation.ends_on, situation.end_reason = custody.starts_on, "autre"


def name_exit(rng: random.Random, young: Young, enrolment: Enrolment) -> str:
    """The reason of an exit: what was going on that day, else the age, else one of the ordinary reasons."""
    left_on = enrolment.left_on
    if left_on is None or enrolment.exit_reason:
        return enrolment.exit_reason
    running = [s.kind for s in young.situations if s.starts_on <= left_on <= (s.ends_on or date.max)]
    if (custody := young.custody_on(left_on)) and custody.starts_on > enrolment.entered_on:
        return "reincarceration"
    if any(kind in JOBS for kind in running):
        return "emploi"
    if any(kind in TRAINING for kind in running):
        return "formation"
    if enrolment.programme == "dernier-ecrou" and left_on >= date(2018, 11, 1):
        return "fin_dispositif"
    return "limite_age" if young.age_on(left_on) >= 26 and rng.random() < 0.6 else weighted(rng, ORDINARY_EXITS)
