"""Who is expected at a group meeting, and who came: each presence is a contact, and stays in step with the meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from cases.contacts.recording import set_axes
from cases.models import Contact, GroupAttendance, GroupMeeting, GroupPresence, YoungPerson
from partners.models import User


def attendances(meeting: GroupMeeting, user: User, at: datetime) -> list[GroupAttendance]:
    """Those expected whom this user reads, by name."""
    expected = GroupAttendance.objects.visible_to(user, at).filter(meeting=meeting).select_related("person", "contact")
    return list(expected.order_by("person__last_name", "person__first_name", "person__code"))


def add_people(meeting: GroupMeeting, people: Iterable[YoungPerson]) -> None:
    """Expected from now on; nothing for those who are already."""
    new = [GroupAttendance(meeting=meeting, person=person) for person in people]
    GroupAttendance.objects.bulk_create(new, ignore_conflicts=True)


def save_presences(meeting: GroupMeeting, presences: Mapping[str, str], user: User, at: datetime) -> int:
    """Write what is said by the person's reference (one of `GroupPresence`, or empty: not known), and make the
    contacts say what the meeting says. Returns how many contacts were made. Inside a transaction."""
    made = 0
    for attendance in (
        GroupAttendance.objects.select_for_update(of=("self",))
        .filter(pk__in=[one.pk for one in attendances(meeting, user, at)])
        .select_related("person", "contact")
    ):
        presence = presences.get(attendance.person.code, attendance.presence)
        if presence in {"", *GroupPresence.values}:
            made += keep_presence(meeting, attendance, presence, user, at)
    return made


def keep_presence(meeting: GroupMeeting, attendance: GroupAttendance, presence: str, user: User, at: datetime) -> bool:
    """Whether that makes a contact. Someone who did not come after all has none."""
    former, attendance.presence = attendance.contact, presence
    came = presence == GroupPresence.PRESENT
    attendance.contact = contact_of(meeting, attendance.person, former, user, at) if came else None
    attendance.save(update_fields=["presence", "contact"])
    if former is not None and not came:
        former.delete()
    return came and former is None


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
