"""The lines of a permanence that is being entered: each appointment as it is stored, and as it is typed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, QuerySet

from cases.models import (
    Appointment,
    Attendance,
    Axis,
    Contact,
    ContactNote,
    Enrolment,
    Permanence,
    Referral,
    ReferralDecision,
    ServiceAxis,
    Situation,
    YoungPerson,
)
from cases.models.permanences import AppointmentQuerySet
from partners.models import User

# How long an interview lasts when nothing else is typed.
DEFAULT_MINUTES = 30


@dataclass(frozen=True)
class LineState:
    """What one line says; `following` is the code of the permanence of the next appointment, `situation` a kind of
    Situation that began on that day."""

    attendance: str = ""
    axes: tuple[str, ...] = ()
    minutes: int | None = None
    note: str = ""
    following: str = ""
    situation: str = ""
    situation_on: str = ""  # in ISO

    @property
    def version(self) -> str:
        """Short, and another one whenever anything on the line is: what a page was opened with."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:16]

    @property
    def is_present(self) -> bool:
        return self.attendance == Attendance.PRESENT

    def without_interview(self) -> LineState:
        """The same for someone who was not met: no axes, no duration, no note, no situation."""
        if self.is_present:
            return self
        return replace(self, axes=(), minutes=None, note="", situation="", situation_on="")


@dataclass
class EntryLine:
    """One appointment of the sheet with all that its line shows. `referral` is the one that waits for a decision;
    `answered`, where none does, the one that has its answer."""

    appointment: Appointment
    stored: LineState
    contact: Contact | None = None
    note: ContactNote | None = None
    next_appointment: Appointment | None = None
    referral: Referral | None = None
    answered: Referral | None = None

    @property
    def person(self) -> YoungPerson:
        return self.appointment.person

    @property
    def is_settled(self) -> bool:
        return bool(self.stored.attendance)

    @property
    def situation(self) -> Situation | None:
        return self.appointment.situation

    @property
    def axis_labels(self) -> list[str]:
        return [str(Axis(axis).label) for axis in self.stored.axes]


def stored_lines(permanence: Permanence, user: User, at: datetime) -> list[EntryLine]:
    """The lines that this user reads, in the order of the paper; as many queries for thirty people as for one."""
    appointments = list(
        Appointment.objects.visible_to(user, at)
        .filter(permanence=permanence)
        .select_related("person", "contact", "situation", "entered_by")
        .prefetch_related("contact__axes", Prefetch("contact__note", ContactNote.objects.visible_to(user, at)))
    )
    people = [appointment.person_id for appointment in appointments]
    following = next_appointments(permanence, people, user, at)
    referrals = last_referrals(permanence, people, user, at)
    return [
        line_of(appointment, following.get(appointment.person_id), referrals.get(appointment.person_id))
        for appointment in appointments
    ]


def line_of(appointment: Appointment, following: Appointment | None, referral: Referral | None) -> EntryLine:
    """One line, from what was loaded with the appointment."""
    pending = referral if referral and referral.is_pending else None
    contact = appointment.contact
    note, situation = getattr(contact, "note", None), appointment.situation
    stored = LineState(
        attendance=appointment.attendance,
        axes=tuple(axis.axis for axis in in_order(contact)),
        minutes=contact.duration_minutes if contact else None,
        note=note.text if note else "",
        following=following.permanence.code if following else "",
        situation=situation.kind if situation else "",
        situation_on=situation.starts_on.isoformat() if situation else "",
    )
    return EntryLine(appointment, stored, contact, note, following, pending, None if pending else referral)


def in_order(contact: Contact | None) -> list[ServiceAxis]:
    """The axes of an interview, in the order of their list."""
    axes = list(contact.axes.all()) if contact else []
    return sorted(axes, key=lambda axis: Axis.values.index(axis.axis))


def next_appointments(
    permanence: Permanence, people: Iterable[int], user: User, at: datetime
) -> dict[int, Appointment]:
    """By person, the nearest appointment after this permanence that nobody has settled yet."""
    later = waiting_appointments(user, at, permanence.planned_on).filter(
        person__in=people, permanence__mission_locale=permanence.mission_locale_id
    )
    found: dict[int, Appointment] = {}
    for appointment in later:
        found.setdefault(appointment.person_id, appointment)
    return found


def waiting_appointments(user: User, at: datetime, after: date) -> AppointmentQuerySet:
    """Those to come after that day, the nearest first."""
    return (
        Appointment.objects.visible_to(user, at)
        .to_come(after + timedelta(days=1))
        .select_related("permanence__site")
        .order_by("permanence__planned_on", "permanence__starts_at", "pk")
    )


def last_referrals(permanence: Permanence, people: Iterable[int], user: User, at: datetime) -> dict[int, Referral]:
    """By person, the last referral to this Mission Locale: one that waits for a decision, with its eligibility, before
    one that has it, with the enrolment that it made."""
    referrals = (
        Referral.objects.visible_to(user, at)
        .filter(person__in=people, mission_locale=permanence.mission_locale_id)
        .select_related("person", "programme", "mission_locale")
        .prefetch_related("eligibility", Prefetch("enrolment", made_by_admission(user, at)))
        .order_by("referred_on", "pk")
    )
    return {referral.person_id: referral for referral in sorted(referrals, key=lambda one: one.is_pending)}


def made_by_admission(user: User, at: datetime) -> QuerySet[Enrolment]:
    """The enrolments that this user reads, with their programme."""
    return Enrolment.objects.visible_to(user, at).select_related("programme")


def decision_words(referral: Referral) -> str:
    """« Admis, Dernier Écrou », « Non admis, âge hors des critères »: what was decided, of a referral of a line."""
    if referral.decision == ReferralDecision.ADMITTED:
        enrolment = getattr(referral, "enrolment", None)
        said: object = enrolment.programme if enrolment else ""
    else:
        said = referral.reason[:1].lower() + referral.reason[1:]
    return ", ".join(filter(None, [referral.get_decision_display(), str(said)]))
