"""What the pages of the sheet ask: for whom, from when to when; what a committee decided, and how it goes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from partners.editing import RecordForm
from partners.fields import DayField, LineField, not_to_come
from partners.french import day_words
from partners.models import Organisation, User
from partners.widgets import DateInput
from reporting.committees.subject import Span, choices
from reporting.models import CommitteeDecision, CommitteeMeeting, DecisionState

NOBODY = "Rien sur un jeune\N{NO-BREAK SPACE}: ni nom, ni référence, ni ce qui permettrait d’en reconnaître un."
LONGEST = 200


class SpanForm(forms.Form):
    """From when to when."""

    du = DayField(label="Du")
    au = DayField(label="Au")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.initial = {**usual(on), **self.initial}

    def clean_au(self) -> date:
        """The last day. Raises ValidationError for one that has not come: nothing is known of it."""
        return not_to_come(self.cleaned_data["au"], self.on)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for an end before its start."""
        given = super().clean() or self.cleaned_data
        if "du" in given and "au" in given and given["au"] < given["du"]:
            self.add_error("au", "La fin précède le début.")
        return given

    def span(self) -> Span:
        """Only on a valid form."""
        return Span(self.cleaned_data["du"], self.cleaned_data["au"])


class SubjectForm(SpanForm):
    """For whom, too."""

    pour = forms.ChoiceField(label="Pour", error_messages={"required": "Choisissez pour qui."})
    field_order = ["pour", "du", "au"]

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.fields["pour"].choices = [("", "Choisissez"), *choices(user, on)]  # type: ignore[attr-defined]


def usual(on: date) -> dict[str, Any]:
    """The dates unless said otherwise: this civil year so far."""
    return {"du": on.replace(month=1, day=1), "au": on}


def asked_span(query: QueryDict, on: date) -> SpanForm:
    """The dates of an address, the usual ones where it gives none."""
    is_asked = "du" in query or "au" in query
    return SpanForm(query if is_asked else usual(on), on=on)


class DecisionForm(forms.Form):
    """A decision of the meeting of a day, which is noted with its first one; without a decision, the meeting alone."""

    held_on = DayField(label="Réunion du")
    text = LineField(label="Décision", required=False, max_length=LONGEST, help_text=NOBODY)
    answers = forms.ModelChoiceField(
        Organisation.objects.none(), required=False, label="Qui en répond", empty_label="Choisissez"
    )
    due_on = DayField(label="Pour le", required=False, help_text="Vide\N{NO-BREAK SPACE}: sans échéance.")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["answers"].queryset = Organisation.objects.active().order_by("name", "pk")  # type: ignore[attr-defined]

    def clean_held_on(self) -> date:
        """The day of the meeting. Raises ValidationError for one to come."""
        return not_to_come(self.cleaned_data["held_on"], self.on)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a decision without anyone, or without words."""
        given = super().clean() or self.cleaned_data
        if given.get("text") and not given.get("answers") and "answers" not in self.errors:
            self.add_error("answers", "Choisissez qui en répond.")
        if (given.get("answers") or given.get("due_on")) and not given.get("text") and "text" not in self.errors:
            self.add_error("text", "Écrivez ce qui a été décidé.")
        return given


class StepForm(forms.Form):
    """How a decision goes, since when."""

    state = forms.ChoiceField(label="État", choices=DecisionState.choices)
    since = DayField(label="Depuis le")

    def __init__(self, *args: Any, held_on: date, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held_on, self.on = held_on, on

    def clean_since(self) -> date:
        """A day from the meeting on. Raises ValidationError for one before it, or to come."""
        day: date = self.cleaned_data["since"]
        if not self.held_on <= day <= self.on:
            raise forms.ValidationError(
                f"Choisissez un jour entre la réunion, le {day_words(self.held_on)}, et aujourd’hui."
            )
        return day


class CommitteeForm(RecordForm):
    """A record of a meeting, with what is changed of it in words."""

    def changes(self) -> str:
        """« Échéance : 3 mars 2026 → 1er mai 2026 »; empty where nothing is."""
        names = [name for name in self.changed_data if name != "seen"]
        return ", ".join(f"{self.fields[name].label}\N{NO-BREAK SPACE}: {self.change(name)}" for name in names)

    def change(self, name: str) -> str:
        """From what, to what."""
        value = self.cleaned_data[name]
        after = day_words(value) if isinstance(value, date) else str(value or "rien")
        return f"{self._in_words(name)} → {after}"


class CommitteeMeetingForm(CommitteeForm):
    """The day of a meeting, corrected."""

    class Meta:
        model = CommitteeMeeting
        fields = ["held_on"]
        widgets = {"held_on": DateInput}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_held_on(self) -> date:
        """The day. Raises ValidationError for one to come."""
        return not_to_come(self.cleaned_data["held_on"], self.on)


class CommitteeDecisionForm(CommitteeForm):
    """A decision, corrected."""

    text = LineField(label="Décision", max_length=LONGEST, help_text=NOBODY)

    class Meta:
        model = CommitteeDecision
        fields = ["text", "answers", "due_on"]
        widgets = {"due_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.active().order_by("name", "pk") | Organisation.objects.filter(
            pk=self.instance.answers_id
        )
        self.fields["answers"].queryset = bodies  # type: ignore[attr-defined]
