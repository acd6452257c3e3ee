"""A person's record, put together: who it is, the sections in the order of the page, and what one may do.

Everything is read through each model's own `visible_to`, nothing masked afterwards; the rows of all sections come in
one query (`cases.record.together`). A part of the work adds its `Section` to SECTIONS and its function to ACTIONS.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from cases.adjustments import section as adjustments
from cases.ages import age_on
from cases.contacts.section import contact_actions
from cases.exits import record as exits
from cases.handovers import record as handovers
from cases.models import (
    BreakGlass,
    CaseFile,
    Restriction,
    RestrictionReader,
    UnitTransfer,
    YoungPerson,
)
from cases.placements import section as placements
from cases.record import addresses, coming, deleted, referrals, requests, today
from cases.record.pathway import Pathway, pathway_context, pathway_rows
from cases.record.reading import Reading
from cases.record.section import Actions, RecordAction, Section
from cases.record.together import Rows, fetch_together
from cases.release_plan import alert_section, moved_release
from cases.release_plan import section as release
from cases.restricted_files import leads_among
from partners.access import deciding_units, led_missions_locales
from partners.french import hour_words, phone_link
from partners.models import User

SECTIONS: tuple[Section, ...] = (
    alert_section.SECTION,
    moved_release.SECTION,
    today.SECTION,
    coming.SECTION,
    release.SECTION,
    adjustments.SECTION,
    placements.SECTION,
    referrals.SECTION,
    exits.SECTION,
    handovers.SECTION,
    requests.SECTION,
    addresses.SECTION,
    deleted.SECTION,
)

# The places of the page that one goes straight to.
TABS = (("Aujourd’hui", "aujourdhui"), ("À venir", "a-venir"), ("Adresses", "adresses"), ("Parcours", "parcours"))


def person_record(reading: Reading, pathway: Pathway) -> dict[str, Any]:
    """The context of the record: the head, the sections that have something to say, the window of the pathway, the
    actions."""
    queries = head_rows(reading) | pathway_rows(reading, pathway)
    for section in SECTIONS:
        queries |= section.rows(reading)
    rows = fetch_together(queries)
    shown = ((section.template, section.context(reading, rows)) for section in SECTIONS)
    actions = [action for offered in ACTIONS for action in offered(reading, rows)]
    return {
        "person": reading.person,
        "facts": identity_facts(reading),
        "tabs": [{"label": label, "url": f"#{anchor}"} for label, anchor in TABS],
        "pathway": pathway_context(reading, pathway, rows),
        "states": restricted_states(rows),
        "daily_actions": [action for action in actions if action.daily],
        "other_actions": [action for action in actions if not action.daily],
        "transfers": rows["transfers"],
        "may_cancel_transfer": any(may_cancel(transfer, reading.user, reading.on) for transfer in rows["transfers"]),
        "sections": [{"template": template, "context": context} for template, context in shown if context is not None],
    }


def head_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """What the head of the page is made from."""
    person, user, at = reading.person, reading.user, reading.at
    running = Restriction.objects.running().filter(person=person)
    return {
        "restriction": running,
        "named": RestrictionReader.objects.filter(restriction__in=running),
        "opening": BreakGlass.objects.open(at).filter(user=user.pk, person=person),
        "transfers": current_transfers(person),
        "led_files": CaseFile.objects.open(reading.on).filter(
            person=person, organisation__in=led_missions_locales(user, reading.on)
        ),
        "leads": leads_among(user, reading.on),
    }


def restricted_states(rows: Rows) -> list[dict[str, str]]:
    """That the file is restricted, and until when it is open to a lead who broke the glass."""
    states = [{"label": "Dossier réservé", "tone": "warn"} for _ in rows["restriction"]]
    for opening in rows["opening"][:1] if states else []:
        until = localtime(opening.closes_at)
        states.append({"label": f"Ouvert à vous jusqu’au {until:%d/%m} à {hour_words(until)}", "tone": "bad"})
    return states


def identity_facts(reading: Reading) -> list[dict[str, Any]]:
    """What every reader of the record sees."""
    person = reading.person
    age = age_on(person.birth_date, reading.on)
    return [
        {"label": "Date de naissance", "value": f"{person.birth_date:%d/%m/%Y} ({age} ans)"},
        {"label": "Sexe", "value": person.get_sex_display()},
        {"label": "Téléphone", "value": phone_link(person.phone) or "Inconnu"},
        {"label": "Adresse électronique", "value": person.email or "Inconnue"},
        *([{"label": "Numéro i-milo", "value": person.imilo_number or "Inconnu"}] if reading.is_held else []),
    ]


def record_actions(reading: Reading, rows: Rows) -> Iterator[RecordAction]:
    """Passing the person on, restricting the file, the list of who opened it."""
    code = [reading.person.code]
    if reading.deciding:
        yield RecordAction("Modifier l’identité", reverse("cases:youngperson_edit", args=code))
        yield RecordAction("Ajouter une adresse", reverse("cases:address_create", args=code))
    if reading.decides_for_unit:
        yield RecordAction("Passer à une autre unité", reverse("cases:unittransfer_create", args=code))
    if rows["led_files"] and not rows["restriction"]:
        yield RecordAction("Réserver le dossier", reverse("cases:restriction_update", args=code))
    elif rows["led_files"] and is_changed_by(reading.user, rows):
        yield RecordAction("Changer la réserve", reverse("cases:restriction_update", args=code))
    yield RecordAction("Imprimer le dossier", reverse("cases:youngperson_print", args=code))
    yield RecordAction(
        "Qui a ouvert ce dossier\N{NARROW NO-BREAK SPACE}?", reverse("cases:accessentry_person", args=code)
    )


def is_changed_by(lead: User, rows: Rows) -> bool:
    """As `restricted_files.may_change` says it: a lead who is named; any, once no lead who is named is left."""
    named = {reader.user_id for reader in rows["named"]}
    return lead.pk in named or not named & {other.pk for other in rows["leads"]}


# In the order of the page; those of daily use first.
ACTIONS: tuple[Actions, ...] = (
    contact_actions,
    release.release_actions,
    adjustments.measure_actions,
    placements.placement_actions,
    handovers.handover_actions,
    record_actions,
)


def current_transfers(person: YoungPerson) -> QuerySet[UnitTransfer]:
    """The last passing of the person to another unit, if any."""
    return UnitTransfer.objects.current().filter(person=person).select_related("from_unit", "to_unit")


def may_cancel(transfer: UnitTransfer, user: User, on: date) -> bool:
    """Whether this officer's unit passed the person on that very day, so that a slip can be taken back; not a
    trainee's."""
    return transfer.passed_on == on and transfer.from_unit_id in deciding_units(user, on)
