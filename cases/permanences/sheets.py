"""What the papers of a permanence say of each person: closed fields, in words that tell a stranger nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from cases.ages import age_on
from cases.models import (
    AdjustmentDecision,
    Answer,
    Appointment,
    Attendance,
    Contact,
    Criterion,
    EligibilityLine,
    JusticeMeasure,
    NeedState,
    Origin,
    Referral,
    ReleaseNeed,
    SentenceAdjustment,
    SituationKind,
    YoungPerson,
)
from cases.releases import effective_release, is_outside
from partners.models import User

CONTACTS_SHOWN = 3

# The sheet travels in a bag: a stranger who finds it reads nothing of where these people are.
ORIGINS = {
    Origin.SPIP: "service partenaire",
    Origin.CPU: "réunion de partenaires",
    Origin.PJJ: "service partenaire",
    Origin.ASSOCIATION: "association",
    Origin.YOUNG_PERSON: "demande du jeune",
    Origin.MISSION_LOCALE: "Mission Locale",
}
CRITERIA = {
    Criterion.PERIOD: "dates",
    Criterion.AGE: "âge",
    Criterion.STATUS: "statut",
    Criterion.SENTENCE: "durée",
    Criterion.RESIDENCE: "résidence",
}
# What a cause is called there, where its own name would tell. Typed by its first letter: not one of C, D, R, S, which
# are keys of the line (js/entry.js).
ON_PAPER = {
    Attendance.LOCKED_DOWN: "Tout bloqué",
    Attendance.VISITING_ROOM: "Visite",
    Attendance.TRANSFERRED: "Lieu changé",
    Attendance.RELEASED: "Est parti",
    Attendance.HEARING: "Attendu ailleurs",
    Attendance.ON_LEAVE: "Absence autorisée",
}


@dataclass
class PaperLine:
    """One person on the referent's sheet."""

    number: int
    appointment: Appointment
    age: int
    referral: Referral | None = None
    ends_on: date | None = None
    to_check: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)

    @property
    def person(self) -> YoungPerson:
        return self.appointment.person

    @property
    def why(self) -> str:
        """Since when and by whom, in a line."""
        if self.referral is None:
            return "Déjà suivi" if self.contacts else "Sans orientation en attente"
        return f"Orientation du {self.referral.referred_on:%d/%m/%Y}, {ORIGINS[Origin(self.referral.origin)]}"


def sheet_lines(appointments: list[Appointment], user: User, at: datetime) -> list[PaperLine]:
    """A line for each of these appointments, in their order, with what this user reads of the person."""
    on = localdate(at)
    people = [appointment.person_id for appointment in appointments]
    referrals = referrals_of(appointments, people, user, at)
    checks = checks_of(referrals.values(), user, at)
    contacts, needs, ends = contacts_of(people, user, at), needs_of(people, user, at), ends_of(people, user, at)
    return [
        PaperLine(
            number=number,
            appointment=appointment,
            age=age_on(appointment.person.birth_date, on),
            referral=(referral := referrals.get(appointment.person_id)),
            ends_on=ends.get(appointment.person_id),
            to_check=checks[referral.pk] if referral else [],
            contacts=contacts[appointment.person_id],
            needs=needs[appointment.person_id],
        )
        for number, appointment in enumerate(appointments, 1)
    ]


def referrals_of(appointments: list[Appointment], people: list[int], user: User, at: datetime) -> dict[int, Referral]:
    """The referral of each appointment, else the person's last one that waits."""
    waiting = Referral.objects.visible_to(user, at).undecided().filter(person__in=people).order_by("referred_on")
    found = {referral.person_id: referral for referral in waiting}
    return found | {line.person_id: line.referral for line in appointments if line.referral}


def checks_of(referrals: Iterable[Referral], user: User, at: datetime) -> dict[int, list[str]]:
    """The criteria that are not met, or to be checked, of each referral."""
    unmet = Q(answer__in=[Answer.TO_CHECK, Answer.NOT_MET])
    lines = EligibilityLine.objects.visible_to(user, at).filter(unmet, referral__in=list(referrals))
    checks: dict[int, list[str]] = defaultdict(list)
    for line in lines:
        checks[line.referral_id].append(CRITERIA[Criterion(line.criterion)])
    return checks


def contacts_of(people: list[int], user: User, at: datetime) -> dict[int, list[str]]:
    """The last contacts of each: date, kind, axes."""
    contacts: dict[int, list[str]] = defaultdict(list)
    known = Contact.objects.visible_to(user, at).filter(person__in=people).prefetch_related("axes")
    for contact in known:
        shown = contacts[contact.person_id]
        if len(shown) < CONTACTS_SHOWN:
            axes = ", ".join(axis.get_axis_display().lower() for axis in contact.axes.all())
            kind = contact.get_kind_display()
            shown.append(f"{contact.held_on:%d/%m/%Y} {kind}" + (f" ({axes})" if axes else ""))
    return contacts


def needs_of(people: list[int], user: User, at: datetime) -> dict[int, list[str]]:
    """The needs of each that are not settled."""
    needs: dict[int, list[str]] = defaultdict(list)
    opened = ReleaseNeed.objects.visible_to(user, at).filter(
        person__in=people, state__in=[NeedState.TO_DO, NeedState.UNDER_WAY]
    )
    for need in opened.select_related("type"):
        needs[need.person_id].append(str(need.type))
    return needs


def ends_of(people: list[int], user: User, at: datetime) -> dict[int, date]:
    """When each is expected to be out, where it is known: the planned end of the running custody, or the start of a
    granted adjustment that is carried out outside before it."""
    running = JusticeMeasure.objects.visible_to(user, at).running(localdate(at)).custody().filter(person__in=people)
    granted = SentenceAdjustment.objects.visible_to(user, at).filter(
        person__in=people, decision=AdjustmentDecision.GRANTED, starts_on__isnull=False
    )
    starts: dict[int, list[date]] = defaultdict(list)
    for adjustment in granted:
        if adjustment.starts_on and is_outside(adjustment.kind, adjustment.modality):
            starts[adjustment.person_id].append(adjustment.starts_on)
    ends = {
        measure.person_id: effective_release(
            measure.starts_on, measure.ends_on or measure.planned_end_on, starts[measure.person_id]
        )
        for measure in running
    }
    return {person: end for person, end in ends.items() if end}


def causes() -> list[str]:
    """The boxes of attendance, in the order in which they are typed afterwards."""
    return [ON_PAPER.get(Attendance(value), label) for _, choices in Attendance.grouped() for value, label in choices]


def causes_to_type() -> list[tuple[str, list[tuple[str, str]]]]:
    """The same as the choices of a field: the word of the paper, then what it stands for where that is another one."""
    return [
        (cause, [(value, to_type(Attendance(value), label)) for value, label in choices])
        for cause, choices in Attendance.grouped()
    ]


def to_type(attendance: Attendance, label: str) -> str:
    """« Visite (parloir) »."""
    return f"{ON_PAPER[attendance]} ({label.lower()})" if attendance in ON_PAPER else label


def situations() -> list[tuple[str, str]]:
    """The situations that one ticks and types: custody is a measure, which is entered as such."""
    return [(kind.value, str(kind.label)) for kind in SituationKind if kind != SituationKind.CUSTODY]
