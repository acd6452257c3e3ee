"""What a person's record says of the way out."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cases.models import NextStep
from cases.record.reading import Reading
from cases.record.section import RecordAction, Section
from cases.record.together import Rows
from cases.release_plan.expected import custodies
from cases.release_plan.housing_clock import ASSUMPTIONS
from cases.release_plan.needs import belongs
from cases.release_plan.preparing import preparation_rows
from cases.release_plan.radar import RadarRow, radar_rows
from cases.release_plan.sides import sides_written
from partners.french import day_words

PROOF = "Justificatif d’hébergement"


def release_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """What a release and its preparation are made from."""
    measures = custodies(reading.user, reading.at).filter(person=reading.person)
    steps = NextStep.objects.visible_to(reading.user, reading.at).open().filter(person=reading.person)
    rows = preparation_rows(measures, [reading.person.pk], reading.user, reading.at)
    return rows | {"release_steps": steps}


def release_context(reading: Reading, rows: Rows) -> dict[str, Any] | None:
    """As _person_release.html has it; nothing of someone in no custody of whom nothing is noted."""
    row = next(iter(radar_rows(rows, reading.on)), None)
    measure = row.release.measure if row else None
    needs = [need for need in rows["release_needs"] if belongs(need, measure)]
    steps = rows["release_steps"]
    if row is None and not needs and not steps:
        return None
    facts = release_facts(row) if row else []
    return {
        "row": row,
        "facts": facts,
        "needs": sorted(needs, key=lambda need: (need.type.position, need.opened_on, need.pk)),
        "steps": steps,
        "sides": sides_written(reading),
        "assumptions": ASSUMPTIONS if any(fact["label"] == PROOF for fact in facts) else "",
    }


def release_facts(row: RadarRow) -> list[dict[str, str]]:
    """When, by when a proof of housing, by when to meet again; after the release, what has become of the thread."""
    release, clock = row.release, row.release.clock()
    known = day_words(release.day) if release.day else "Inconnue"
    facts = [fact("Sortie effective" if release.is_out else "Sortie prévue", f"{known} ({row.when.lower()})")]
    if clock is not None and row.preparation.housing():
        words = f"à fournir avant le {day_words(clock.due_on)}" if clock.due_on else clock.why
        facts.append(fact(PROOF, words))
    if row.meet_by is not None:
        late = ", en retard" if row.is_meeting_late else ""
        facts.append(fact("À revoir avant le", f"{day_words(row.meet_by)}{late}"))
    if thread := row.preparation.thread:
        met = f" (le {day_words(thread.met_on)})" if thread.met_on else ""
        facts.append(fact("Depuis la sortie", f"{thread.state.words}{met}"))
        if row.see_by:
            facts.append(fact("À revoir au plus tard le", day_words(row.see_by)))
        facts.append(fact("Tentatives sans réponse", str(thread.attempts)))
    return facts


def fact(label: str, value: str) -> dict[str, str]:
    return {"label": label, "value": value}


def release_actions(reading: Reading, rows: Rows) -> list[RecordAction]:
    """What this user may do about the release."""
    if not sides_written(reading):
        return []
    code = [reading.person.code]
    actions = [RecordAction("Préparer la sortie", reverse("cases:releaseneed_update", args=code), daily=True)]
    if reading.deciding:
        actions.append(RecordAction("Carte de sortie", reverse("cases:releasecard_detail", args=code)))
        actions.append(RecordAction("Fixer un rendez-vous dehors", reverse("cases:appointment_outside", args=code)))
    return actions


SECTION = Section("cases/_person_release.html", release_rows, release_context)
