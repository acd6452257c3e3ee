"""An alert put off until a day, with its reason, for as long as its kind allows; and taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction

from cases.models import AlertKind, AlertSnooze, YoungPerson
from cases.models.steps import LONGEST_SNOOZE
from partners.editing import RecordForm
from partners.french import day_words
from partners.widgets import DateInput

USUALLY = timedelta(days=14)


class SnoozeForm(RecordForm):
    """Until when, and why."""

    class Meta:
        model = AlertSnooze
        fields = ["until", "reason"]
        widgets: ClassVar = {"until": DateInput}
        help_texts: ClassVar = {
            "reason": "Ce que lisent vos collègues. Ni infraction, ni santé, ni nom d’une autre personne."
        }

    def __init__(self, *args: Any, release_day: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest_day(self.instance, release_day)
        self.initial["until"] = min(self.instance.snoozed_on + USUALLY, self.latest)
        self.fields["until"].help_text = f"Au plus tard le {day_words(self.latest)}."

    def clean_until(self) -> date:
        """Raises ValidationError for a day that is not to come, and for one that is too far."""
        until: date = self.cleaned_data["until"]
        if until <= self.instance.snoozed_on:
            raise ValidationError("Reportez à un jour à venir.")
        if until > self.latest:
            raise ValidationError(f"Cette alerte se reporte au plus tard au {day_words(self.latest)}.")
        return until

    def keep(self) -> None:
        """Store it; sent twice, it is there once."""
        one = self.instance
        same = {"person": one.person, "mission_locale": one.mission_locale_id, "alert": one.alert}
        with transaction.atomic():
            YoungPerson.objects.select_for_update().get(pk=one.person_id)
            if not AlertSnooze.objects.filter(**same, until=one.until, reason=one.reason).exists():
                self.save()


def latest_day(snooze: AlertSnooze, release_day: date | None) -> date:
    """The last day that its kind allows; before a release, not beyond it."""
    latest = snooze.snoozed_on + timedelta(days=LONGEST_SNOOZE[AlertKind(snooze.alert)])
    if snooze.alert == AlertKind.RELEASE_NEAR and release_day and release_day > snooze.snoozed_on:
        return min(latest, release_day)
    return latest


def take_back(person: YoungPerson, missions_locales: Collection[int], alert: str, on: date) -> bool:
    """Tell of it again from that day on, in each of these; False where it was not put off."""
    running = AlertSnooze.objects.running(on)
    put_off = running.filter(person=person, mission_locale__in=missions_locales, alert=alert)
    return bool(put_off.delete()[0])
