"""What a person's record shows to a user: read through each model's own `visible_to`, nothing masked afterwards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate, localtime

from cases.ages import age_on
from cases.models import (
    Address,
    BreakGlass,
    CaseFile,
    Enrolment,
    JusticeMeasure,
    Referral,
    Restriction,
    SentenceAdjustment,
    UnitTransfer,
    YoungPerson,
)
from cases.referrals.case_requests import requests_on
from cases.restricted_files import may_change
from partners.access import deciding_units, led_missions_locales
from partners.french import hour_words
from partners.models import User


def person_record(person: YoungPerson, user: User, at: datetime) -> dict[str, Any]:
    """The context of the record: facts, sections (each a list of rows, perhaps empty), states and actions."""
    on = localdate(at)
    is_held = YoungPerson.objects.held_by(user, at).filter(pk=person.pk).exists()
    transfer = current_transfer(person)
    restriction = Restriction.objects.running().filter(person=person).first()
    return {
        "person": person,
        "facts": identity_facts(person, on) + (situation_facts(person) if is_held else []),
        "states": restricted_states(restriction, user, at) if restriction else [],
        "actions": record_actions(person, user, at),
        "transfer": transfer,
        "may_cancel_transfer": bool(transfer and may_cancel(transfer, user, on)),
        "measures": JusticeMeasure.objects.visible_to(user, at).filter(person=person).select_related("organisation"),
        "adjustments": SentenceAdjustment.objects.visible_to(user, at).filter(person=person),
        "referrals": Referral.objects.visible_to(user, at)
        .filter(person=person)
        .select_related("programme", "referred_by", "mission_locale"),
        "addresses": Address.objects.visible_to(user, at).filter(person=person).select_related("commune"),
        **requests_on(person, user, at),
        "is_held": is_held,
        "enrolments": Enrolment.objects.visible_to(user, at)
        .filter(person=person)
        .select_related("programme", "mission_locale"),
    }


def restricted_states(restriction: Restriction, user: User, at: datetime) -> list[dict[str, str]]:
    """That the file is restricted, and until when it is open to a lead who broke the glass."""
    states = [{"label": "Dossier réservé", "tone": "warn"}]
    opening = BreakGlass.objects.open(at).filter(user=user, person=restriction.person_id).first()
    if opening is not None:
        until = localtime(opening.closes_at)
        states.append({"label": f"Ouvert à vous jusqu’au {until:%d/%m} à {hour_words(until)}", "tone": "bad"})
    return states


def identity_facts(person: YoungPerson, on: date) -> list[dict[str, Any]]:
    """What every reader of the record sees."""
    return [
        {"label": "Date de naissance", "value": f"{person.birth_date:%d/%m/%Y} ({age_on(person.birth_date, on)} ans)"},
        {"label": "Sexe", "value": person.get_sex_display()},
    ]


def situation_facts(person: YoungPerson) -> list[dict[str, Any]]:
    """What the Missions Locales alone read."""
    rqth = {True: "Oui", False: "Non", None: "Inconnue"}[person.rqth]
    return [
        {"label": "Niveau", "value": person.get_education_level_display() or "Inconnu"},
        {"label": "Logement", "value": person.get_housing_display() or "Inconnu"},
        {"label": "Permis", "value": person.get_driving_licence_display() or "Inconnu"},
        {"label": "RQTH", "value": rqth},
    ]


def record_actions(person: YoungPerson, user: User, at: datetime) -> list[dict[str, Any]]:
    """What this user may do with the person, each with its address."""
    on = localdate(at)
    led = led_missions_locales(user, on)
    pages = [("accessentry_person", "Qui a ouvert ce dossier ?")]
    if YoungPerson.objects.decided_by(user, at).filter(pk=person.pk).exists():
        pages.append(("unittransfer_create", "Passer à une autre unité"))
    if led and CaseFile.objects.open(on).filter(person=person, organisation__in=led).exists():
        running = Restriction.objects.running().filter(person=person).first()
        if running is None:
            pages.append(("restriction_update", "Réserver le dossier"))
        elif may_change(running, user, on):
            pages.append(("restriction_update", "Changer la réserve"))
    return [
        {"label": label, "url": reverse(f"cases:{page}", args=[person.code]), "secondary": True}
        for page, label in pages
    ]


def current_transfer(person: YoungPerson) -> UnitTransfer | None:
    """The last passing of the person to another unit."""
    transfers = UnitTransfer.objects.current().filter(person=person)
    return transfers.select_related("from_unit", "to_unit", "passed_by").first()


def may_cancel(transfer: UnitTransfer, user: User, on: date) -> bool:
    """Whether this officer's unit passed the person on that very day, so that a slip can be taken back; not a
    trainee's."""
    return transfer.passed_on == on and transfer.from_unit_id in deciding_units(user, on)
