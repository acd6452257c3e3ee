"""The exit of an enrolment, and the axes that it sets out to work on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from cases.exits.goals import change_goals
from cases.exits.leaving import leave
from cases.locking import lock_person
from cases.models import Axis, AxisGoal, Enrolment, ExitReason, GoalResult, Placement
from cases.placements.passing import give_up, has_places
from partners.fields import DayField
from partners.models import User

REASONS = [choice for choice in ExitReason.choices if choice[0] != ExitReason.HANDOVER]
GOAL = "goal_"
PLACES = [
    ("reste", "Elle lui reste\N{NO-BREAK SPACE}: l’accueil rappelle de noter le départ, ou de la rendre"),
    ("rendue", "Le jeune n’y est plus, ou n’y va pas\N{NO-BREAK SPACE}: elle est rendue à la date de sortie"),
]


class ExitForm(forms.Form):
    """When, why, what was reached along each axis of the enrolment, what becomes of an open place with a partner.
    `save` writes it, and leaves in `served` those who waited and have a place now."""

    left_on = DayField(label="Date de sortie")
    exit_reason = forms.ChoiceField(
        label="Motif", choices=[("", "Choisissez"), *REASONS], error_messages={"required": "Choisissez un motif."}
    )

    def __init__(self, *args: Any, enrolment: Enrolment, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrolment = enrolment
        self.served: list[Placement] = []
        self.fields["left_on"].initial = on
        for goal in enrolment.goals.all():
            self.fields[f"{GOAL}{goal.axis}"] = forms.ChoiceField(
                label=goal.get_axis_display(),
                choices=GoalResult.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Dites ce qui a été atteint."},
            )
        if has_places(enrolment):
            self.fields["places"] = forms.ChoiceField(
                label="Que devient sa place chez un partenaire\N{NARROW NO-BREAK SPACE}?",
                choices=PLACES,
                widget=forms.RadioSelect,
                error_messages={"required": "Dites ce que devient sa place."},
            )

    def goal_fields(self) -> Iterator[forms.BoundField]:
        """One for each axis."""
        return (self[name] for name in self.fields if name.startswith(GOAL))

    def save(self, by: User, at: datetime) -> bool:
        """Write the exit; False, with the errors on the form, when a rule forbids it."""
        given = self.cleaned_data
        results = {name.removeprefix(GOAL): value for name, value in given.items() if name.startswith(GOAL)}
        try:
            with transaction.atomic():
                lock_person(self.enrolment.person)
                leave(self.enrolment, given["left_on"], ExitReason(given["exit_reason"]), results, by, at)
                if given.get("places") == "rendue":
                    self.served = give_up(self.enrolment, given["left_on"], at)
        except ValidationError as error:
            by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
            for name, errors in by_field.items():
                self.add_error(name, errors)
            return False
        return True


class GoalsForm(forms.Form):
    """The axes, ticked; only what was changed on this page is written, so that a colleague's tick stays."""

    axes = forms.MultipleChoiceField(
        label="Axes", choices=Axis.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    set_on = DayField(label="Fixés le", help_text="Pour ceux que vous ajoutez.")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, enrolment: Enrolment, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrolment, self.on = enrolment, on
        held = [goal.axis for goal in AxisGoal.objects.filter(enrolment=enrolment)]
        self.fields["axes"].initial, self.fields["set_on"].initial = held, on
        self.fields["seen"].initial = ",".join(held)

    def clean_set_on(self) -> date:
        """Raises ValidationError for a day that cannot be."""
        day: date = self.cleaned_data["set_on"]
        if not self.enrolment.entered_on <= day <= self.on:
            raise ValidationError("Choisissez un jour entre l’entrée et aujourd’hui.")
        return day

    def save(self) -> None:
        """Add those that were ticked here, take away those that were unticked here."""
        chosen, seen = set(self.cleaned_data["axes"]), set(self.cleaned_data["seen"].split(","))
        change_goals(self.enrolment, chosen - seen, seen - chosen, self.cleaned_data["set_on"])
