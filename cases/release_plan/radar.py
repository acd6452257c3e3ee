"""The radar: who comes out of custody soon, the nearest first, what is missing for each, and where it is settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from cases.homes.to_do import days_in_words
from cases.models import RequestKind, YoungPerson
from cases.record.together import Rows, fetch_together
from cases.release_plan.badge import Badge
from cases.release_plan.expected import Release
from cases.release_plan.gaps import Gap, GapKind, Preparation
from cases.release_plan.preparing import preparation_rows, prepared_from
from cases.release_plan.rhythm import meet_by
from partners.models import Organisation, User

WINDOWS = (7, 30, 90)
# The row of the page of needs on which each of these is settled.
NEEDS = {
    GapKind.HOUSING: "hebergement_transition",
    GapKind.PAPERS: "carte_identite",
    GapKind.HEALTH: "assurance_maladie",
}


@dataclass(frozen=True)
class Writing:
    """For whom this user may do something: as a referent (`prepared`), as an officer of the unit (`decided`)."""

    prepared: frozenset[int]
    decided: frozenset[int]

    @classmethod
    def of(cls, rows: Rows) -> Writing:
        """As `cases.release_plan.preparing.preparation_rows` reads it."""
        prepared, decided = (frozenset(row.pk for row in rows[f"release_{name}"]) for name in ("prepared", "decided"))
        return cls(prepared, decided)


@dataclass(frozen=True)
class GapLine:
    """A gap, and the page where it is settled."""

    words: str
    url: str


class Urgency(Badge):
    """How near the release is whose gaps these are."""

    NOW = ("Urgent", "bad")
    SOON = ("À régler", "warn")
    LATER = ("À préparer", "neutral")


@dataclass(frozen=True)
class RadarRow:
    """One release on the page."""

    preparation: Preparation
    gaps: list[GapLine]
    meet_by: date | None
    on: date

    @property
    def release(self) -> Release:
        return self.preparation.release

    @property
    def person(self) -> YoungPerson:
        return self.release.person

    @property
    def referent(self) -> str:
        return self.preparation.referent

    @property
    def place(self) -> Organisation | None:
        return self.release.measure.organisation

    @property
    def when(self) -> str:
        """« dans 5 jours », « depuis 3 jours », « aujourd’hui », or why nobody knows."""
        left = self.release.days_left(self.on)
        if left is None:
            return self.release.why
        if left == 0:
            return "aujourd’hui"
        return f"{'dans' if left > 0 else 'depuis'} {days_in_words(abs(left))}"

    @property
    def is_to_see(self) -> bool:
        """Whether the person is out, followed, and not met since, as the Mission Locale that follows knows it."""
        thread = self.preparation.thread
        return thread is not None and not thread.is_met and not self.preparation.has_left

    @property
    def see_by(self) -> date | None:
        """Until when to meet whoever is out."""
        thread = self.preparation.thread
        return thread.see_by if thread and self.is_to_see else None

    @property
    def urgency(self) -> Urgency:
        """Within 7 days, or past, or out and not met: now; within 30, or out: soon."""
        left = self.release.days_left(self.on)
        if self.release.is_out:
            return Urgency.NOW if self.is_to_see else Urgency.SOON
        if left is None or left > WINDOWS[1]:
            return Urgency.LATER
        return Urgency.NOW if left <= WINDOWS[0] else Urgency.SOON

    @property
    def proof_by(self) -> date | None:
        """When a proof of housing is wanted by, of those who have no roof yet."""
        clock = self.release.clock()
        return clock.due_on if clock and self.preparation.housing() else None

    @property
    def is_proof_late(self) -> bool:
        return self.proof_by is not None and self.proof_by <= self.on

    @property
    def is_meeting_late(self) -> bool:
        return self.meet_by is not None and self.meet_by <= self.on


@dataclass(frozen=True)
class RadarSection:
    """Releases of one stretch of time."""

    id: str
    title: str
    rows: list[RadarRow]


def radar_rows(rows: Rows, on: date) -> list[RadarRow]:
    """A row for each release among these rows, the nearest first."""
    writing = Writing.of(rows)
    return [row_of(prepared, writing, on) for prepared in prepared_from(rows, on)]


def row_of(prepared: Preparation, writing: Writing, on: date) -> RadarRow:
    """The row of one release."""
    release = prepared.release
    gaps = [GapLine(gap.words, gap_url(gap, prepared, writing)) for gap in prepared.gaps(on)]
    next_one = None
    if prepared.is_held and not prepared.has_left and not release.is_out:
        next_one = meet_by(prepared.last_met, release.day, release.measure.starts_on, on)
    return RadarRow(prepared, gaps, next_one, on)


def gap_url(gap: Gap, prepared: Preparation, writing: Writing) -> str:
    """Where it is settled, by whoever may; else the record."""
    person = prepared.release.person
    may_prepare, may_decide = person.pk in writing.prepared, person.pk in writing.decided
    if gap.kind == GapKind.ADJUSTMENT and prepared.adjustment_to_ask:
        return reverse("cases:sentenceadjustment_detail", args=[prepared.adjustment_to_ask])
    if gap.kind == GapKind.ADJUSTMENT and (may_prepare or may_decide):
        return reverse("cases:sentenceadjustment_create", args=[person.code])
    if gap.kind in NEEDS and (may_prepare or may_decide):
        return f"{reverse('cases:releaseneed_update', args=[person.code])}#besoin-{NEEDS[gap.kind]}"
    if gap.kind == GapKind.APPOINTMENT and may_prepare:
        return reverse("cases:appointment_outside", args=[person.code])
    if gap.kind == GapKind.INTERVIEW and may_prepare:
        return reverse("cases:contact_create", args=[person.code])
    if gap.kind in (GapKind.APPOINTMENT, GapKind.CONTACT) and may_decide:
        return reverse("cases:caserequest_create", args=[person.code, RequestKind.CALL_BACK.value])
    part = "mesures" if gap.kind == GapKind.ADJUSTMENT else "sortie"
    return f"{person.get_absolute_url()}#{part}"


def radar(measures: Any, window: int | None, user: User, at: datetime) -> Iterator[RadarSection]:
    """The stretches of time that have someone, for releases in the next `window` days (None: all): those out whom
    nobody has met, those to confirm, then the nearest, those of whom nobody knows when, the others who are out."""
    on = localdate(at)
    people = measures.order_by().values("person")
    rows = radar_rows(fetch_together(preparation_rows(measures, people, user, at)), on)
    to_see = sorted((row for row in rows if row.is_to_see), key=lambda row: (row.see_by or date.max, row.release.day))
    yield RadarSection("a-revoir", "Sortis, pas encore revus", to_see)
    inside = [row for row in rows if not row.release.is_out]
    yield from ahead(inside, window, on)
    yield RadarSection("inconnue", "Date inconnue", [row for row in inside if row.release.day is None])
    rest = (row for row in rows if row.release.is_out and not row.is_to_see)
    yield RadarSection(
        "sortis", "Sortis depuis peu", sorted(rest, key=lambda row: row.release.day or on, reverse=True)
    )


def ahead(inside: list[RadarRow], window: int | None, on: date) -> Iterator[RadarSection]:
    """Of those inside whose date is known: those to confirm first, then the nearest."""
    dated = [(row, left) for row in inside if (left := row.release.days_left(on)) is not None]
    overdue = [row for row, left in dated if left < 0]
    yield RadarSection("a-confirmer", "Date passée\N{NO-BREAK SPACE}: sortie à confirmer", overdue)
    lower = 0
    for days in WINDOWS:
        if window is None or days <= window:
            title = "Dans les 7 jours" if not lower else f"Dans {lower} à {days} jours"
            yield RadarSection(f"sous-{days}", title, [row for row, left in dated if lower <= left <= days])
        lower = days + 1
    if window is None:
        yield RadarSection("plus-tard", "Plus tard", [row for row, left in dated if left >= lower])
