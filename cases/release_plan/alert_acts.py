"""From an alert to what is done about it: the page, and its words; how pressing it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from cases.models import AlertKind, YoungPerson
from cases.release_plan.alerts import QPV, Alert

TONES = {
    AlertKind.AFTER_RELEASE: "bad",
    AlertKind.RELEASE_NEAR: "bad",
    AlertKind.NO_CONTACT: "warn",
    AlertKind.ADJUSTMENT_ENDING: "warn",
    AlertKind.SITUATION_ENDING: "warn",
    AlertKind.AGREEMENT_ENDING: "warn",
    AlertKind.HANDOVER_LATE: "warn",
}
# Settled on the record itself: where on it, and in which words.
ON_THE_RECORD = {
    AlertKind.ADJUSTMENT_ENDING: ("Noter son issue", "#mesures"),
    AlertKind.SITUATION_ENDING: ("Noter sa fin", "?genre=situation#parcours"),
    AlertKind.AGREEMENT_ENDING: ("Voir ses places", "#places"),
    AlertKind.TURNING_26: ("Voir ses accompagnements", "#entrees"),
    AlertKind.HANDOVER_LATE: ("Voir le relais", "#relais"),
}


@dataclass(frozen=True)
class Act:
    """What one does, and where."""

    label: str
    url: str


def tone_of(alert: Alert) -> str:
    """As a badge of state has it."""
    return TONES.get(alert.kind, "neutral")


def acts(alert: Alert, person: YoungPerson) -> Iterator[Act]:
    """The pages where this alert is acted on, for whoever it is told to."""
    record = person.get_absolute_url()
    if alert.kind in ON_THE_RECORD:
        label, place = ON_THE_RECORD[alert.kind]
        yield Act(label, f"{record}{place}")
    elif alert.kind == AlertKind.MISSING_FIELD:
        yield from acts_on_missing(alert, person)
    else:
        yield Act("Noter un contact", reverse("cases:contact_create", args=[person.code]))


def acts_on_missing(alert: Alert, person: YoungPerson) -> Iterator[Act]:
    """The identity; the addresses, where the district is wanted."""
    if set(alert.missing) - {QPV}:
        yield Act("Compléter l’identité", reverse("cases:youngperson_edit", args=[person.code]))
    if QPV in alert.missing:
        yield Act("Compléter l’adresse", f"{person.get_absolute_url()}#adresses")
