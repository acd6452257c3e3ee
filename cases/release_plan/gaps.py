"""What is missing for a release, named: pure, from what is known of its preparation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from cases.followers import Follower
from cases.models import NeedState, PenalStatus
from cases.release_plan.expected import Release
from cases.release_plan.measured_by import HEALTH_NEEDS, HOUSING_NEEDS, PAPER_NEEDS
from cases.release_plan.thread import Thread

NOT_MET_FOR = timedelta(days=30)
NOTHING_NOTED = "rien de noté"
# What stands in the way of a need that is not settled: the most advanced first.
DETAILS = {NeedState.UNDER_WAY: "en cours", NeedState.TO_DO: "à faire", NeedState.REFUSED: "refusé"}


class GapKind(Enum):
    """In the order in which they are named."""

    HOUSING = "Pas d’hébergement"
    PAPERS = "Pas de papiers"
    HEALTH = "Pas d’assurance maladie"
    APPOINTMENT = "Pas de rendez-vous dehors"
    ADJUSTMENT = "Pas d’aménagement demandé"
    INTERVIEW = "Pas d’entretien depuis 30 jours"
    CONTACT = "Aucun contact depuis 30 jours"


@dataclass(frozen=True)
class Gap:
    """One that is missing, and how far it has come."""

    kind: GapKind
    detail: str = ""

    @property
    def words(self) -> str:
        return f"{self.kind.value} ({self.detail})" if self.detail else self.kind.value


@dataclass
class Preparation:
    """What a reader knows of the preparation of one release.

    `states` are those of the plan's needs, by type. `has_roof`: an address after custody where one lives.
    `is_housed`: at home or with family, as the Missions Locales know it; False for whoever does not read it.
    `is_held`: the reader's Mission Locale holds the file, `last_met` is the last interview; otherwise the last
    contact, of which no more is told. `referent` is who accompanies; to officers, `follower` says it.
    `adjustment_to_ask`: the code of one that is prepared and not asked for yet, "" for none. `has_left`: entered, as
    far as the reader knows, followed no more, and not referred again.
    """

    release: Release
    is_held: bool = False
    states: Mapping[str, Collection[str]] = field(default_factory=dict)
    has_roof: bool = False
    is_housed: bool = False
    expected_outside: list[date] = field(default_factory=list)
    is_adjustment_asked: bool = False
    adjustment_to_ask: str = ""
    last_met: date | None = None
    thread: Thread | None = None
    referent: str = ""
    follower: Follower | None = None
    has_left: bool = False

    def gaps(self, on: date) -> list[Gap]:
        """What is missing on that day, in the order of `GapKind`."""
        found = [self.housing(), self.papers(), self.health(), self.appointment(on)]
        if not self.release.is_out:
            found += [self.adjustment(), self.meeting(on)]
        return [gap for gap in found if gap]

    def housing(self) -> Gap | None:
        """A need for a roof that is settled, or an address for after; without any such need, somewhere to live."""
        known = self.known(HOUSING_NEEDS)
        if self.has_roof or (self.is_housed and not set(known) - {NeedState.NOT_RELEVANT}):
            return None
        return need_gap(GapKind.HOUSING, known)

    def papers(self) -> Gap | None:
        """One of the papers is there."""
        return need_gap(GapKind.PAPERS, self.known(PAPER_NEEDS))

    def health(self) -> Gap | None:
        """The rights are open."""
        return need_gap(GapKind.HEALTH, self.known(HEALTH_NEEDS))

    def appointment(self, on: date) -> Gap | None:
        """An appointment outside on the day of the release or later; on any day, while nobody knows it. Whoever was
        met outside since needs none."""
        if self.thread and self.thread.is_met:
            return None
        since = self.release.day if self.release.day and self.release.day > on else on
        is_expected = any(day >= since for day in self.expected_outside)
        return None if is_expected else Gap(GapKind.APPOINTMENT)

    def adjustment(self) -> Gap | None:
        """One was asked for, whatever the answer; of those convicted. One that is prepared is not asked for yet."""
        if self.is_adjustment_asked or self.release.measure.status != PenalStatus.CONVICTED:
            return None
        return Gap(GapKind.ADJUSTMENT, "en préparation" if self.adjustment_to_ask else "")

    def meeting(self, on: date) -> Gap | None:
        """An interview in the last 30 days; for whoever counts contacts without reading them, a contact. None is
        asked for of whoever is followed no more."""
        if self.has_left or (self.last_met is not None and self.last_met > on - NOT_MET_FOR):
            return None
        return Gap(GapKind.INTERVIEW if self.is_held else GapKind.CONTACT)

    def known(self, kinds: Collection[str]) -> list[str]:
        """The states of the needs of these kinds."""
        return [state for kind in sorted(kinds) for state in self.states.get(kind, ())]


def need_gap(kind: GapKind, states: Collection[str]) -> Gap | None:
    """None where one need is settled, or all are without object; else what has become of them."""
    if NeedState.SETTLED in states or (states and set(states) == {NeedState.NOT_RELEVANT}):
        return None
    detail = next((words for state, words in DETAILS.items() if state in states), NOTHING_NOTED)
    return Gap(kind, detail)
