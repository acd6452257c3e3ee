"""The permanences outside custody at which someone who comes out may be expected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from cases.models import Permanence
from cases.models.permanences import PermanenceQuerySet
from cases.permanences.choices import permanence_with_places
from cases.release_plan.sides import deciding_referents
from partners.models import User

SHOWN = 30


class OutsideChoices(forms.ModelChoiceField):
    """Named by place, day, hour and what is free."""

    def label_from_instance(self, permanence: Permanence) -> str:  # type: ignore[override]
        return f"{permanence.site}, {permanence_with_places(permanence)}"


class OutsideForm(forms.Form):
    """Which permanence."""

    permanence = OutsideChoices(
        queryset=Permanence.objects.none(), label="Permanence dehors", empty_label="Choisissez une permanence"
    )

    def __init__(self, *args: Any, user: User, at: datetime, release_day: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["permanence"]
        field.queryset = outside(user, at, release_day)
        self.has_choices = field.queryset.exists()


def outside(user: User, at: datetime, release_day: date | None) -> PermanenceQuerySet:
    """The next ones with a free place, from the release on, else from the day after; of the Missions Locales for which
    this user decides."""
    on = localdate(at)
    first = max(on + timedelta(days=1), release_day or on)
    bodies = [membership.organisation_id for membership in deciding_referents(user, at)]
    ahead = Permanence.objects.offered(first).filter(mission_locale__in=bodies, site__is_inside=False)
    shown = ahead.order_by("planned_on", "starts_at", "pk").values("pk")[:SHOWN]
    named = Permanence.objects.with_places().filter(pk__in=list(shown.values_list("pk", flat=True)))
    return named.select_related("site").order_by("planned_on", "starts_at", "pk")
