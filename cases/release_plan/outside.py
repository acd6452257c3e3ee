"""The permanences outside custody at which someone who comes out may be expected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.utils.timezone import localdate

from cases.models import Appointment, Permanence, YoungPerson
from cases.models.permanences import PermanenceQuerySet
from cases.permanences.booking import book, give_back
from cases.permanences.choices import permanence_with_places
from cases.referrals.seen_again import SeenAgain
from cases.release_plan.expected import Release
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


def expect_outside(person: YoungPerson, permanence: Permanence, release: Release | None, on: date) -> SeenAgain:
    """A place at that permanence; those kept inside for the day of the release and after, given back: the person is no
    longer there by then. Raises ValidationError as `book` does."""
    with transaction.atomic():
        appointment = book(person, permanence)
        if release and release.day is None:
            return SeenAgain(appointment, [])
        eve = max(on, release.day - timedelta(days=1)) if release and release.day else on
        own = {"person": person, "permanence__mission_locale": permanence.mission_locale_id}
        return SeenAgain(
            appointment,
            give_back(Appointment.objects.kept_after(eve).filter(**own, permanence__site__is_inside=True)),
        )


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
