"""What a person's record says of the way out."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Subquery
from django.urls import reverse

from cases.models import Contact
from cases.record.reading import Reading
from cases.record.section import RecordAction, Section
from cases.record.together import Rows
from cases.release_plan.expected import Release, custodies, granted, releases_among
from cases.release_plan.housing_clock import ASSUMPTIONS
from cases.release_plan.needs import belongs
from cases.release_plan.preparing import contacts_of_unit, interviews_of, preparation_rows, prepared_from
from cases.release_plan.radar import RadarRow, Writing, row_of
from cases.release_plan.sides import sides_written
from partners.french import day_words

PROOF = "Justificatif d’hébergement"


def release_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """The custody, the adjustments, the last meeting, and what a preparation is made from."""
    user, at, person = reading.user, reading.at, reading.person
    rows: dict[str, QuerySet[Any]] = {
        "release_custodies": custodies(user, at).select_related("organisation"),
        "release_granted": granted(user, at),
        "release_met": last_contact(reading),
        **preparation_rows(user, at),
    }
    return {name: queryset.filter(person=person) for name, queryset in rows.items()}


def last_contact(reading: Reading) -> QuerySet[Contact]:
    """The last interview, of whom one's Mission Locale follows; else the last contact."""
    known = (interviews_of if reading.is_held else contacts_of_unit)(reading.user, reading.at)
    last = known.filter(person=reading.person, held_on__lte=reading.on).order_by("-held_on", "-pk")
    return Contact.objects.filter(pk__in=Subquery(last.values("pk")[:1]))


def release_context(reading: Reading, rows: Rows) -> dict[str, Any] | None:
    """As _person_release.html has it; nothing of someone in no custody of whom no need is noted."""
    for measure in rows["release_custodies"]:
        measure.person = reading.person
    release = next(iter(releases_among(rows["release_custodies"], rows["release_granted"], reading.on)), None)
    needs = [need for need in rows["release_needs"] if belongs(need, release.measure if release else None)]
    if release is None and not needs:
        return None
    row = radar_row(release, reading, rows) if release else None
    facts = release_facts(row) if row else []
    has_proof = any(fact["label"] == PROOF for fact in facts)
    return {
        "row": row,
        "facts": facts,
        "needs": sorted(needs, key=lambda need: (need.type.position, need.opened_on, need.pk)),
        "assumptions": ASSUMPTIONS if has_proof else "",
    }


def radar_row(release: Release, reading: Reading, rows: Rows) -> RadarRow:
    """The release as the radar has it."""
    own = {reading.person.pk}
    last_met = {contact.person_id: contact.held_on for contact in rows["release_met"]}
    [prepared] = prepared_from([release], own if reading.is_held else (), rows, last_met, reading.on)
    prepares, decides = bool(reading.deciding), reading.decides_for_unit
    writing = Writing(frozenset(own if prepares else ()), frozenset(own if decides else ()))
    return row_of(prepared, writing, {}, reading.on)


def release_facts(row: RadarRow) -> list[dict[str, str]]:
    """When, by when a proof of housing, by when to meet again; after the release, what has become of the thread."""
    release, clock = row.release, row.release.clock()
    known = day_words(release.day) if release.day else "Inconnue"
    facts = [fact("Sortie effective" if release.is_out else "Sortie prévue", f"{known} ({row.when.lower()})")]
    if clock is not None:
        words = f"à fournir avant le {day_words(clock.due_on)}" if clock.due_on else clock.why
        facts.append(fact(PROOF, words))
    if row.meet_by is not None:
        late = ", en retard" if row.is_meeting_late else ""
        facts.append(fact("À revoir avant le", f"{day_words(row.meet_by)}{late}"))
    if thread := row.preparation.thread:
        met = f" (le {day_words(thread.met_on)})" if thread.met_on else ""
        facts.append(fact("Depuis la sortie", f"{thread.state.words}{met}"))
        facts.append(fact("Tentatives sans réponse", str(thread.attempts)))
    return facts


def fact(label: str, value: str) -> dict[str, str]:
    return {"label": label, "value": value}


def release_actions(reading: Reading, rows: Rows) -> list[RecordAction]:
    """What this user may do about the release."""
    if not sides_written(reading):
        return []
    return [RecordAction("Préparer la sortie", reverse("cases:releaseneed_update", args=[reading.person.code]), True)]


SECTION = Section("cases/_person_release.html", release_rows, release_context)
