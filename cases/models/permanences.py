"""Where and when young people are met: sites, permanences, appointments."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from cases.models.people import YoungPerson, own_rows
from cases.references import new_code
from partners.constraints import listed
from partners.models import Organisation, User


class Site(models.Model):
    """A lieu de permanence, inside custody (intra-muros) or outside."""

    code = models.CharField("code", unique=True)
    name = models.CharField("nom")
    is_inside = models.BooleanField("intra-muros", default=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="sites", verbose_name="structure"
    )
    rhythm = models.CharField("rythme", blank=True)

    class Meta:
        ordering = ["name", "code"]
        verbose_name = "lieu de permanence"
        verbose_name_plural = "lieux de permanence"

    def __str__(self) -> str:
        return self.name


class Permanence(models.Model):
    """One date at one site with one referent. `was_held` is unknown until someone says so."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="permanences", verbose_name="lieu")
    mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="permanences", verbose_name="Mission Locale"
    )
    referent = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="permanences", verbose_name="référent"
    )
    planned_on = models.DateField("date")
    starts_at = models.TimeField("début", null=True, blank=True)
    ends_at = models.TimeField("fin", null=True, blank=True)
    slots = models.IntegerField("places", null=True, blank=True)
    was_held = models.BooleanField("tenue", null=True, blank=True)

    class Meta:
        ordering = ["planned_on", "starts_at", "site"]
        verbose_name = "permanence"

    def __str__(self) -> str:
        return f"{self.site}, {self.planned_on:%d/%m/%Y}"


class Attendance(models.TextChoices):
    """Came, or why not; the prison's causes apart from the young person's."""

    PRESENT = "present", "Présent"
    TRANSFERRED = "transfere", "Transféré"
    RELEASED = "libere", "Libéré"
    AT_WORK = "travail_formation", "Au travail ou en formation"
    VISITING_ROOM = "parloir", "Parloir"
    HEARING = "extraction_audience", "Extraction ou audience"
    ON_LEAVE = "permission_sortir", "Permission de sortir"
    LOCKED_DOWN = "mouvements_bloques", "Mouvements bloqués"
    NOT_CALLED = "non_appele", "Non appelé"
    DECLINED = "refus", "N’a pas souhaité venir"
    UNAVAILABLE = "indisponible", "Indisponible (sans motif)"

    @classmethod
    def missed_reasons(cls) -> list[Attendance]:
        """Every cause of a missed appointment, in the order of the list."""
        return [attendance for attendance in cls if attendance != cls.PRESENT]


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, user: User, at: datetime) -> AppointmentQuerySet:
        """Officers: attended or not, and the next one, of the own unit's people; referents: own Mission Locale."""
        of_unit = YoungPerson.objects.of_unit(user, at)
        return self.filter(own_rows(user, at, "permanence__mission_locale") | Q(person__in=of_unit.values("pk")))


class Appointment(models.Model):
    """A young person's slot in a permanence, with the attendance once it is known."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    permanence = models.ForeignKey(Permanence, models.CASCADE, related_name="appointments", verbose_name="permanence")
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="appointments", verbose_name="jeune")
    position = models.IntegerField("ordre de passage", default=0)
    starts_at = models.TimeField("heure", null=True, blank=True)
    attendance = models.CharField("présence", choices=Attendance, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["permanence", "position", "pk"]
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        constraints = [
            listed("attendance", Attendance, name="appointment_attendance_listed", optional=True),
            models.UniqueConstraint(
                fields=["permanence", "person"],
                name="appointment_unique",
                violation_error_message="Ce jeune est déjà inscrit à cette permanence.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.permanence}"
