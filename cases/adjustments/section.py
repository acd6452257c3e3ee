"""The measures with their expected ends, the adjustments, permissions and certificates, on the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from cases.adjustments.rights import may_write
from cases.adjustments.steps import OPEN, next_words, state_tone
from cases.models import (
    AdjustmentSupply,
    JusticeMeasure,
    PlannedEndChange,
    ReleasePermission,
    SentenceAdjustment,
    SupportCertificate,
)
from cases.record.reading import Reading
from cases.record.section import RecordAction, Section
from cases.record.together import Rows
from partners.french import day_words


def measures_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """All by their start; of an adjustment, what is still to be supplied."""
    user, at, of_person = reading.user, reading.at, {"person": reading.person}
    supplies = AdjustmentSupply.objects.visible_to(user, at).missing().filter(adjustment__person=reading.person)
    changes = PlannedEndChange.objects.visible_to(user, at).filter(measure__person=reading.person)
    return {
        "measures": JusticeMeasure.objects.visible_to(user, at).filter(**of_person).select_related("organisation"),
        "adjustments": SentenceAdjustment.objects.visible_to(user, at).filter(**of_person),
        "supplies_missing": supplies.select_related("adjustment"),
        "planned_ends": changes.select_related("organisation", "changed_by"),
        "permissions": ReleasePermission.objects.visible_to(user, at).filter(**of_person),
        "certificates": SupportCertificate.objects.visible_to(user, at).filter(**of_person),
    }


@dataclass(frozen=True)
class MeasureRow:
    """A measure, and how its expected end came to be what it is, the last change first."""

    measure: JusticeMeasure
    history: list[str]


@dataclass(frozen=True)
class AdjustmentRow:
    """An adjustment: where it stands, what comes next, what is missing."""

    adjustment: SentenceAdjustment
    state: str
    tone: str
    following: str
    missing: list[AdjustmentSupply]


def measures_context(reading: Reading, rows: Rows) -> dict[str, Any]:
    """As _person_measures.html has it."""
    writes = may_write(reading)
    return {
        "measures": [MeasureRow(one, list(history(one, rows["planned_ends"], reading))) for one in rows["measures"]],
        "adjustments": [adjustment_row(one, reading, rows) for one in rows["adjustments"]],
        "permissions": rows["permissions"],
        "certificates": rows["certificates"],
        "writes": writes,
    }


def history(measure: JusticeMeasure, changes: list[PlannedEndChange], reading: Reading) -> Iterator[str]:
    """« était le 3 mars 2027, changé le 2 novembre 2026 par SPIP de Rennes »; within one's own Mission Locale: by whom
    there."""
    for change in reversed([one for one in changes if one.measure_id == measure.pk]):
        was = f"le {day_words(change.before_on)}" if change.before_on else unknown_words(change)
        is_own = change.organisation_id in reading.missions_locales
        author = change.changed_by if is_own and change.changed_by else change.organisation
        by = f" par {author}" if author else ""
        yield f"Était {was}, changée le {day_words(localdate(change.changed_at))}{by}"


def unknown_words(change: PlannedEndChange) -> str:
    """« inconnue (appel en cours) »."""
    why = change.get_before_unknown_display().lower()
    return f"inconnue ({why})" if why else "inconnue"


def adjustment_row(adjustment: SentenceAdjustment, reading: Reading, rows: Rows) -> AdjustmentRow:
    """The line of an adjustment."""
    state = adjustment.state(reading.on)
    wanted = rows["supplies_missing"] if state in OPEN else []
    missing = [one for one in wanted if one.adjustment_id == adjustment.pk]
    return AdjustmentRow(adjustment, state.label, state_tone(state), next_words(adjustment, reading.on), missing)


def measure_actions(reading: Reading, rows: Rows) -> Iterator[RecordAction]:
    """A measure, an adjustment, a permission; for whoever signs it, a certificate."""
    code = [reading.person.code]
    if may_write(reading):
        yield RecordAction("Ajouter une mesure", reverse("cases:justicemeasure_create", args=code))
        yield RecordAction("Préparer un aménagement", reverse("cases:sentenceadjustment_create", args=code))
        yield RecordAction("Noter une permission de sortir", reverse("cases:releasepermission_create", args=code))
    if reading.deciding:
        yield RecordAction("Faire une attestation", reverse("cases:supportcertificate_create", args=code))


SECTION = Section("cases/_person_measures.html", measures_rows, measures_context)
