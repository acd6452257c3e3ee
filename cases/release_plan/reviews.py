"""Le point: the people of one unit whom one Mission Locale follows, by why they are spoken of, as a reader may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from cases.adjustments.steps import next_words
from cases.homes.to_do import days_in_words
from cases.models import (
    AdjustmentDecision,
    AdjustmentState,
    Appointment,
    Attendance,
    CaseFile,
    NeedSide,
    NextStep,
    Outcome,
    Referral,
    ReleaseNeed,
    ReviewLine,
    ReviewSubject,
    SentenceAdjustment,
    UnitReview,
    YoungPerson,
)
from cases.record.together import Rows, fetch_together
from cases.referrals.record import where_in_words
from cases.referrals.waiting import Waiting, waiting_among
from cases.release_plan.expected import custodies
from cases.release_plan.needs import OPEN_STATES
from cases.release_plan.preparing import preparation_rows
from cases.release_plan.radar import GapLine, radar_rows
from partners.french import day_words
from partners.models import User

WITHIN = 90
NOT_CALLED_SINCE = timedelta(days=60)


@dataclass(frozen=True)
class SpokenOf:
    """A line of the meeting: someone, what is known, the gaps that are named, whether both sides have ticked it, what
    was decided for that person."""

    subject: str
    person: YoungPerson
    words: str
    gaps: list[GapLine] = field(default_factory=list)
    is_ticked: bool = False
    steps: list[NextStep] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.subject}:{self.person.code}"

    @property
    def anchor(self) -> str:
        """The id of its button, where one comes back to."""
        return f"decider-{self.subject}-{self.person.code}"


@dataclass(frozen=True)
class Subject:
    """All lines for one reason."""

    id: str
    title: str
    lines: list[SpokenOf]


@dataclass(frozen=True)
class PersonRow:
    """Someone with every line that names them, and what was decided for them."""

    person: YoungPerson
    lines: list[SpokenOf] = field(default_factory=list)
    steps: list[NextStep] = field(default_factory=list)


@dataclass(frozen=True)
class ReviewPage:
    """What the meeting has before it: the subjects, the people on the page, the steps that it decided."""

    subjects: list[Subject]
    people: list[YoungPerson]
    steps: list[NextStep]

    @property
    def lines(self) -> list[SpokenOf]:
        return [line for subject in self.subjects for line in subject.lines]

    def line(self, key: str | None) -> SpokenOf | None:
        """The line of that key, if it is on the page."""
        return next((line for line in self.lines if line.key == key), None)

    @property
    def rows(self) -> list[PersonRow]:
        """Each person once, in the order in which the subjects name them."""
        found: dict[int, PersonRow] = {}
        for line in self.lines:
            found.setdefault(line.person.pk, PersonRow(line.person)).lines.append(line)
        for step in self.steps:
            found.setdefault(step.person_id, PersonRow(step.person)).steps.append(step)
        return list(found.values())


def spoken_of(review: UnitReview, user: User, at: datetime) -> Any:
    """The ids of those of whom the unit is in charge, on whom the Mission Locale holds a file, and whom this user
    sees: a restricted file stays out for whoever is not named."""
    on = localdate(at)
    in_charge = YoungPerson.objects.of_units([review.unit_id], on, on + timedelta(days=1))
    held = CaseFile.objects.open(on).filter(organisation=review.mission_locale_id)
    seen = YoungPerson.objects.visible_to(user, at).filter(pk__in=in_charge.values("pk"))
    return seen.filter(pk__in=held.values("person")).order_by().values("pk")


def review_page(review: UnitReview, user: User, at: datetime) -> ReviewPage:
    """The page as it stands at that moment, in the order of `ReviewSubject`."""
    on, people = localdate(at), spoken_of(review, user, at)
    rows = fetch_together(review_rows(review, people, user, at))
    known = {person.pk: person for person in rows["people"]}
    ticked = {(line.subject, line.person_id) for line in rows["lines"]}
    waiting = waiting_among(waiting_referrals(review, people, user, at), on)
    told = [*waiting_lines(waiting, on), *not_called(rows), *release_lines(rows, on)]
    told += [*adjustment_lines(rows, on), *need_lines(rows)]
    by_subject: dict[str, list[SpokenOf]] = {subject: [] for subject in ReviewSubject.values}
    steps, decided = rows["steps"], defaultdict(list)
    for step in steps:
        decided[step.person_id].append(step)
    for subject, pk, words, gaps in told:
        line = SpokenOf(subject, known[pk], words, gaps, (subject, pk) in ticked, decided[pk])
        by_subject[subject].append(line)
    subjects = [Subject(one.value, str(one.label), by_subject[one]) for one in ReviewSubject if by_subject[one]]
    on_page = {line.person.pk for subject in subjects for line in subject.lines}
    shown = sorted(on_page | {step.person_id for step in steps}, key=lambda pk: known[pk].folded_name)
    return ReviewPage(subjects, [known[pk] for pk in shown], steps)


def review_rows(review: UnitReview, people: Any, user: User, at: datetime) -> dict[str, Any]:
    """All that the page is made from, but for the referrals that wait."""
    on = localdate(at)
    missed = Appointment.objects.visible_to(user, at).filter(
        attendance=Attendance.NOT_CALLED,
        permanence__mission_locale=review.mission_locale_id,
        permanence__planned_on__gte=on - NOT_CALLED_SINCE,
    )
    running = Q(decision=AdjustmentDecision.IN_PREPARATION) | (
        Q(decision=AdjustmentDecision.GRANTED, outcome__in=("", Outcome.RUNNING), withdrawn_on__isnull=True)
        & (Q(ends_on__isnull=True, starts_on__gte=on - timedelta(days=365)) | Q(ends_on__gte=on))
    )
    rows: dict[str, Any] = {
        "not_called": missed.select_related("permanence__site").order_by("-permanence__planned_on", "pk"),
        "adjustments": SentenceAdjustment.objects.visible_to(user, at).filter(running),
        "open_needs": ReleaseNeed.objects.visible_to(user, at).filter(state__in=OPEN_STATES).select_related("type"),
        "lines": ReviewLine.objects.visible_to(user, at).filter(review=review),
        "steps": NextStep.objects.visible_to(user, at).filter(review=review).select_related("person"),
    }
    narrowed = {name: queryset.filter(person__in=people) for name, queryset in rows.items()}
    measures = custodies(user, at).filter(person__in=people)
    return {
        "people": YoungPerson.objects.filter(pk__in=people),
        **narrowed,
        **preparation_rows(measures, people, user, at),
    }


def waiting_referrals(review: UnitReview, people: Any, user: User, at: datetime) -> Any:
    """Those addressed to the Mission Locale that have no answer."""
    return Referral.objects.visible_to(user, at).filter(mission_locale=review.mission_locale_id, person__in=people)


# Why, whom, in words, what is missing.
Told = tuple[str, int, str, list[GapLine]]


def waiting_lines(waiting: Iterable[Waiting], on: date) -> Iterator[Told]:
    """Since when, and when expected; else what became of it, in the words of the list of referrals."""
    for one in waiting:
        where = where_in_words(one, on)
        words = f"Attend depuis {days_in_words(one.days)}, {where[:1].lower()}{where[1:]}"
        yield ReviewSubject.WAITING, one.referral.person_id, words, []


def not_called(rows: Rows) -> Iterator[Told]:
    """The last time that each was not called."""
    told: set[int] = set()
    for one in rows["not_called"]:
        if one.person_id not in told:
            told.add(one.person_id)
            where = f"{one.permanence.site}, le {day_words(one.permanence.planned_on)}"
            yield ReviewSubject.NOT_CALLED, one.person_id, f"Non appelé\N{NO-BREAK SPACE}: {where}", []


def release_lines(rows: Rows, on: date) -> Iterator[Told]:
    """Those to come within 90 days, or to confirm, with their gaps."""
    for row in radar_rows(rows, on):
        left = row.release.days_left(on)
        if not row.release.is_out and left is not None and left <= WITHIN:
            words = f"Sortie le {day_words(row.release.day)} ({row.when})"
            if row.release.is_overdue(on):
                words = f"Sortie prévue le {day_words(row.release.day)}, à confirmer"
            yield ReviewSubject.RELEASE, row.person.pk, words, row.gaps


def adjustment_lines(rows: Rows, on: date) -> Iterator[Told]:
    """Each with where it stands, and what comes next."""
    for one in rows["adjustments"]:
        words = f"{one.get_kind_display()}, {standing(one, on)}"
        yield ReviewSubject.ADJUSTMENT, one.person_id, words, []


def standing(adjustment: SentenceAdjustment, on: date) -> str:
    """« en préparation : audience le 3 décembre 2026 », « commencé le 26 novembre 2026 : fin à noter »."""
    state = adjustment.state(on)
    since = {
        AdjustmentState.REQUESTED: adjustment.requested_on,
        AdjustmentState.GRANTED: adjustment.decided_on,
        AdjustmentState.STARTED: adjustment.starts_on,
    }.get(state)
    stands = "en préparation" if state == AdjustmentState.HEARING else str(state.label).lower()
    words = f"{stands} le {day_words(since)}" if since else stands
    following = next_words(adjustment, on)
    return f"{words}\N{NO-BREAK SPACE}: {following[0].lower()}{following[1:]}" if following else words


def need_lines(rows: Rows) -> Iterator[Told]:
    """What each side still has to settle, a line for each person."""
    by_person: dict[int, dict[str, list[str]]] = {}
    for need in sorted(rows["open_needs"], key=lambda one: (one.type.position, one.pk)):
        due = f" (pour le {need.due_on:%d/%m})" if need.due_on else ""
        side = str(NeedSide(need.side).label) if need.side else "À décider"
        by_person.setdefault(need.person_id, {}).setdefault(side, []).append(f"{need}{due}")
    for pk, sides in by_person.items():
        words = [f"{side}\N{NO-BREAK SPACE}: {', '.join(needs)}" for side, needs in sorted(sides.items())]
        yield ReviewSubject.NEED, pk, ". ".join(words), []
