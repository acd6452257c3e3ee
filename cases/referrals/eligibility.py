"""A programme's criteria held against the facts of one day: met, not met, or to be checked, each with its reason in
French. A missing fact is to be checked, never a refusal. No database here, but for `Rules.of`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from cases.ages import age_on
from cases.models import AddressKind, Answer, Criterion, PenalStatus, Programme, Setting
from cases.models.programmes import several
from partners.french import day_words

# Where one gets one's post, or is held: it says nothing of where one lives.
PROVE_NOTHING = (AddressKind.ADMINISTRATIVE.value, AddressKind.ESTABLISHMENT.value)
# From here on, days may make a whole month or not.
DAYS_IN_A_MONTH = range(31)
STATUSES = {**dict(PenalStatus.choices), Setting.COMMUNITY.value: Setting.COMMUNITY.label}


class CriterionLine(NamedTuple):
    """What one criterion answers."""

    criterion: Criterion
    answer: Answer
    words: str


class Measure(Protocol):
    """What is read of a measure: `cases.models.JusticeMeasure` has it."""

    setting: str
    status: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Facts:
    """What is known of someone on the day of the referral; None or empty: unknown."""

    on: date
    birth_date: date | None = None
    status: str = ""  # a code of PenalStatus, or `milieu_ouvert`
    # A mandat de dépôt: it matters only while the person is not finally convicted.
    committal_order: bool = False
    establishment: int | None = None  # id of the organisation of the measure
    sentence_months: int | None = None
    sentence_days: int | None = None
    address_kind: str = ""
    commune: str = ""  # its name
    epci: str = ""  # the SIREN of the commune's
    department: str = ""
    qpv: bool | None = None
    has_handover: bool = False  # accepted by a Mission Locale of the programme


@dataclass(frozen=True)
class Rules:
    """What a programme accepts on a day; an empty criterion accepts everyone. `words` has the criteria in French."""

    starts_on: date
    ends_on: date | None = None
    is_known: bool = True  # a version of the criteria is in force
    age_min: int | None = None
    age_max: int | None = None
    statuses: tuple[str, ...] = ()
    months_min: int | None = None
    months_max: int | None = None
    epcis: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    accepts_qpv: bool = False
    establishments: tuple[int, ...] = ()
    words: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, programme: Programme, on: date) -> Rules:
        """The version of the programme's criteria in force on that day."""
        criteria = programme.criteria_on(on)
        if criteria is None:
            return cls(programme.starts_on, programme.ends_on, is_known=False)
        return cls(
            starts_on=programme.starts_on,
            ends_on=programme.ends_on,
            age_min=criteria.age_min,
            age_max=criteria.age_max,
            statuses=tuple(several(criteria.statuses)),
            months_min=criteria.sentence_min_months,
            months_max=criteria.sentence_max_months,
            epcis=tuple(several(criteria.epcis)),
            departments=tuple(several(criteria.departments)),
            accepts_qpv=criteria.accepts_qpv,
            establishments=tuple(sorted(body.pk for body in criteria.establishments.all())),
            words=dict(criteria.in_words()),
        )

    def accept(self, criterion: Criterion) -> str:
        """What that criterion accepts, as a sentence."""
        return f"Le dispositif accepte\N{NO-BREAK SPACE}: {self.words.get(criterion.label, 'voir ses critères')}."


def status_on(measures: Iterable[Measure], on: date) -> str:
    """The status of the measure running that day that began last: `milieu_ouvert` in the community, else its own;
    empty without one."""
    running = [m for m in measures if m.starts_on <= on and (m.ends_on is None or m.ends_on >= on)]
    if not running:
        return ""
    current = max(running, key=lambda m: (m.starts_on, m.setting == Setting.CUSTODY))
    return Setting.COMMUNITY.value if current.setting == Setting.COMMUNITY else current.status


def eligibility(rules: Rules, facts: Facts) -> list[CriterionLine]:
    """The answer of each criterion that the programme has, in the order of `Criterion`. Nothing here forbids a
    referral."""
    return [
        *period(rules, facts),
        *age(rules, facts),
        *status(rules, facts),
        *sentence(rules, facts),
        *residence(rules, facts),
    ]


def period(rules: Rules, facts: Facts) -> Iterator[CriterionLine]:
    """A line only where the programme's dates are in the way, or where it has no criteria yet."""
    if facts.on < rules.starts_on:
        yield not_met(Criterion.PERIOD, f"Le dispositif commence le {day_words(rules.starts_on)}.")
    elif rules.ends_on and facts.on > rules.ends_on:
        yield not_met(Criterion.PERIOD, f"Le dispositif a pris fin le {day_words(rules.ends_on)}.")
    elif not rules.is_known:
        yield to_check(Criterion.PERIOD, "Ce dispositif n’a pas encore de critères à cette date.")


def age(rules: Rules, facts: Facts) -> Iterator[CriterionLine]:
    """On the day of the referral, until the eve of the birthday after the last age accepted."""
    if rules.age_min is None and rules.age_max is None:
        return
    if facts.birth_date is None or facts.birth_date > facts.on:
        yield to_check(Criterion.AGE, "La date de naissance manque.", rules)
        return
    years = age_on(facts.birth_date, facts.on)
    fact = f"{years} ans le {day_words(facts.on)}."
    yield judged(Criterion.AGE, within(years, rules.age_min, rules.age_max), fact, rules)


def status(rules: Rules, facts: Facts) -> Iterator[CriterionLine]:
    """That of the current measure. With a committal order, one not finally convicted may be counted either way."""
    if not rules.statuses:
        return
    fact = f"{STATUSES.get(facts.status, '')}."
    possible = {facts.status}
    if facts.committal_order and facts.status == PenalStatus.ON_REMAND:
        possible.add(PenalStatus.CONVICTED.value)
        fact = "Sous mandat de dépôt, pas encore définitivement condamné."
    if facts.status not in STATUSES:
        yield to_check(Criterion.STATUS, "Le statut n’est pas connu.", rules)
    elif len({status in rules.statuses for status in possible}) > 1:
        yield to_check(Criterion.STATUS, fact, rules)
    else:
        yield judged(Criterion.STATUS, facts.status in rules.statuses, fact, rules)


def sentence(rules: Rules, facts: Facts) -> Iterator[CriterionLine]:
    """The total pronounced; days beyond whole months count."""
    if rules.months_min is None and rules.months_max is None:
        return
    months, days = facts.sentence_months, facts.sentence_days or 0
    if months is None and not days:
        yield to_check(Criterion.SENTENCE, "La durée de la peine n’est pas connue.", rules)
        return
    months = months or 0
    if days not in DAYS_IN_A_MONTH:
        yield to_check(Criterion.SENTENCE, f"{duration(months, days)}\N{NO-BREAK SPACE}: à compter en mois.", rules)
        return
    long_enough = rules.months_min is None or months >= rules.months_min
    short_enough = rules.months_max is None or (months, days) <= (rules.months_max, 0)
    yield judged(Criterion.SENTENCE, long_enough and short_enough, f"{duration(months, days)}.", rules)


def residence(rules: Rules, facts: Facts) -> Iterator[CriterionLine]:
    """Where the person lives: a territory, a priority quarter in it, or the place of a court placement."""
    if rules.establishments:
        yield placed(rules, facts)
    elif rules.departments and facts.has_handover:
        yield met(Criterion.RESIDENCE, "Relais accepté par une Mission Locale du dispositif.")
    elif rules.epcis or rules.departments or rules.accepts_qpv:
        yield living(rules, facts)


def placed(rules: Rules, facts: Facts) -> CriterionLine:
    """Held in one of the establishments that the programme names."""
    if facts.establishment is None:
        return to_check(Criterion.RESIDENCE, "Le lieu de placement n’est pas connu.", rules)
    is_there = facts.establishment in rules.establishments
    fact = "Placé dans cet établissement." if is_there else "Placé ailleurs."
    return judged(Criterion.RESIDENCE, is_there, fact, rules)


def living(rules: Rules, facts: Facts) -> CriterionLine:
    """At an address that proves a residence, in the territory."""
    if not facts.commune and facts.qpv is None:
        return to_check(Criterion.RESIDENCE, "L’adresse avant la détention n’est pas connue.", rules)
    if facts.address_kind in PROVE_NOTHING:
        kind = AddressKind(facts.address_kind).label.lower()
        return to_check(
            Criterion.RESIDENCE,
            f"Une adresse de type «\N{NO-BREAK SPACE}{kind}\N{NO-BREAK SPACE}» ne prouve pas où l’on habite.",
            rules,
        )
    if not facts.address_kind:
        return to_check(Criterion.RESIDENCE, "Le type d’adresse n’est pas précisé.", rules)
    if rules.epcis or rules.departments:
        return in_territory(rules, facts)
    if facts.qpv is None:
        return to_check(Criterion.RESIDENCE, f"{facts.commune}\N{NO-BREAK SPACE}: quartier à vérifier.", rules)
    fact = "En quartier prioritaire." if facts.qpv else "Hors quartier prioritaire."
    return judged(Criterion.RESIDENCE, facts.qpv, fact, rules)


def in_territory(rules: Rules, facts: Facts) -> CriterionLine:
    """A priority quarter counts inside the territory: that of another town does not."""
    if not facts.commune:
        return to_check(Criterion.RESIDENCE, "La commune n’est pas connue.", rules)
    is_there = facts.epci in rules.epcis or facts.department in rules.departments
    quarter = ", en quartier prioritaire" if facts.qpv else ""
    return judged(Criterion.RESIDENCE, is_there, f"{facts.commune}{quarter}.", rules)


def within(value: int, low: int | None, high: int | None) -> bool:
    """Between both, included; a bound that is not there holds nobody back."""
    return (low is None or value >= low) and (high is None or value <= high)


def judged(criterion: Criterion, is_met: bool, fact: str, rules: Rules) -> CriterionLine:
    """Met, or not met with what the programme accepts."""
    return met(criterion, fact) if is_met else not_met(criterion, f"{fact} {rules.accept(criterion)}")


def met(criterion: Criterion, fact: str) -> CriterionLine:
    return CriterionLine(criterion, Answer.MET, fact)


def not_met(criterion: Criterion, fact: str) -> CriterionLine:
    return CriterionLine(criterion, Answer.NOT_MET, fact)


def to_check(criterion: Criterion, why: str, rules: Rules | None = None) -> CriterionLine:
    return CriterionLine(criterion, Answer.TO_CHECK, f"{why} {rules.accept(criterion)}" if rules else why)


def duration(months: int, days: int) -> str:
    """« 24 mois et 15 jours »."""
    counted = [f"{months} mois"] if months or not days else []
    counted += [f"{days} jour{'s' if days > 1 else ''}"] if days else []
    return " et ".join(counted)
