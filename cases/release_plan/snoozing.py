"""An alert put off until a day, with its reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction

from cases.models import AlertSnooze, YoungPerson
from partners.editing import RecordForm
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["until"] = self.instance.snoozed_on + USUALLY

    def clean_until(self) -> date:
        """Raises ValidationError for a day that is not to come."""
        until: date = self.cleaned_data["until"]
        if until <= self.instance.snoozed_on:
            raise ValidationError("Reportez à un jour à venir.")
        return until

    def keep(self) -> None:
        """Store it; sent twice, it is there once."""
        one = self.instance
        same = {"person": one.person, "mission_locale": one.mission_locale_id, "alert": one.alert}
        with transaction.atomic():
            YoungPerson.objects.select_for_update().get(pk=one.person_id)
            if not AlertSnooze.objects.filter(**same, until=one.until, reason=one.reason).exists():
                self.save()
