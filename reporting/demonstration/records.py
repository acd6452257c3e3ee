"""What the demonstration tells about one young person, before it becomes rows of the data package."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(eq=False)
class Record:
    """Whatever is written down. Its code is given once all the paths are told."""

    code: str = field(default="", kw_only=True)


@dataclass(eq=False)
class Measure(Record):
    """A custody episode, a supervision in the community or a placement in a CEF."""

    setting: str
    status: str
    organisation: str
    starts_on: date
    ends_on: date | None
    planned_end_on: date | None = None
    months: int | None = None
    days: int | None = None

    @property
    def last_day(self) -> date:
        """The end of the measure, or the end of time while it runs."""
        return self.ends_on or date.max

    def covers(self, day: date) -> bool:
        """Whether the measure runs on that day; the day it ends is a day outside."""
        return self.starts_on <= day < self.last_day


@dataclass(eq=False)
class Adjustment(Record):
    """A sentence adjustment, asked for, granted or refused."""

    kind: str
    decision: str
    decided_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    destination: str = ""
    outcome: str = ""
    modality: str = ""

    @property
    def carried_out_as(self) -> str:
        """The kind, or the modality of a libération sous contrainte."""
        return self.modality or self.kind

    def covers(self, day: date) -> bool:
        """Whether the adjustment was granted and runs on that day."""
        granted = self.decision == "accorde" and self.starts_on is not None and self.starts_on <= day
        return granted and (self.ends_on is None or day < self.ends_on)


@dataclass(eq=False)
class Referral(Record):
    """An officer's referral, and what the Mission Locale decided."""

    programme: str
    referred_by: str
    origin: str
    mission_locale: str
    officer: str
    referent: str
    referred_on: date
    place: str
    decision: str = "en_attente"
    decided_on: date | None = None
    reason: str = ""

    @property
    def scope(self) -> tuple[str, str]:
        """Programme and Mission Locale."""
        return self.programme, self.mission_locale


@dataclass(eq=False)
class Enrolment(Record):
    """Admission to exit. `active_until` is the last day on which the referent still hears from the young person."""

    programme: str
    mission_locale: str
    referent: str
    entered_on: date
    left_on: date | None
    active_until: date
    plie_entered_on: date | None = None
    plie_left_on: date | None = None
    by_handover: bool = False
    exception: str = ""
    exit_reason: str = ""

    @property
    def scope(self) -> tuple[str, str]:
        """Programme and Mission Locale."""
        return self.programme, self.mission_locale


@dataclass(eq=False)
class Contact(Record):
    """One interview, call, message, workshop…; `axes` are the services proposed on that day."""

    held_on: date
    kind: str
    place: str
    mission_locale: str
    referent: str
    minutes: int | None = None
    axes: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Situation(Record):
    """A job, a course, an immersion, a time in custody."""

    kind: str
    organisation: str
    starts_on: date
    ends_on: date | None = None
    end_reason: str = ""
    certification: str = ""


@dataclass(eq=False)
class Young(Record):
    """One invented young person, with every dated fact of the path."""

    last_name: str
    first_name: str
    birth_date: date
    sex: str
    level: str = ""
    commune: str = ""
    address: str = ""
    qpv: str = ""
    rqth: bool | None = None
    licence: str = ""
    housing: str = ""
    measures: list[Measure] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    situations: list[Situation] = field(default_factory=list)

    def has_file(self, scope: tuple[str, str]) -> bool:
        """Whether the person was referred to, or is in, that programme at that Mission Locale."""
        return scope in [r.scope for r in self.referrals] or scope in [e.scope for e in self.enrolments]

    def custody_on(self, day: date) -> Measure | None:
        """The custody measure running on that day, on an adjustment or not."""
        return next((m for m in self.measures if m.setting == "detention" and m.covers(day)), None)

    def is_inside(self, day: date) -> bool:
        """In prison all day long: in custody, and on no adjustment that lets the person out."""
        return self.custody_on(day) is not None and not any(a.covers(day) for a in self.adjustments)

    def custody(self) -> list[Measure]:
        """Custody measures, first écrou first."""
        return sorted((m for m in self.measures if m.setting == "detention"), key=lambda m: m.starts_on)

    def release_from(self, custody: Measure) -> date | None:
        """Effective release: the first DDSE or placement à l'extérieur granted in that custody, else its end."""
        starts = [
            a.starts_on
            for a in self.adjustments
            if a.decision == "accorde" and a.starts_on and a.carried_out_as in ("ddse", "placement_exterieur")
        ]
        inside = [day for day in starts if custody.covers(day)]
        return min(inside, default=custody.ends_on)

    def was_adjusted(self, custody: Measure) -> bool:
        """Whether an adjustment granted begins in that custody, both ends included."""
        return any(a.starts_on and custody.starts_on <= a.starts_on <= custody.last_day for a in self.adjustments)

    def age_on(self, day: date) -> int:
        """Age in whole years; someone born on 29 February turns a year older on 1 March in common years."""
        birthday_to_come = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - birthday_to_come

    def is_busy_on(self, day: date) -> bool:
        """Whether a contact is already written on that day."""
        return any(contact.held_on == day for contact in self.contacts)

    def is_met_around(self, day: date) -> bool:
        """Whether an interview is already written within a week of that day."""
        return any(c.kind == "entretien" and abs((c.held_on - day).days) < 7 for c in self.contacts)
