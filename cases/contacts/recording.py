"""Records contacts: who may, on whom, with what the context says where nothing is typed.

A form bears a number of its own; sent twice, it makes each contact once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from cases.locking import lock_person
from cases.models import (
    Contact,
    ContactAttempt,
    ContactKind,
    ContactNote,
    ContactPlace,
    ServiceAxis,
    YoungPerson,
)
from cases.models.people import YoungPersonQuerySet
from cases.numbered_forms import code_of
from cases.whereabouts import stays_inside
from partners.french import day_words
from partners.models import Membership, Role, User

# Kinds for which nobody moves.
REMOTE = (ContactKind.PHONE, ContactKind.EMAIL, ContactKind.SMS, ContactKind.LETTER)
# How long an interview lasts, as its form proposes.
INTERVIEW_MINUTES = 30


def recording_memberships(user: User, on: date) -> list[Membership]:
    """Those of a referent, a substitute, a trainee: they meet young people; a mere lead does not."""
    return [membership for membership in user.memberships_on(on) if membership.role == Role.REFERENT]


def met_by(user: User, at: datetime) -> YoungPersonQuerySet:
    """The people on whom this user may record something: none who was handed over to another Mission Locale."""
    people = YoungPerson.objects.none()
    for membership in recording_memberships(user, localdate(at)):
        people = people | YoungPerson.objects.filter(
            pk__in=YoungPerson.objects.followed_through(membership, at).values("pk")
        )
    return people


def recorded_for(people: Iterable[YoungPerson], user: User, at: datetime) -> dict[int, int]:
    """The id of the Mission Locale in whose name this user records, by the person's id: the first of the user's that
    follows."""
    wanted = {person.pk for person in people}
    found: dict[int, int] = {}
    for membership in recording_memberships(user, localdate(at)):
        followed = YoungPerson.objects.followed_through(membership, at).filter(pk__in=wanted)
        for pk in followed.values_list("pk", flat=True):
            found.setdefault(pk, membership.organisation_id)
    return found


def met_inside(people: Iterable[YoungPerson], on: date) -> set[int]:
    """The ids of those whom one meets inside that day: not of whoever comes out on it."""
    wanted = YoungPerson.objects.filter(pk__in=[person.pk for person in people])
    return set(wanted.filter(stays_inside(on)).values_list("pk", flat=True))


def usual_kind(is_inside: bool) -> ContactKind:
    """What is most often noted: inside nobody telephones."""
    return ContactKind.INTERVIEW if is_inside else ContactKind.PHONE


def usual_place(kind: str, is_inside: bool) -> ContactPlace:
    """Where that kind of contact is made with someone who is inside, or not."""
    if kind in REMOTE:
        return ContactPlace.REMOTE
    return ContactPlace.INSIDE if is_inside else ContactPlace.OUTSIDE


@dataclass(frozen=True)
class Recorded:
    """What a form says of a contact; `place` empty: the usual one; `number`: the form's own."""

    kind: str
    held_on: date
    axes: Sequence[str] = ()
    place: str = ""
    minutes: int | None = None
    note: str = ""
    number: str = ""


def record(people: Sequence[YoungPerson], recorded: Recorded, user: User, at: datetime) -> list[Contact]:
    """One contact with each, all or none; those that the same form has made already are given back as they are."""
    inside, bodies = met_inside(people, recorded.held_on), recorded_for(people, user, at)
    made: list[Contact] = []
    with transaction.atomic():
        for person in people:
            contact = Contact(
                code=code_of(recorded.number, person),
                person=person,
                held_on=recorded.held_on,
                kind=recorded.kind,
                place=recorded.place or usual_place(recorded.kind, person.pk in inside),
                mission_locale_id=bodies[person.pk],
                referent_name=str(user),
                duration_minutes=recorded.minutes,
                entered_at=at,
                entered_by=user,
            )
            made.append(keep_once(contact, recorded, user, at))
    return made


def noted_otherwise(people: Iterable[YoungPerson], recorded: Recorded) -> list[Contact]:
    """Those that the same form has made already, and that do not say what it says now."""
    codes = [code_of(recorded.number, person) for person in people]
    made = Contact.objects.filter(code__in=codes).select_related("person", "note").prefetch_related("axes")
    return [contact for contact in made if is_other_than(contact, recorded)]


def is_other_than(contact: Contact, recorded: Recorded) -> bool:
    """Whether the contact is not what was typed; of what was left to the context nobody said anything."""
    note = contact.note.text if hasattr(contact, "note") else ""
    stored = (contact.kind, contact.held_on, {axis.axis for axis in contact.axes.all()}, note)
    is_other_place = bool(recorded.place) and recorded.place != contact.place
    typed = (recorded.kind, recorded.held_on, set(recorded.axes), recorded.note)
    return stored != typed or is_other_place or recorded.minutes != contact.duration_minutes


def usual_minutes(kind: str) -> int | None:
    """What the form shows before anyone types: an interview takes its half hour; of the rest nobody says."""
    return INTERVIEW_MINUTES if kind == ContactKind.INTERVIEW else None


def keep_once(contact: Contact, recorded: Recorded, user: User, at: datetime) -> Contact:
    """The contact with its axes and note; the one of the same code, should it be there already."""
    try:
        with transaction.atomic():
            contact.save(force_insert=True)
            set_axes(contact, recorded.axes)
            if recorded.note:
                ContactNote.objects.create(contact=contact, text=recorded.note, author=user, written_at=at)
    except IntegrityError:
        return Contact.objects.get(code=contact.code)
    return contact


def set_axes(contact: Contact, wanted: Sequence[str]) -> None:
    """These axes and no others."""
    contact.axes.exclude(axis__in=wanted).delete()
    stored = set(contact.axes.values_list("axis", flat=True))
    ServiceAxis.objects.bulk_create([ServiceAxis(contact=contact, axis=axis) for axis in wanted if axis not in stored])


def record_attempts(people: Sequence[YoungPerson], kind: str, on: date, user: User, at: datetime) -> int:
    """Nobody answered: no contact, but known in the thread after a release. How many were not noted yet that day."""
    bodies, made = recorded_for(people, user, at), 0
    with transaction.atomic():
        for person in sorted(people, key=lambda one: one.pk):
            lock_person(person)
            known = {"person": person, "mission_locale_id": bodies[person.pk], "tried_on": on, "kind": kind}
            if not ContactAttempt.objects.filter(**known).exists():
                ContactAttempt.objects.create(**known, tried_by=user)
                made += 1
    return made


def note_after(note: ContactNote | None, typed: str, user: User, at: datetime) -> str:
    """What the note says with what was typed: rewritten by its author for seven days, then only added to, by a name
    and a day."""
    text = typed.strip().replace("\r\n", "\n")
    if note is None or note.is_open_to(user, at):
        return text
    return note.added_to(f"Ajouté par {user} le {day_words(localdate(at))}", text) if text else note.text


def keep_note(contact: Contact, note: ContactNote | None, typed: str, user: User, at: datetime) -> None:
    """Keep it; an own, open note that is emptied goes."""
    text = note_after(note, typed, user, at)
    if note is None and text:
        ContactNote.objects.create(contact=contact, text=text, author=user, written_at=at)
    elif note is not None and not text:
        note.delete()
    elif note is not None and text != note.text:
        note.text = text
        note.save(update_fields=["text"])
