"""What comes next, on the record: appointments, steps, needs, hearings, the end of the measure, the nearest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from cases.adjustments.steps import OPEN
from cases.models import (
    AdjustmentDecision,
    AdjustmentSupply,
    Appointment,
    Enrolment,
    ExitReason,
    Handover,
    NeedState,
    NextStep,
    PlacementState,
    ReleaseNeed,
)
from cases.permanences.words import place_words
from cases.record.reading import Reading
from cases.record.section import Section
from cases.record.together import Rows
from cases.referrals.reminders import reminder_url
from partners.french import NO_BREAK, day_words


@dataclass(frozen=True)
class Coming:
    """Something to come: when (None: no date yet), what, whose, where more is told."""

    on: date | None
    what: str
    more: str = ""
    url: str = ""
    is_late: bool = False
    # Where the text is that reminds of an appointment outside.
    reminder_url: str = ""


def coming_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """What the other sections do not read already."""
    user, at, of_person = reading.user, reading.at, {"person": reading.person}
    appointments = Appointment.objects.told_to(user, at).filter(**of_person).to_come(reading.on)
    needs = ReleaseNeed.objects.visible_to(user, at).filter(**of_person, due_on__isnull=False)
    supplies = AdjustmentSupply.objects.visible_to(user, at).missing().filter(adjustment__person=reading.person)
    return {
        "appointments_to_come": appointments.select_related("permanence__site", "permanence__mission_locale"),
        "steps": NextStep.objects.visible_to(user, at).open().filter(**of_person),
        "needs_due": needs.filter(state__in=(NeedState.TO_DO, NeedState.UNDER_WAY)).select_related("type"),
        "supplies_missing": supplies.select_related("adjustment"),
        "handovers_pending": Handover.objects.visible_to(user, at)
        .pending()
        .filter(**of_person)
        .select_related("to_mission_locale"),
    }


def coming_context(reading: Reading, rows: Rows) -> dict[str, Any]:
    """As _person_coming.html has it."""
    found = [*dated(reading, rows), *asked(rows, reading.on)]
    late = [replace(row, is_late=bool(row.on and row.on < reading.on)) for row in found]
    return {"rows": sorted(late, key=lambda row: (row.on is None, row.on or date.max, row.what))}


def dated(reading: Reading, rows: Rows) -> Iterator[Coming]:
    """What happens on a day, whoever does something about it."""
    for row in rows["appointments_to_come"]:
        body, place = row.permanence.mission_locale, place_words(row)
        if reading.is_held and body.pk not in reading.missions_locales:
            yield Coming(row.permanence.planned_on, "Rendez-vous", f"{place}, {body}, avant le relais")
            continue
        is_left = was_handed_over(rows["enrolments"], body.pk)
        yield Coming(
            row.permanence.planned_on,
            "Rendez-vous",
            f"{place}, à garder ou à rendre après le relais" if is_left else place,
            row.permanence.get_absolute_url(),
            reminder_url=reminder_url(row, reading.user, reading.on),
        )
    for row in rows["adjustments"]:
        if row.hearing_on and row.hearing_on >= reading.on:
            yield Coming(row.hearing_on, "Audience", row.get_kind_display(), row.get_absolute_url())
        if row.decision == AdjustmentDecision.GRANTED and row.starts_on and row.starts_on > reading.on:
            yield Coming(row.starts_on, "Début d’aménagement", row.get_kind_display(), row.get_absolute_url())
    for row in rows["permissions"]:
        if row.starts_on >= reading.on and row.is_granted is not False:
            answer = "" if row.is_granted else "pas encore de réponse"
            yield Coming(
                row.starts_on, "Permission de sortir", ", ".join(filter(None, [row.get_purpose_display(), answer]))
            )
    for row in rows["measures"]:
        if row.ends_on is None and row.planned_end_on:
            yield Coming(row.planned_end_on, "Fin prévue de la mesure", row.get_setting_display())
    for row in rows["situations_now"]:
        if row.ends_on:
            yield Coming(row.ends_on, "Fin de situation", row.get_kind_display())
    for row in rows["placements"]:
        if row.state == PlacementState.STARTED and row.expected_end_on:
            yield Coming(row.expected_end_on, "Fin de séjour", str(row.agreement.organisation), row.get_absolute_url())


def was_handed_over(enrolments: Iterable[Enrolment], mission_locale: int) -> bool:
    """Whether that Mission Locale follows no more, having handed the person over."""
    there = [one for one in enrolments if one.mission_locale_id == mission_locale]
    return (
        bool(there)
        and all(one.left_on for one in there)
        and any(one.exit_reason == ExitReason.HANDOVER for one in there)
    )


def asked(rows: Rows, on: date) -> Iterator[Coming]:
    """What one side is to do."""
    for row in rows["steps"]:
        yield Coming(row.due_on, row.get_kind_display(), row.get_side_display())
    for row in rows["needs_due"]:
        yield Coming(row.due_on, str(row.type), row.get_side_display())
    for row in (one for one in rows["supplies_missing"] if one.adjustment.state(on) in OPEN):
        yield Coming(
            row.due_on, row.get_kind_display(), f"Pour{NO_BREAK}: {row.adjustment}", row.adjustment.get_absolute_url()
        )
    for row in rows["handovers_pending"]:
        yield Coming(None, "Réponse au relais", f"{row.to_mission_locale}, demandé le {day_words(row.asked_on)}")


SECTION = Section("cases/_person_coming.html", coming_rows, coming_context)
