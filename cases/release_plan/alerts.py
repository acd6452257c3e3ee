"""The alerts on someone whom a Mission Locale follows: each appears on its day, and goes once it is acted on.

Pure: what is known of the person, and the day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cases.models import AlertKind
from cases.models.handovers import ANSWER_EXPECTED
from cases.release_plan.months import months_before
from cases.release_plan.rhythm import NEAR, meet_by
from partners.french import day_words

NO_CONTACT_FOR = timedelta(days=30)
AGE_LIMIT, MONTHS_AHEAD = 26, 3
# An end is told so long before, and so long after it while nobody has said what became of it.
ENDS_SOON = timedelta(days=30)
AGREEMENT_ENDS_SOON = timedelta(days=60)
# What one has to ask the young person is not missing on the day of the entry.
MISSING_AFTER = timedelta(days=14)
QPV = "QPV"


@dataclass(frozen=True)
class FollowUp:
    """What is known: since when one follows, the last contact and interview, the release (expected, or past), whether
    the person was met since; what ends and when, without a word of what became of it; what the report will miss."""

    birth_date: date
    entered_on: date
    last_contact: date | None = None
    last_interview: date | None = None
    release_day: date | None = None
    is_out: bool = False
    is_met_again: bool = False
    situations: tuple[tuple[str, date], ...] = ()
    adjustments: tuple[tuple[str, date], ...] = ()
    agreements: tuple[tuple[str, date], ...] = ()
    missing: tuple[str, ...] = ()
    handovers: tuple[date, ...] = ()


@dataclass(frozen=True)
class Alert:
    """What it is, since when, in words."""

    kind: AlertKind
    since: date
    words: str
    # What the report will miss.
    missing: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return str(self.kind.label)


def alerts(known: FollowUp, on: date) -> list[Alert]:
    """Those of that day, the most urgent kind first. Who is to be met for another reason is not told of twice."""
    found = [alert for rule in RULES for alert in rule(known, on) if alert.since <= on]
    if {alert.kind for alert in found} & {AlertKind.AFTER_RELEASE, AlertKind.RELEASE_NEAR}:
        found = [alert for alert in found if alert.kind != AlertKind.NO_CONTACT]
    return found


def after_release(known: FollowUp, on: date) -> Iterator[Alert]:
    """From the day of the release, until met outside."""
    if known.is_out and known.release_day and not known.is_met_again:
        yield Alert(AlertKind.AFTER_RELEASE, known.release_day, f"Sorti le {day_words(known.release_day)}")


def release_near(known: FollowUp, on: date) -> Iterator[Alert]:
    """In the last three months, once the rhythm asks for a meeting, until there is one."""
    if known.is_out or known.release_day is None or not 0 <= (known.release_day - on).days <= NEAR:
        return
    due = meet_by(known.last_interview, known.release_day, known.entered_on, on)
    if due is None:
        return
    since = max(due, known.release_day - timedelta(days=NEAR))
    yield Alert(AlertKind.RELEASE_NEAR, since, f"Sort le {day_words(known.release_day)}, {last_met(known)}")


def last_met(known: FollowUp) -> str:
    """« dernier entretien le 3 novembre »."""
    if known.last_interview is None:
        return "jamais vu en entretien"
    return f"dernier entretien le {day_words(known.last_interview, 'j F')}"


def no_contact(known: FollowUp, on: date) -> Iterator[Alert]:
    """Thirty days after the last contact; after the entry, while there is none."""
    last = known.last_contact or known.entered_on
    words = f"Dernier contact le {day_words(last)}" if known.last_contact else f"Entré le {day_words(last)}"
    yield Alert(AlertKind.NO_CONTACT, last + NO_CONTACT_FOR, words)


def adjustment_ending(known: FollowUp, on: date) -> Iterator[Alert]:
    """In its last month, until its outcome is said."""
    yield from ending(AlertKind.ADJUSTMENT_ENDING, known.adjustments, ENDS_SOON, on)


def situation_ending(known: FollowUp, on: date) -> Iterator[Alert]:
    """In its last month, until it is said how it ended."""
    yield from ending(AlertKind.SITUATION_ENDING, known.situations, ENDS_SOON, on)


def agreement_ending(known: FollowUp, on: date) -> Iterator[Alert]:
    """Two months before the end of the agreement that gives the place."""
    yield from ending(AlertKind.AGREEMENT_ENDING, known.agreements, AGREEMENT_ENDS_SOON, on)


def ending(kind: AlertKind, rows: tuple[tuple[str, date], ...], before: timedelta, on: date) -> Iterator[Alert]:
    """What ends soon, or ended in the last month."""
    for name, ends_on in rows:
        if on <= ends_on + ENDS_SOON:
            yield Alert(kind, ends_on - before, f"{name}, jusqu’au {day_words(ends_on)}")


def turning_26(known: FollowUp, on: date) -> Iterator[Alert]:
    """From three months before the 26th birthday until the day before it."""
    birthday = birthday_of(known.birth_date, AGE_LIMIT)
    if on < birthday:
        words = f"26 ans le {day_words(birthday)}"
        yield Alert(AlertKind.TURNING_26, months_before(birthday, MONTHS_AHEAD), words)


def birthday_of(birth_date: date, age: int) -> date:
    """The day on which one becomes so old; born on 29 February: on 1 March in common years."""
    year = birth_date.year + age
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def handover_late(known: FollowUp, on: date) -> Iterator[Alert]:
    """Once the other Mission Locale has let the time to answer pass."""
    for asked_on in known.handovers:
        since = asked_on + ANSWER_EXPECTED + timedelta(days=1)
        yield Alert(AlertKind.HANDOVER_LATE, since, f"Demandé le {day_words(asked_on)}")


def missing_field(known: FollowUp, on: date) -> Iterator[Alert]:
    """Two weeks after the entry, until all is filled in."""
    if known.missing:
        words = f"À compléter\N{NO-BREAK SPACE}: {', '.join(known.missing)}"
        yield Alert(AlertKind.MISSING_FIELD, known.entered_on + MISSING_AFTER, words, known.missing)


RULES: tuple[Callable[[FollowUp, date], Iterator[Alert]], ...] = (
    after_release,
    release_near,
    no_contact,
    adjustment_ending,
    situation_ending,
    turning_26,
    handover_late,
    agreement_ending,
    missing_field,
)
# The kinds in the order of these rules.
URGENCY = (
    AlertKind.AFTER_RELEASE,
    AlertKind.RELEASE_NEAR,
    AlertKind.NO_CONTACT,
    AlertKind.ADJUSTMENT_ENDING,
    AlertKind.SITUATION_ENDING,
    AlertKind.TURNING_26,
    AlertKind.HANDOVER_LATE,
    AlertKind.AGREEMENT_ENDING,
    AlertKind.MISSING_FIELD,
)
