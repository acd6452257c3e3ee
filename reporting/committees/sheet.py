"""The sheet itself: each figure beside the one of the year before, as the coordinator reads it and as it leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from partners.models import CommitmentKind, PartnerAgreement
from reporting.committees.done import done_in_all, promise_words
from reporting.committees.entries import ENTRIES
from reporting.committees.facts import Facts, read_facts
from reporting.committees.figures import COMMITMENTS, OF_DAYS, USE, WAITING, Part, given
from reporting.committees.hiding import hidden_by_people, results_of
from reporting.committees.lines import Group, Line, counted
from reporting.committees.subject import PARTNER, Span, Subject
from reporting.document.french import NO_BREAK, day
from reporting.models import CommitteeDecision, CommitteeMeeting, DecisionState, DecisionStep

# What was done of a promise, by the key of that promise.
DONE_SINCE = {
    "jeunes-par-an": Part(
        "jeunes-recus", "Jeunes reçus depuis le 1er janvier", done_in_all(CommitmentKind.PEOPLE_A_YEAR)
    ),
    "jours": Part("jours-faits", "Jours faits depuis le 1er janvier", done_in_all(CommitmentKind.DAYS)),
    "temps-de-travail": Part("etp-faits", "ETP faits depuis le 1er janvier", done_in_all(CommitmentKind.STAFF)),
}
FUNDERS_NAMED = 3
OTHER_FUNDERS = "montant-autres"
TONES = {
    DecisionState.TO_DO: "waiting",
    DecisionState.UNDER_WAY: "info",
    DecisionState.DONE: "good",
    DecisionState.GIVEN_UP: "neutral",
}


@dataclass(frozen=True)
class DecisionLine:
    """A decision and its state on a day; `step` is None where nothing was noted since the meeting."""

    decision: CommitteeDecision
    state: DecisionState
    step: DecisionStep | None
    is_late: bool

    @property
    def tone(self) -> str:
        """As its state is shown."""
        return TONES[self.state]

    @property
    def state_words(self) -> str:
        """« Faite depuis le 3 mars 2026 »; « À faire » since the meeting."""
        return f"{self.state.label} depuis le {day(self.step.since)}" if self.step else self.state.label


@dataclass(frozen=True)
class Promise:
    """An agreement in force on the last day: what it promises and what was done of it, in words on screen and on
    paper; when the period that runs then ends."""

    agreement: PartnerAgreement
    words: str
    paper_words: str
    ends_on: date | None


@dataclass(frozen=True)
class Sheet:
    """Everything that the page and the paper say."""

    subject: Subject
    span: Span
    before: Span
    groups: list[Group]
    promises: list[Promise]
    meeting: CommitteeMeeting | None
    decisions: list[DecisionLine] = field(default_factory=list)

    def line(self, key: str) -> Line | None:
        """The figure of that key; None where there is none."""
        lines = (line for group in self.groups for line in [*group.lines, *group.parts])
        return next((line for line in lines if line.part.key == key), None)

    @property
    def hides(self) -> bool:
        """Whether a paper says less than the screen."""
        return any(line.is_hidden for group in self.groups for line in group.printed)


def make_sheet(subject: Subject, span: Span) -> Sheet:
    """The sheet for these dates, in as many queries whatever there is to count."""
    before = span.a_year_before()
    now, then = read_facts(subject, (span, before))
    meeting = last_meeting(subject, span)
    decisions = [decision for decision in meeting.decisions.all() if not decision.is_withdrawn] if meeting else []
    return Sheet(
        subject,
        span,
        before,
        groups(now, then),
        promises(now),
        meeting,
        [decision_line(decision, span) for decision in decisions],
    )


def groups(now: Facts, then: Facts) -> list[Group]:
    """The figures in their order; a promise of a kind that nobody made in either year is left out."""
    year = now.span.last.year
    results, followed, total = results_of(now, then)
    found = [
        Group("Jeunes du dispositif", entry_lines(now, then)),
        Group(f"Engagements au {day(now.span.last)}", promised_lines(now, then)),
        Group(f"Montants accordés pour l’année {year}", amount_lines(now, then)),
        Group("Utilisation", hidden_by_people(used_lines(now, then))),
        Group("Attente le dernier jour", hidden_by_people(counted(WAITING, now, then))),
        Group("Résultats des séjours terminés", [total], results),
        Group("Situation qui a suivi", [], followed),
    ]
    return [group for group in found if group.shown]


def entry_lines(now: Facts, then: Facts) -> list[Line]:
    """Who entered the programme and whom it accompanies; no target that nobody set, nothing but for a programme."""
    lines = hidden_by_people(counted(ENTRIES, now, then)) if now.of_programme else []
    return known_lines(lines)


def promised_lines(now: Facts, then: Facts) -> list[Line]:
    """What is promised, and below it what was done of it since 1 January, where that is known."""
    promised = [line for line in counted(COMMITMENTS, now, then) if line.now.value or line.before.value]
    return [one for line in promised for one in [line, *done_lines(line.part.key, now, then)]]


def done_lines(key: str, now: Facts, then: Facts) -> list[Line]:
    """What was done of that promise; no line where it is known of neither year."""
    done = hidden_by_people(counted([DONE_SINCE[key]], now, then)) if key in DONE_SINCE else []
    return known_lines(done)


def known_lines(lines: list[Line]) -> list[Line]:
    """Those that are known in one of the years."""
    return [line for line in lines if line.now.value is not None or line.before.value is not None]


def used_lines(now: Facts, then: Facts) -> list[Line]:
    """How much was used; no days where no place was offered in either year."""
    lines = counted(USE, now, then)
    [offered] = [line for line in lines if line.part.key == "jours-offerts"]
    return lines if offered.now.value or offered.before.value else lines[: -len(OF_DAYS)]


def amount_lines(now: Facts, then: Facts) -> list[Line]:
    """What each funder gives, the largest first, the others together."""
    sums: dict[int, Decimal] = {}
    names = {amount.funder: amount.name for facts in (then, now) for amount in facts.amounts}
    for amount in [*now.amounts, *then.amounts]:
        sums[amount.funder] = sums.get(amount.funder, Decimal()) + (amount.euros or 0)
    ranked = sorted(sums, key=lambda funder: (-sums[funder], names[funder]))
    named, others = ranked[:FUNDERS_NAMED], ranked[FUNDERS_NAMED:]
    parts = [Part(f"montant-{funder}", names[funder], given({funder}), "€") for funder in named]
    if others:
        label = f"{len(others)} autre{'s' if len(others) > 1 else ''} financeur{'s' if len(others) > 1 else ''}"
        parts.append(Part(OTHER_FUNDERS, label, given(set(others)), "€"))
    return counted(parts, now, then)


def promises(facts: Facts) -> list[Promise]:
    """The agreements in force on the last day."""
    running = sorted(facts.in_force(), key=lambda pair: (pair[0].organisation.name, pair[0].subject, pair[0].pk))
    return [
        Promise(
            agreement,
            promise_words(facts, said),
            promise_words(facts, said, is_paper=True),
            said.period_ends_on,
        )
        for agreement, said in running
    ]


def agreement_name(agreement: PartnerAgreement, subject: Subject) -> str:
    """Its subject; with the partner's name in front for anyone else than the partner."""
    is_partner = subject.audience == PARTNER
    return agreement.subject if is_partner else f"{agreement.organisation.name}{NO_BREAK}: {agreement.subject}"


def last_meeting(subject: Subject, span: Span) -> CommitteeMeeting | None:
    """The last one held by the last day."""
    held = subject.meetings().filter(held_on__lte=span.last, is_withdrawn=False)
    return held.prefetch_related("decisions__answers", "decisions__steps").first()


def decision_line(decision: CommitteeDecision, span: Span) -> DecisionLine:
    """A decision as it stood on the last day."""
    step = decision.state_on(span.last)
    state = DecisionState(step.state) if step else DecisionState.TO_DO
    is_late = state in DecisionState.open() and decision.due_on is not None and decision.due_on < span.last
    return DecisionLine(decision, state, step, is_late)
