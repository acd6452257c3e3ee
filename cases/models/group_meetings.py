"""Workshops and information meetings, with who came; calls that nobody answered."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from cases.models.handed_over import read_rows
from cases.models.pathway import Axis, Contact, ContactKind, ContactPlace
from cases.models.people import YoungPerson, own_rows
from cases.references import new_code
from partners.access import case_memberships
from partners.constraints import listed
from partners.models import Organisation, User


class GroupMeetingKind(models.TextChoices):
    """The kinds of contact that are made in a group."""

    WORKSHOP = ContactKind.WORKSHOP.value, ContactKind.WORKSHOP.label
    INFORMATION_MEETING = ContactKind.INFORMATION_MEETING.value, ContactKind.INFORMATION_MEETING.label


class GroupMeetingQuerySet(models.QuerySet["GroupMeeting"]):
    def visible_to(self, user: User, at: datetime) -> GroupMeetingQuerySet:
        """The referents of the Mission Locale that holds it; who came is told by `GroupAttendance` alone."""
        memberships = case_memberships(user, localdate(at))
        return self.filter(mission_locale__in={membership.organisation_id for membership in memberships})


class GroupMeeting(models.Model):
    """A workshop or an information meeting, on one day."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    kind = models.CharField("type", choices=GroupMeetingKind)
    title = models.CharField("intitulé", max_length=120)
    held_on = models.DateField("date")
    place = models.CharField("lieu", choices=ContactPlace)
    # What it proposes to those who come.
    axis = models.CharField("axe", choices=Axis, blank=True)
    mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="group_meetings", verbose_name="Mission Locale"
    )
    referent_name = models.CharField("animé par", blank=True)
    duration_minutes = models.IntegerField("durée (minutes)", null=True, blank=True)
    entered_at = models.DateTimeField("saisi le")
    entered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="saisi par")

    objects = GroupMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = "action collective"
        verbose_name_plural = "actions collectives"
        constraints = [
            listed("kind", GroupMeetingKind, name="group_meeting_kind_listed"),
            listed("place", ContactPlace, name="group_meeting_place_listed"),
            listed("axis", Axis, name="group_meeting_axis_listed", optional=True),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.held_on:%d/%m/%Y})"

    def get_absolute_url(self) -> str:
        return reverse("cases:groupmeeting_detail", args=[self.code])


class GroupPresence(models.TextChoices):
    PRESENT = "present", "Présent"
    ABSENT = "absent", "Absent"
    EXCUSED = "excuse", "Excusé"


class GroupAttendanceQuerySet(models.QuerySet["GroupAttendance"]):
    def visible_to(self, user: User, at: datetime) -> GroupAttendanceQuerySet:
        """The referents of the Mission Locale that holds the meeting, on people whom it holds."""
        return self.filter(own_rows(user, at, "meeting__mission_locale"))


class GroupAttendance(models.Model):
    """Someone expected at a group meeting; present, it made a contact."""

    meeting = models.ForeignKey(GroupMeeting, models.CASCADE, related_name="attendances", verbose_name="action")
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="group_attendances", verbose_name="jeune")
    presence = models.CharField("présence", choices=GroupPresence, blank=True)
    contact = models.OneToOneField(
        Contact, models.SET_NULL, null=True, blank=True, related_name="group_attendance", verbose_name="contact"
    )

    objects = GroupAttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = "participation"
        constraints = [
            listed("presence", GroupPresence, name="group_presence_listed", optional=True),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="group_attendance_once",
                violation_error_message="Ce jeune est déjà attendu à cette action.",
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=True) | Q(presence=GroupPresence.PRESENT),
                name="group_contact_of_those_present",
                violation_error_message="Seule une présence fait un contact.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_presence_display() or "attendu"


class ContactAttemptQuerySet(models.QuerySet["ContactAttempt"]):
    def visible_to(self, user: User, at: datetime) -> ContactAttemptQuerySet:
        """The referents of the Mission Locale that tried, and of the one to which the person was handed over since."""
        return self.filter(read_rows(user, at))


class ContactAttempt(models.Model):
    """A call or a message that reached nobody: no contact, yet worth knowing in the thread after a release."""

    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="contact_attempts", verbose_name="jeune")
    mission_locale = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="Mission Locale")
    tried_on = models.DateField("date")
    kind = models.CharField("type", choices=ContactKind)
    tried_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="par")

    objects = ContactAttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-tried_on", "-pk"]
        verbose_name = "tentative de contact"
        verbose_name_plural = "tentatives de contact"
        constraints = [listed("kind", ContactKind, name="attempt_kind_listed")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} sans réponse du {self.tried_on:%d/%m/%Y}"


class ImiloEntryQuerySet(models.QuerySet["ImiloEntry"]):
    def visible_to(self, user: User, at: datetime) -> ImiloEntryQuerySet:
        """The referents of the Mission Locale whose contact or situation it is."""
        return self.filter(own_rows(user, at))


class ImiloEntry(models.Model):
    """A contact or a situation was typed in i-milo too, or corrected there: ticked, so that nothing is typed twice or
    forgotten. The last one of a fact says what stands there: `text` in words, `facts` as the database compares it to
    the fact (`cases.contacts.imilo_facts`)."""

    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="imilo_entries", verbose_name="jeune")
    mission_locale = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="Mission Locale")
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="imilo_entries", verbose_name="contact"
    )
    situation = models.ForeignKey(
        "Situation", models.CASCADE, null=True, blank=True, related_name="imilo_entries", verbose_name="situation"
    )
    text = models.TextField("ligne saisie", blank=True)
    facts = models.TextField("ce qu’elle disait", blank=True)
    typed_on = models.DateField("reporté le")
    typed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="reporté par")

    objects = ImiloEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-typed_on", "-pk"]
        verbose_name = "report dans i-milo"
        verbose_name_plural = "reports dans i-milo"
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, situation__isnull=True)
                | Q(contact__isnull=True, situation__isnull=False),
                name="imilo_entry_of_one_fact",
                violation_error_message="Un report dans i-milo est celui d’un contact ou d’une situation.",
            ),
        ]

    def __str__(self) -> str:
        return f"Reporté dans i-milo le {self.typed_on:%d/%m/%Y}"
