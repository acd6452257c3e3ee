"""The permanences of the demonstration: three weeks behind the day it is loaded on, and a year ahead."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cases.models import (
    NotHeldCause,
    Permanence,
    PermanencePattern,
    PermanencePrinting,
    PrintKind,
    Rhythm,
    Site,
)
from cases.permanences.calendar import open_days, working_days_before
from cases.permanences.record import order_key
from cases.references import ALPHABET
from partners.models import Organisation, User
from reporting.demonstration import days
from reporting.demonstration.teams import MALOUIN_OFFICE, MAUREPAS, SAINT_MALO, VEZIN, WOMEN
from reporting.models import DEMONSTRATION_DOMAIN

BEHIND = timedelta(weeks=4)
VEZIN_SITE, WOMEN_SITE, MAUREPAS_SITE, OFFICE_SITE = "cp-vezin", "cp-femmes", "ml-maurepas", "spip-milieu-ouvert"
MALOUIN_PRISON, MALOUIN_SITE = "ma-saint-malo", "ml-saint-malo"
YANN, SOIZIC, ARMELLE, YOUENN = "referent", "soizic.menguy", "armelle.quere", "youenn.guivarch"
MONA = "mona.thoraval"


@dataclass(frozen=True)
class Rounds:
    """The permanences of a site: on which days, at which hours, with how many places, by whom."""

    site: str
    mission_locale: str
    held_on: days.Site
    starts_at: time
    ends_at: time
    slots: int
    referent: str


MORNING = time(8, 30), time(12)
AFTERNOON = time(14), time(17)
ROUNDS = (
    Rounds(VEZIN_SITE, "ml-rennes", VEZIN.site, *MORNING, 8, YANN),
    Rounds(WOMEN_SITE, "ml-rennes", WOMEN.site, *MORNING, 3, SOIZIC),
    Rounds(MAUREPAS_SITE, "ml-rennes", MAUREPAS, *AFTERNOON, 6, SOIZIC),
    Rounds(MALOUIN_PRISON, "ml-saint-malo", SAINT_MALO.site, *MORNING, 4, YOUENN),
    Rounds(MALOUIN_SITE, "ml-saint-malo", days.Site(MALOUIN_OFFICE.name, (3,)), *AFTERNOON, 5, YOUENN),
)
# Armelle Quéré replaces Soizic Menguy in these days (`colleagues`).
REPLACED = range(-4, 17)
# Counted from the day of loading, at Vezin and at Maurepas: the one that could not be held, those whose paper has not
# come back.
NOT_HELD = (VEZIN_SITE, -6)
UNTYPED = {(VEZIN_SITE, -1), (MAUREPAS_SITE, -4)}


def coded(rng: random.Random, length: int = 12) -> str:
    """A code as the application gives them, drawn with the demonstration's dice."""
    return "".join(rng.choices(ALPHABET, k=length))


def moment(day: date, hour: int) -> datetime:
    """That hour of that day, in Rennes."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


class Timetable:
    """The permanences made, by site in the order of their days."""

    def __init__(self, on: date, rng: random.Random) -> None:
        self.on, self.rng = on, rng
        self.users = {user.email.removesuffix(f"@{DEMONSTRATION_DOMAIN}"): user for user in User.objects.all()}
        self.bodies = {body.code: body for body in Organisation.objects.all()}
        self.sites = {site.code: site for site in Site.objects.all()}
        self.permanences: dict[str, list[Permanence]] = {}

    def make(self) -> None:
        """Patterns, permanences, what was typed of those of the past."""
        for rounds in ROUNDS:
            made = [permanence for pattern in self._patterns(rounds) for permanence in self._days(rounds, pattern)]
            self.permanences[rounds.site] = sorted(made, key=lambda permanence: permanence.planned_on)
        self.permanences[OFFICE_SITE] = [self._now_and_then()]
        for site, permanences in self.permanences.items():
            self._type_past(site, permanences)
            Permanence.objects.bulk_create(permanences, batch_size=200)

    def print_papers(self) -> None:
        """The papers that left, once everyone has a place."""
        for site, rank in [*sorted(UNTYPED), (VEZIN_SITE, 0)]:
            self._print(site, rank)

    def at(self, site: str, rank: int) -> Permanence:
        """The permanence of a site by its rank: 0 is the first on the day of loading or after it, -1 the last before
        that day."""
        permanences = self.permanences[site]
        first = next(index for index, one in enumerate(permanences) if one.planned_on >= self.on)
        return permanences[first + rank]

    def held(self) -> Iterator[Permanence]:
        """Those of the past that were typed."""
        for permanences in self.permanences.values():
            yield from (permanence for permanence in permanences if permanence.entered_at and permanence.was_held)

    def _patterns(self, rounds: Rounds) -> list[PermanencePattern]:
        """One for each day of the week."""
        monthly = {"rhythm": Rhythm.MONTHLY, "week_of_month": 1} if rounds.held_on.monthly else {}
        return [
            PermanencePattern.objects.create(
                site=self.sites[rounds.site],
                mission_locale=self.bodies[rounds.mission_locale],
                referent=self.users[rounds.referent],
                weekday=weekday,
                starts_at=rounds.starts_at,
                ends_at=rounds.ends_at,
                slots=rounds.slots,
                starts_on=self.on - BEHIND,
                **monthly,
            )
            for weekday in rounds.held_on.weekdays
        ]

    def _days(self, rounds: Rounds, pattern: PermanencePattern) -> Iterator[Permanence]:
        behind = open_days(pattern, self.on - BEHIND, [])
        for day in sorted({*behind, *open_days(pattern, self.on, [])}):
            yield self._permanence(pattern.site, pattern.mission_locale, day, rounds, pattern)

    def _permanence(
        self, site: Site, body: Organisation, day: date, rounds: Rounds, pattern: PermanencePattern | None
    ) -> Permanence:
        is_replaced = rounds.referent == SOIZIC and (day - self.on).days in REPLACED
        return Permanence(
            code=coded(self.rng),
            site=site,
            mission_locale=body,
            referent=self.users[ARMELLE if is_replaced else rounds.referent],
            planned_on=day,
            starts_at=rounds.starts_at,
            ends_at=rounds.ends_at,
            slots=rounds.slots,
            pattern=pattern,
        )

    def _now_and_then(self) -> Permanence:
        """One at the SPIP's community office, that nobody is named for yet."""
        day = days.open_day_from(self.on + timedelta(days=9))
        rounds = Rounds(OFFICE_SITE, "ml-rennes", MAUREPAS, *AFTERNOON, 5, YANN)
        permanence = self._permanence(self.sites[OFFICE_SITE], self.bodies["ml-rennes"], day, rounds, None)
        permanence.referent = None
        return permanence

    def _type_past(self, site: str, permanences: list[Permanence]) -> None:
        past = [permanence for permanence in permanences if permanence.planned_on < self.on]
        for rank, permanence in zip(range(-len(past), 0), past, strict=True):
            if (site, rank) in UNTYPED:
                continue
            permanence.was_held = (site, rank) != NOT_HELD
            permanence.not_held_cause = "" if permanence.was_held else NotHeldCause.LOCKED_DOWN
            permanence.entered_at, permanence.entered_by = moment(permanence.planned_on, 17), permanence.referent

    def _print(self, site: str, rank: int) -> None:
        """The movements and the slips two working days before, the sheet on the eve: those whose day has come."""
        permanence = self.at(site, rank)
        sent, eve = (working_days_before(permanence.planned_on, count) for count in (2, 1))
        kinds = [(PrintKind.MOVEMENTS, sent), (PrintKind.SLIPS, sent)] if permanence.site.is_inside else []
        if rank < 0:
            kinds.append((PrintKind.SHEET, eve))
        PermanencePrinting.objects.bulk_create(
            PermanencePrinting(
                permanence=permanence,
                kind=kind,
                printed_at=moment(day, 16),
                printed_by=permanence.referent,
                order_key=order_key(list(permanence.appointments.all())),
            )
            for kind, day in kinds
            if day < self.on
        )
