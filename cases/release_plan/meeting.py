"""Holding le point: between whom, lines ticked together, what is decided, and its end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from cases.models import NeedSide, NextStep, Referral, ReviewLine, StepKind, UnitReview, YoungPerson
from cases.release_plan.reviews import ReviewPage
from cases.release_plan.sides import deciding_referents
from partners.access import case_memberships, deciding_units, officer_units
from partners.fields import DayField
from partners.models import Organisation, User

CLOSED = "Ce point est clos\N{NO-BREAK SPACE}: ouvrez celui d’aujourd’hui."
CLOSED_BEFORE = "Un point ne se rouvre que le jour où il a été clos\N{NO-BREAK SPACE}: ouvrez celui d’aujourd’hui."


def pairs(user: User, at: datetime) -> list[tuple[Organisation, Organisation]]:
    """The units and Missions Locales between which this user may sit, by name: those between which someone was
    referred whom the user sees, and those that have met."""
    on = localdate(at)
    own_units = set(officer_units(user, on))
    own_bodies = {membership.organisation_id for membership in case_memberships(user, on)}
    referred = Referral.objects.visible_to(user, at).order_by().values_list("referred_by", "mission_locale").distinct()
    met = UnitReview.objects.visible_to(user, at).order_by().values_list("unit", "mission_locale").distinct()
    found = {(unit, body) for unit, body in (*referred, *met) if unit in own_units or body in own_bodies}
    named = Organisation.objects.in_bulk({pk for pair in found for pk in pair})
    return sorted(((named[unit], named[body]) for unit, body in found), key=lambda pair: (pair[0].name, pair[1].name))


def may_hold(unit: int, mission_locale: int, user: User, at: datetime) -> bool:
    """Whether the user decides for one of the two sides."""
    decided = {membership.organisation_id for membership in deciding_referents(user, at)}
    return unit in deciding_units(user, localdate(at)) or mission_locale in decided


def open_review(
    unit: Organisation, mission_locale: Organisation, held_on: date, user: User, at: datetime
) -> UnitReview:
    """The meeting of that day, made unless it is there."""
    review, _ = UnitReview.objects.get_or_create(
        unit=unit,
        mission_locale=mission_locale,
        held_on=held_on,
        defaults={"opened_at": at, "opened_by": user},
    )
    return review


def still_open(review: UnitReview) -> UnitReview:
    """The meeting, kept from everyone else until the transaction ends. Raises ValidationError once it is closed."""
    kept = UnitReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if kept.closed_at is not None:
        raise ValidationError(CLOSED)
    return kept


def tick(
    review: UnitReview, page: ReviewPage, ticked: Collection[str], shown: Collection[str], user: User, at: datetime
) -> None:
    """Store the lines ticked, and take back those shown as ticked that no longer are: what somebody else has ticked
    meanwhile stays. Raises ValidationError once the meeting is closed."""
    by_key = {line.key: line for line in page.lines}
    with transaction.atomic():
        kept = still_open(review)
        for key in ticked:
            if line := by_key.get(key):
                known = {"review": kept, "person": line.person, "subject": line.subject}
                ReviewLine.objects.get_or_create(**known, defaults={"ticked_at": at, "ticked_by": user})
        for key in set(shown) - set(ticked):
            if line := by_key.get(key):
                ReviewLine.objects.filter(review=kept, person=line.person, subject=line.subject).delete()


def close(review: UnitReview, at: datetime) -> None:
    """The meeting is over. Closed already: nothing changes."""
    UnitReview.objects.filter(pk=review.pk, closed_at__isnull=True).update(closed_at=at)


def may_reopen(review: UnitReview, on: date) -> bool:
    """Whether it was closed on that very day: a slip can be taken back, by either side that holds it."""
    return review.closed_at is not None and localdate(review.closed_at) == on


def reopen(review: UnitReview, at: datetime) -> None:
    """It goes on; open already, nothing changes. Raises ValidationError on another day."""
    with transaction.atomic():
        kept = UnitReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if kept.closed_at is None:
            return
        if not may_reopen(kept, localdate(at)):
            raise ValidationError(CLOSED_BEFORE)
        kept.closed_at = None
        kept.save(update_fields=["closed_at"])


class OpeningForm(forms.Form):
    """Between whom, and on which day."""

    pair = forms.ChoiceField(label="Avec qui")
    held_on = DayField(label="Tenu le")

    def __init__(self, *args: Any, pairs: list[tuple[Organisation, Organisation]], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = on
        self.known = {f"{unit.pk}-{body.pk}": (unit, body) for unit, body in pairs}
        choices = [(key, f"{unit} – {body}") for key, (unit, body) in self.known.items()]
        self.fields["pair"].choices = choices  # type: ignore[attr-defined]

    def clean_pair(self) -> tuple[Organisation, Organisation]:
        return self.known[self.cleaned_data["pair"]]


class StepForm(forms.ModelForm):
    """What one side does next for someone on the page."""

    class Meta:
        model = NextStep
        fields = ["person", "kind", "side", "due_on"]
        field_classes: ClassVar = {"due_on": DayField}

    def __init__(self, *args: Any, people: list[YoungPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = YoungPerson.objects.filter(pk__in=[person.pk for person in people])
        field.empty_label = "Choisissez un jeune"
        self.fields["kind"].choices = [("", "Choisissez une étape"), *StepKind.choices]  # type: ignore[attr-defined]
        self.fields["side"].choices = [("", "Choisissez"), *NeedSide.choices]  # type: ignore[attr-defined]


def decide(review: UnitReview, form: StepForm, user: User, at: datetime) -> NextStep:
    """The step of that valid form, decided at the meeting. The same one sent twice is there once. Raises
    ValidationError once the meeting is closed."""
    with transaction.atomic():
        kept = still_open(review)
        what = {name: form.cleaned_data[name] for name in ("person", "kind", "side", "due_on")}
        open_ones = NextStep.objects.open().filter(review=kept, **what)
        return open_ones.first() or NextStep.objects.create(review=kept, decided_at=at, decided_by=user, **what)


def settle(step: NextStep, is_done: bool, on: date) -> None:
    """Done, or dropped, that day. Settled already: nothing changes."""
    day = {"done_on": on} if is_done else {"dropped_on": on}
    NextStep.objects.open().filter(pk=step.pk).update(**day)
