"""Who is expected at a group meeting, and who came: each presence is a contact, and stays in step with the meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.timezone import localdate

from cases.contacts.recording import set_axes
from cases.models import Contact, ContactNote, GroupAttendance, GroupMeeting, GroupPresence, YoungPerson
from cases.snapshots import delete_with_snapshot
from partners.french import day_words
from partners.models import User

CHANGED_MEANWHILE = (
    "«\N{NO-BREAK SPACE}{stored}\N{NO-BREAK SPACE}» a été noté pendant que vous aviez la feuille sous les yeux, votre "
    "«\N{NO-BREAK SPACE}{typed}\N{NO-BREAK SPACE}» n’est pas enregistré. Choisissez-le de nouveau pour le garder."
)
NOT_YET = "ce jour n’est pas encore arrivé, la présence se note à partir de la date de l’action."
HAS_NOTE = "son contact porte une note. Supprimez-le d’abord dans son dossier, où il se rétablit pendant 30 jours."


def attendances(meeting: GroupMeeting, user: User, at: datetime) -> list[GroupAttendance]:
    """Those expected whom this user reads, by name."""
    expected = GroupAttendance.objects.visible_to(user, at).filter(meeting=meeting).select_related("person", "contact")
    return list(expected.order_by("person__last_name", "person__first_name", "person__code"))


def add_people(meeting: GroupMeeting, people: Iterable[YoungPerson]) -> None:
    """Expected from now on; nothing for those who are already."""
    new = [GroupAttendance(meeting=meeting, person=person) for person in people]
    GroupAttendance.objects.bulk_create(new, ignore_conflicts=True)


@dataclass(frozen=True)
class TypedPresence:
    """What came back for a line of the sheet: one of `GroupPresence`, or empty (not known), and the one that it was
    shown with."""

    presence: str
    shown: str = ""

    def changes(self, stored: str) -> bool:
        """Whether its user chose something else than what was shown, that does not stand there by now."""
        return self.presence in {"", *GroupPresence.values} and self.presence not in (self.shown, stored)


@dataclass
class SavedPresences:
    """How many contacts the sheet made, how many it took back; in French, why lines of it were not written."""

    contacts: int = 0
    removed: int = 0
    refused: list[str] = field(default_factory=list)


def save_presences(
    meeting: GroupMeeting, sheet: Mapping[str, TypedPresence], user: User, at: datetime
) -> SavedPresences:
    """Write the lines that the user changed, by the person's reference, and no others: a colleague may have typed them
    since. Inside a transaction."""
    saved = SavedPresences()
    for attendance in locked(meeting, user, at):
        typed = sheet.get(attendance.person.code)
        if typed is None or not typed.changes(attendance.presence):
            continue
        if said := refusal(meeting, attendance, typed, localdate(at)):
            saved.refused.append(f"{attendance.person}\N{NO-BREAK SPACE}: {said}")
        else:
            had_contact = attendance.contact is not None
            has_contact = keep_presence(meeting, attendance, typed.presence, user, at)
            saved.contacts += has_contact and not had_contact
            saved.removed += had_contact and not has_contact
    return saved


def locked(meeting: GroupMeeting, user: User, at: datetime) -> list[GroupAttendance]:
    """Those whom this user reads, with their contacts: nobody else writes on them until the end of the transaction."""
    list(Contact.objects.select_for_update(of=("self",)).filter(group_attendance__meeting=meeting).order_by("pk"))
    expected = [attendance.pk for attendance in attendances(meeting, user, at)]
    rows = GroupAttendance.objects.select_for_update(of=("self",)).filter(pk__in=expected)
    return list(rows.select_related("person", "contact"))


def refusal(meeting: GroupMeeting, attendance: GroupAttendance, typed: TypedPresence, on: date) -> str:
    """Why that cannot be written; empty when it can."""
    if typed.shown != attendance.presence:
        return CHANGED_MEANWHILE.format(stored=in_words(attendance.presence), typed=in_words(typed.presence))
    if meeting.held_on > on and typed.presence in (GroupPresence.PRESENT, GroupPresence.ABSENT):
        return NOT_YET
    return HAS_NOTE if ContactNote.objects.filter(contact=attendance.contact_id).exists() else ""


def in_words(presence: str) -> str:
    return str(GroupPresence(presence).label) if presence else "À saisir"


def keep_in_step(meeting: GroupMeeting, user: User, at: datetime) -> None:
    """The contacts that the meeting made say what it says. Inside a transaction."""
    for attendance in locked(meeting, user, at):
        if attendance.contact is not None:
            contact_of(meeting, attendance.person, attendance.contact, user, at)


def keep_presence(meeting: GroupMeeting, attendance: GroupAttendance, presence: str, user: User, at: datetime) -> bool:
    """Whether there is a contact now. Someone who did not come after all has none: it is kept apart, as whatever is
    deleted, and taken back they have come again."""
    former, came = attendance.contact, presence == GroupPresence.PRESENT
    if former is not None and not came:
        delete_with_snapshot(
            former,
            person=attendance.person,
            mission_locale=meeting.mission_locale_id,
            label=f"{former.get_kind_display()} du {day_words(former.held_on)}",
            by=user,
            at=at,
            beside={"presence": attendance.presence},
        )
    attendance.presence = presence
    attendance.contact = contact_of(meeting, attendance.person, former, user, at) if came else None
    attendance.save(update_fields=["presence", "contact"])
    return came


def contact_of(
    meeting: GroupMeeting, person: YoungPerson, former: Contact | None, user: User, at: datetime
) -> Contact:
    """The contact that coming to this meeting is, made or brought in step."""
    contact = former or Contact(
        person=person, mission_locale_id=meeting.mission_locale_id, entered_at=at, entered_by=user
    )
    contact.kind, contact.held_on, contact.place = meeting.kind, meeting.held_on, meeting.place
    contact.referent_name, contact.duration_minutes = meeting.referent_name, meeting.duration_minutes
    contact.save()
    set_axes(contact, [meeting.axis] if meeting.axis else [])
    return contact
