"""The dated facts of a young person's path, one source a table: where their days are, and how each is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from cases import models as cases
from cases.record import words
from cases.record.reading import Reading
from cases.record.words import Said
from partners.french import day_words


class PathwayKind(models.TextChoices):
    """What the pathway is filtered by."""

    PROGRAMME = "dispositif", "Orientations, entrées, relais"
    APPOINTMENT = "rendez_vous", "Rendez-vous"
    CONTACT = "contact", "Contacts"
    SITUATION = "situation", "Situations et places"
    JUSTICE = "justice", "Mesures et aménagements"
    NEED = "besoin", "Besoins à la sortie"
    ADDRESS = "adresse", "Adresses"


@dataclass(frozen=True)
class Source:
    """A table whose rows are facts: each of its days that is known is an event of the path.

    `said` says a row's event of one of its days. `edit`: the name of the URL where the row is corrected, "" while
    there is none, which is given the row's `key` (its code, its pk, or the person's code); `deletable`: entered by
    mistake it may be deleted, with an undo. `by_unit`: by an officer who decides for the unit in charge, too.
    `place`: how the page names the row's own place, before its pk.
    """

    model: type[models.Model]
    kind: PathwayKind
    days: tuple[str, ...]
    said: Callable[[Any, str], Said]
    related: tuple[str, ...] = ()
    edit: str = ""
    deletable: bool = False
    place: str = ""
    key: str = "code"
    by_unit: bool = False

    def visible(self, reading: Reading) -> QuerySet[Any]:
        """The person's rows that the user reads."""
        rows: QuerySet[Any] = self.model._default_manager.visible_to(reading.user, reading.at)  # type: ignore[attr-defined]
        rows = rows.filter(**{PATHS.get(self.model, "person"): reading.person.pk})
        return rows.filter(TOLD_ELSEWHERE.get(self.model, Q())) if reading.is_held else rows

    def rows(self, reading: Reading) -> QuerySet[Any]:
        """The same with what is said of them."""
        return self.visible(reading).select_related(*self.related) if self.related else self.visible(reading)

    def dated(self, row: Any) -> list[tuple[str, date]]:
        """The days of the row that are known: an event of the path each, all of one row."""
        return [(day, on) for day in self.days if (on := day_of(row, day)) is not None]

    def named(self, row: Any) -> str:
        """« Entretien du 12 novembre 2026 »: the row by its first day that is known."""
        found = self.dated(row)
        day, on = found[0] if found else (self.days[0], None)
        said = self.said(row, day)
        what = said.kind if self.kind == PathwayKind.CONTACT else f"{said.kind} ({said.title})"
        return f"{what} du {day_words(on)}" if on else what

    def told_by(self, row: Any) -> list[str]:
        """« Besoin réglé, le 20 novembre 2026 »: every event that the row is."""
        return [f"{self.said(row, day).kind}, le {day_words(on)}" for day, on in self.dated(row)]


def day_of(row: Any, path: str) -> date | None:
    """The day of a row to which this path leads; of a moment, its day here."""
    for name in path.split("__"):
        row = getattr(row, name)
    return localdate(row) if isinstance(row, datetime) else row


# How a table without a person leads to one.
PATHS: dict[type[models.Model], str] = {cases.PlannedEndChange: "measure__person"}
# To a Mission Locale an interview tells the appointment that it came from, and the group the contact made there.
TOLD_ELSEWHERE: dict[type[models.Model], Q] = {
    cases.Appointment: Q(contact__isnull=True),
    cases.Contact: Q(group_attendance__isnull=True),
}

# By the name that stands in addresses. A part of the work that has a page to correct a fact writes its URL here.
SOURCES: dict[str, Source] = {
    "orientation": Source(
        cases.Referral,
        PathwayKind.PROGRAMME,
        ("referred_on", "decided_on"),
        words.referral,
        ("programme", "referred_by", "mission_locale"),
    ),
    "entree": Source(
        cases.Enrolment,
        PathwayKind.PROGRAMME,
        ("entered_on", "left_on", "plie_entered_on", "plie_left_on"),
        words.enrolment,
        ("programme", "mission_locale"),
    ),
    "relais": Source(
        cases.Handover,
        PathwayKind.PROGRAMME,
        ("asked_on", "decided_on"),
        words.handover,
        ("from_mission_locale", "to_mission_locale"),
    ),
    "rendez-vous": Source(
        cases.Appointment,
        PathwayKind.APPOINTMENT,
        ("permanence__planned_on",),
        words.appointment,
        ("permanence__site",),
    ),
    "contact": Source(
        cases.Contact,
        PathwayKind.CONTACT,
        ("held_on",),
        words.contact,
        ("mission_locale",),
        edit="cases:contact_edit",
        deletable=True,
    ),
    "tentative": Source(
        cases.ContactAttempt, PathwayKind.CONTACT, ("tried_on",), words.attempt, deletable=True, key="pk"
    ),
    "action": Source(
        cases.GroupAttendance, PathwayKind.CONTACT, ("meeting__held_on",), words.attendance, ("meeting",), key="pk"
    ),
    "situation": Source(
        cases.Situation,
        PathwayKind.SITUATION,
        ("starts_on", "ends_on"),
        words.situation,
        edit="cases:situation_edit",
        deletable=True,
    ),
    "place": Source(
        cases.Placement,
        PathwayKind.SITUATION,
        ("asked_on", "starts_on", "ends_on"),
        words.placement,
        ("agreement__organisation",),
    ),
    "mesure": Source(
        cases.JusticeMeasure,
        PathwayKind.JUSTICE,
        ("starts_on", "ends_on"),
        words.measure,
        ("organisation",),
        edit="cases:justicemeasure_edit",
        deletable=True,
        by_unit=True,
    ),
    "date-de-sortie": Source(
        cases.PlannedEndChange, PathwayKind.JUSTICE, ("changed_at",), words.planned_end, ("organisation",), key="pk"
    ),
    "amenagement": Source(
        cases.SentenceAdjustment,
        PathwayKind.JUSTICE,
        ("requested_on", "hearing_on", "decided_on", "starts_on", "ends_on", "withdrawn_on"),
        words.adjustment,
        edit="cases:sentenceadjustment_edit",
        deletable=True,
        by_unit=True,
    ),
    "permission": Source(
        cases.ReleasePermission,
        PathwayKind.JUSTICE,
        ("starts_on",),
        words.permission,
        edit="cases:releasepermission_edit",
        deletable=True,
        by_unit=True,
    ),
    "attestation": Source(
        cases.SupportCertificate, PathwayKind.JUSTICE, ("made_at",), words.certificate, ("mission_locale",)
    ),
    "besoin": Source(
        cases.ReleaseNeed,
        PathwayKind.NEED,
        ("opened_on", "settled_on"),
        words.need,
        ("type",),
        edit="cases:releaseneed_update",
        deletable=True,
        key="person",
        place="besoin-",
    ),
    "adresse": Source(
        cases.Address,
        PathwayKind.ADDRESS,
        ("starts_on", "ends_on"),
        words.address,
        ("commune",),
        edit="cases:address_edit",
        deletable=True,
        key="pk",
    ),
}
