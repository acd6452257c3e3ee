"""Who the accompanied people are: sex, age, level, quarter, disability, housing, licence, what justice has decided.

Level, QPV, RQTH, housing and licence are the values in force on 31 December where they are dated, else today's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from cases.models import AddressKind, AdjustmentDecision, DrivingLicence, Housing, Setting, Sex
from cases.releases import is_outside, is_parole
from reporting.facts import Custody, Facts, shared, shifted
from reporting.figures.cells import Cells, Number, by_plie, count_of, grouped, shares
from reporting.figures.entries import plie
from reporting.rows import AddressRow, AdjustmentRow, MeasureRow

AGES = {"minor": "Mineurs", "18-21": "18-21 ans", "22-25": "22-25 ans", "26+": "Plus de 25 ans"}
LEVELS = {
    "III+": "Niveau III et +",
    "IV": "Niveau IV",
    "V": "Niveau V",
    "Vbis": "Niveau V bis",
    "VI": "Niveau VI",
    "unknown": "Inconnu",
}
UPPER_LEVELS = {"I": "III+", "II": "III+", "III": "III+", "": "unknown"}
QPV = {"yes": "En quartier prioritaire", "no": "Hors quartier prioritaire", "unknown": "Inconnu"}
HOUSING = dict(Housing.choices) | {"inconnu": "Inconnu"}
LICENCES = {
    code: DrivingLicence(code).label for code in (DrivingLicence.HELD, DrivingLicence.IN_PROGRESS, DrivingLicence.NONE)
} | {"inconnu": "Inconnu"}
SETTINGS = {
    "detention": "Détention",
    "amenagement": "Aménagement hors détention",
    "milieu_ouvert": "Milieu ouvert",
    "cef": "Centre éducatif fermé",
    "aucune": "Aucune mesure",
}
RUNNING_FIRST = (Setting.CUSTODY.value, Setting.COMMUNITY.value, Setting.CEF.value)
NO_MEASURE = "aucune"


def sex(facts: Facts) -> Cells:
    """Accompanied people by sex, by PLIE."""
    groups = grouped((person.sex, person.id) for person in facts.accompanied)
    return by_plie("sex", "Sexe", dict(Sex.choices), groups, plie(facts).ids, facts.references)


def age(facts: Facts) -> Cells:
    """Accompanied people by age on 31 December, by PLIE."""
    year = facts.scope.year
    groups = grouped((age_band(year - person.birth_date.year), person.id) for person in facts.accompanied)
    return by_plie("age", "Âge", AGES, groups, plie(facts).ids, facts.references)


def age_band(years: int) -> str:
    """The band of that age: minor (under 18), 18-21, 22-25, 26+."""
    if years < 18:
        return "minor"
    return "18-21" if years < 22 else "22-25" if years < 26 else "26+"


def education_level(facts: Facts) -> Cells:
    """Accompanied people by level of education, levels I to III together, by PLIE; unknown has its own row."""
    groups = grouped(
        (UPPER_LEVELS.get(person.education_level, person.education_level), person.id) for person in facts.accompanied
    )
    return by_plie("education_level", "Niveau de formation", LEVELS, groups, plie(facts).ids, facts.references)


def rqth(facts: Facts) -> Number:
    """Accompanied people with recognised disability."""
    return count_of([person.id for person in facts.accompanied if person.rqth])


def housing(facts: Facts) -> Cells:
    """Accompanied people by housing."""
    groups = grouped((person.housing or "inconnu", person.id) for person in facts.accompanied)
    return shares("housing", "Logement", HOUSING, groups, facts.references)


def driving_licence(facts: Facts) -> Cells:
    """Accompanied people by driving licence."""
    groups = grouped((person.driving_licence or "inconnu", person.id) for person in facts.accompanied)
    return shares("driving_licence", "Permis de conduire", LICENCES, groups, facts.references)


@shared
def qpv(facts: Facts) -> Number:
    """Accompanied people known to live in a QPV, issus (before custody) or retour (at the effective release)."""
    return count_of(in_qpv(facts).get("yes", []))


def qpv_table(facts: Facts) -> Cells:
    """Accompanied people by what is known of their living in a QPV, by PLIE."""
    return by_plie("qpv", "Quartiers prioritaires", QPV, in_qpv(facts), plie(facts).ids)


@shared
def in_qpv(facts: Facts) -> dict[str, list[int]]:
    """Accompanied people who live in a QPV (yes), do not (no), or of whom it is unknown."""
    return grouped((qpv_answer(facts, person.id), person.id) for person in facts.accompanied)


def qpv_answer(facts: Facts, person: int) -> str:
    """Yes if any address that counts is in a QPV, else no if any is outside, else unknown.

    The address without dates counts as it is. Dated residences count on the eve of the écrou of the last custody begun
    on or before 31 December, and at its effective release; without any custody, on 31 December.
    """
    addresses = facts.addresses.get(person, ())
    answers = {address.qpv for address in addresses if is_stated(address)}
    if len(addresses) > len(answers):
        days = days_of_residence(facts.custodies.get(person), facts.scope.last_day)
        answers |= {address.qpv for address in addresses if not is_stated(address) and is_residence(address, days)}
    return "yes" if True in answers else "no" if False in answers else "unknown"


def days_of_residence(custodies: list[Custody] | None, last_day: date) -> list[date]:
    """The days on which someone's residence tells where they come from and where they go back to."""
    if not custodies:
        return [last_day]
    before, release = shifted(custodies[-1].starts_on, -1), custodies[-1].released_on
    return [before, release] if release else [before]


def is_stated(address: AddressRow) -> bool:
    """Whether it is the address without dates, the answer of a data package."""
    return address.starts_on is None and address.ends_on is None


def is_residence(address: AddressRow, days: Iterable[date]) -> bool:
    """Whether the person lived there on one of the days: a domiciliation or an establishment proves no residence."""
    if address.kind in (AddressKind.ADMINISTRATIVE, AddressKind.ESTABLISHMENT):
        return False
    start, end = address.starts_on or date.min, address.ends_on or date.max
    return any(start <= day <= end for day in days)


def setting(facts: Facts) -> Cells:
    """Accompanied people by measure running on 31 December: custody, adjustment outside custody, community, CEF,
    none. The first of these that applies counts; inside a running custody, its own adjustment goes before it."""
    last_day = facts.scope.last_day
    running: dict[int, list[MeasureRow]] = defaultdict(list)
    for row in facts.measures:
        if row.ends_on is None or row.ends_on >= last_day:
            running[row.person_id].append(row)
    outside: dict[int, list[date]] = defaultdict(list)
    for adjustment in facts.adjustments:
        if adjustment.starts_on and is_lived_outside(adjustment, last_day):
            outside[adjustment.person_id].append(adjustment.starts_on)
    groups = grouped(
        (setting_of(running.get(person, []), outside.get(person, [])), person) for person in facts.latest_entry
    )
    return shares("setting", "Cadre de la mesure au 31 décembre", SETTINGS, groups)


def setting_of(running: list[MeasureRow], outside: list[date]) -> str:
    """The setting of someone with these measures running, and adjustments lived outside that began on these days."""
    if not running and not outside:
        return NO_MEASURE
    if len(running) > 1:
        running = sorted(running, key=lambda row: row.starts_on)
    settings = {row.setting: row for row in running}
    custody = settings.get(Setting.CUSTODY)
    if any(custody is None or day >= custody.starts_on for day in outside):
        return "amenagement"
    return next((code for code in RUNNING_FIRST if code in settings), NO_MEASURE)


def is_lived_outside(row: AdjustmentRow, day: date) -> bool:
    """Whether an adjustment granted runs on that day outside the prison, as stored: not ended before it."""
    if row.decision != AdjustmentDecision.GRANTED or row.starts_on is None:
        return False
    if not row.starts_on <= day <= (row.ends_on or day):
        return False
    return is_outside(row.kind, row.modality) or is_parole(row.kind, row.modality)
