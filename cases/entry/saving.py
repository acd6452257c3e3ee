"""Back at the office: what the paper of a permanence says becomes attendance, interviews, next appointments.

One permanence is locked while it is written, so that what two referents type at the same moment is compared, line by
line, with what stands there: the one who comes second is shown both, and nothing is overwritten in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from cases.entry.lines import DEFAULT_MINUTES, EntryLine, LineState, stored_lines
from cases.models import (
    Appointment,
    Attendance,
    Contact,
    ContactKind,
    ContactNote,
    ContactPlace,
    Permanence,
    ServiceAxis,
    Situation,
)
from cases.permanences.booking import book, give_back, locked_permanence
from cases.referrals.missed_twice import answer_by_the_fact
from partners.models import Role, User

NOT_YET = "Cette permanence n’a pas encore eu lieu\N{NO-BREAK SPACE}: elle se saisit à partir de sa date."
CLOSED = "La saisie de cette permanence est close\N{NO-BREAK SPACE}: rouvrez-la pour la corriger."
CANCELLED = "Cette permanence a été annulée."
SETTLED_LINES = (
    "Des jeunes sont déjà notés sur cette feuille\N{NO-BREAK SPACE}: videz leur ligne avant de dire que la permanence "
    "n’a pas eu lieu."
)
NOT_SETTLED = "La saisie ne se clôt qu’une fois toutes les lignes réglées."
WAS_IT_HELD = "Dites d’abord si la permanence a eu lieu."
# Who is no longer where the permanence is held.
LEFT = (Attendance.TRANSFERRED, Attendance.RELEASED)
OTHER_S_NOTE = (
    "La note de cet entretien n’est plus à vous\N{NO-BREAK SPACE}: son auteur seul, dans les sept jours, peut retirer "
    "l’entretien."
)


def may_enter(user: User, permanence: Permanence, on: date) -> bool:
    """Whether that user meets young people for its Mission Locale: trainees and substitutes too, not a mere lead."""
    return any(
        membership.role == Role.REFERENT and membership.organisation_id == permanence.mission_locale_id
        for membership in user.memberships_on(on)
    )


def closed_because(permanence: Permanence, on: date) -> str:
    """Why nothing can be entered that day; empty when it can."""
    if permanence.cancelled_at is not None:
        return CANCELLED
    if permanence.planned_on > on:
        return NOT_YET
    return CLOSED if permanence.entered_at is not None else ""


@dataclass(frozen=True)
class TypedLine:
    """What came back for a line: its state, the version that the page was opened with, and, after a conflict, the
    version that was `shown` beside and which of the two to `keep` (`mine`, `theirs`, empty: not chosen). `dropped` is
    the next appointment that was not taken, at a site that the person has left."""

    state: LineState
    base: str
    shown: str = ""
    keep: str = ""
    dropped: Permanence | None = None

    def conflicts_with(self, stored: LineState) -> bool:
        """Whether it would overwrite something that its author has not seen, or has not chosen against."""
        if self.base == stored.version or self.state.without_interview() == stored:
            return False
        return not (self.shown == stored.version and self.keep == "mine")


@dataclass
class SavedLines:
    """What became of what was typed: lines written, and by appointment's code the conflicts and the errors; texts of
    notes that have no interview any more; permanences where a place was freed, of someone who has left the site."""

    freed: dict[str, list[Permanence]] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    conflicts: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)
    loose_notes: dict[str, str] = field(default_factory=dict)


def save_lines(
    permanence: Permanence, typed: dict[str, TypedLine], author: User, at: datetime, held_by: User
) -> SavedLines:
    """Write each line that was typed, by appointment's code. Inside a transaction that locks the permanence."""
    outcome = SavedLines()
    # An interview and its note are also corrected on a page of their own.
    list(Contact.objects.select_for_update(of=("self",)).filter(appointment__permanence=permanence).order_by("pk"))
    for line in stored_lines(permanence, author, at):
        code = line.appointment.code
        if code in typed:
            save_line(line, typed[code], Writing(permanence, author, at, held_by), outcome)
    return outcome


@dataclass(frozen=True)
class Writing:
    """Who writes what about which permanence, and when."""

    permanence: Permanence
    author: User
    at: datetime
    held_by: User


def save_line(line: EntryLine, typed: TypedLine, writing: Writing, outcome: SavedLines) -> None:
    """Write one line unless it says nothing new, or something else has come to stand there meanwhile."""
    code, wanted = line.appointment.code, typed.state.without_interview()
    if wanted == line.stored or wanted.version == typed.base or typed.keep == "theirs":
        return
    if typed.conflicts_with(line.stored):
        outcome.conflicts.add(code)
        return
    try:
        with transaction.atomic():
            freed = give_left_places_back(line, wanted, writing)
            loose = write_line(line, wanted, writing)
    except ValidationError as error:
        outcome.errors[code] = " ".join(error.messages)
        return
    outcome.written.add(code)
    outcome.freed[code] = freed
    if loose:
        outcome.loose_notes[code] = loose


def give_left_places_back(line: EntryLine, wanted: LineState, writing: Writing) -> list[Permanence]:
    """Of someone who has left the site, the permanences to come there that kept a place: it is given back."""
    permanence = writing.permanence
    if not (wanted.attendance in LEFT and permanence.site.is_inside):
        return []
    kept = Appointment.objects.kept_after(localdate(writing.at)).filter(
        person=line.person,
        permanence__site=permanence.site_id,
        permanence__mission_locale=permanence.mission_locale_id,
    )
    return give_back(kept)


def write_line(line: EntryLine, wanted: LineState, writing: Writing) -> str:
    """Make the line say that. Returns the note of an interview that was removed. Raises ValidationError."""
    loose = ""
    appointment = line.appointment
    if wanted.is_present:
        appointment.contact = keep_interview(line, wanted, writing)
    elif line.contact is not None:
        loose = remove_interview(line, writing)
        appointment.contact = None
    left = keep_situation(appointment, wanted)
    appointment.attendance = wanted.attendance
    appointment.entered_at, appointment.entered_by = writing.at, writing.author
    appointment.save(update_fields=["attendance", "contact", "situation", "entered_at", "entered_by"])
    if left is not None and left.is_bare:
        left.delete()
    if wanted.is_present:
        answer_by_the_fact(line.person, writing.permanence, writing.author, writing.at)
    if wanted.following != line.stored.following:
        book_following(line, wanted.following, writing)
    return loose


def keep_interview(line: EntryLine, wanted: LineState, writing: Writing) -> Contact:
    """The interview that the meeting was: made, or changed. Who met the person, and when, is the permanence's; who
    typed it, and when, is kept beside."""
    permanence = writing.permanence
    contact = line.contact or Contact(
        person=line.person,
        kind=ContactKind.INTERVIEW,
        place=ContactPlace.INSIDE if permanence.site.is_inside else ContactPlace.OUTSIDE,
        mission_locale_id=permanence.mission_locale_id,
        held_on=permanence.planned_on,
        referent_name=str(writing.held_by),
        entered_at=writing.at,
        entered_by=writing.author,
    )
    contact.duration_minutes = wanted.minutes or DEFAULT_MINUTES
    contact.save()
    set_axes(contact, line.stored.axes, wanted.axes)
    set_note(contact, line.note, wanted.note, writing)
    return contact


def keep_situation(appointment: Appointment, wanted: LineState) -> Situation | None:
    """Put the situation that the meeting told of on the appointment: made, changed, or taken off and returned."""
    stored = appointment.situation
    if not wanted.situation:
        appointment.situation = None
        return stored
    situation = stored or Situation(person=appointment.person)
    situation.kind, situation.starts_on = wanted.situation, date.fromisoformat(wanted.situation_on)
    situation.save()
    appointment.situation = situation
    return None


def set_axes(contact: Contact, stored: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    """These axes and no others."""
    contact.axes.exclude(axis__in=wanted).delete()
    ServiceAxis.objects.bulk_create([ServiceAxis(contact=contact, axis=axis) for axis in wanted if axis not in stored])


def set_note(contact: Contact, note: ContactNote | None, text: str, writing: Writing) -> None:
    """The note of its author; a note that is not open any more comes with what was added to it."""
    if note is None and text:
        ContactNote.objects.create(contact=contact, text=text, author=writing.author, written_at=writing.at)
    elif note is not None and text and text != note.text:
        note.text = text
        note.save(update_fields=["text"])
    elif note is not None and not text:
        note.delete()


def remove_interview(line: EntryLine, writing: Writing) -> str:
    """The interview was a slip: it goes, and its note is given back to whoever wrote it. Raises ValidationError when
    the note is somebody else's, or too old."""
    assert line.contact is not None
    if line.note is not None and not line.note.is_open_to(writing.author, writing.at):
        raise ValidationError(OTHER_S_NOTE)
    text = line.note.text if line.note else ""
    line.appointment.contact = None
    line.appointment.save(update_fields=["contact"])
    line.contact.delete()
    return text


def book_following(line: EntryLine, following: str, writing: Writing) -> None:
    """Another next appointment, or none. Raises ValidationError when its permanence is full or closed."""
    if line.next_appointment is not None:
        line.next_appointment.delete()
    if following:
        permanence = Permanence.objects.get(code=following, mission_locale=writing.permanence.mission_locale_id)
        book(line.person, permanence, line.referral)


def note_after(line: EntryLine, typed: str, author: User, at: datetime, words: str) -> str:
    """What the note says with what was typed: rewritten while it is open to its author, else added to, with `words`
    that say by whom and when."""
    text = typed.strip().replace("\r\n", "\n")
    if line.note is None or line.note.is_open_to(author, at):
        return text
    return line.note.added_to(words, text) if text else line.note.text


def say_held(permanence: Permanence, held_by: User) -> None:
    """It took place, and this referent held it; interviews that were typed already bear the same name."""
    permanence.was_held, permanence.not_held_cause, permanence.referent = True, "", held_by
    permanence.save(update_fields=["was_held", "not_held_cause", "referent"])
    typed = Appointment.objects.filter(permanence=permanence, contact__isnull=False)
    Contact.objects.filter(pk__in=typed.values("contact")).exclude(referent_name=str(held_by)).update(
        referent_name=str(held_by)
    )


def say_not_held(permanence: Permanence, cause: str, author: User, at: datetime) -> None:
    """It did not take place: the sheet is done, and everyone on it is to be invited again.

    Raises ValidationError when someone is noted as seen or missing on it.
    """
    if Appointment.objects.filter(permanence=permanence).exclude(attendance="").exists():
        raise ValidationError({NON_FIELD_ERRORS: SETTLED_LINES})
    permanence.was_held, permanence.not_held_cause = False, cause
    permanence.save(update_fields=["was_held", "not_held_cause"])
    finish(permanence, author, at)


def close_sheet(permanence: Permanence, author: User, at: datetime) -> None:
    """The paper was typed to its last line. Raises ValidationError when one that the author reads is not settled."""
    if permanence.was_held is None:
        raise ValidationError({NON_FIELD_ERRORS: WAS_IT_HELD})
    if not all(line.is_settled for line in stored_lines(permanence, author, at)):
        raise ValidationError({NON_FIELD_ERRORS: NOT_SETTLED})
    finish(permanence, author, at)


def finish(permanence: Permanence, author: User, at: datetime) -> None:
    """Nothing more to type."""
    permanence.entered_at, permanence.entered_by = at, author
    permanence.save(update_fields=["entered_at", "entered_by"])


def reopen_sheet(permanence: Permanence) -> None:
    """To correct a line, or to say that it was held after all; what was entered stays."""
    with transaction.atomic():
        kept = locked_permanence(permanence)
        kept.entered_at, kept.entered_by = None, None
        if kept.was_held is False:
            kept.was_held, kept.not_held_cause = None, ""
        kept.save(update_fields=["entered_at", "entered_by", "was_held", "not_held_cause"])


def invite_again(permanence: Permanence, target: Permanence, author: User, at: datetime) -> tuple[int, int]:
    """Everyone of a permanence that was not held, put on another one in the same order: how many have a place there,
    how many are still to be invited."""
    invited = left = 0
    for line in stored_lines(permanence, author, at):
        if line.next_appointment is None:
            try:
                book(line.person, target, line.referral)
                invited += 1
            except ValidationError:
                left += 1
    return invited, left
