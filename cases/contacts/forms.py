"""The forms of contacts, group meetings and situations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from cases.contacts.recording import INTERVIEW_MINUTES, Recorded, usual_minutes
from cases.models import Axis, Contact, ContactKind, ContactPlace, GroupMeeting, GroupPresence, Situation, SituationEnd
from cases.numbered_forms import NumberedForm
from partners.editing import RecordForm
from partners.fields import DayField, LineField
from partners.widgets import DateInput

LONGEST_NOTE = 20_000
LONGEST_MINUTES = 480
END_NOT_KNOWN = "inconnu"
NOT_YET = "Ce jour n’est pas encore arrivé."
NOTE_HELP = "N’ont pas leur place ici\N{NO-BREAK SPACE}: infraction, diagnostic, nom d’une autre personne."
BAD_MINUTES = "Durée en minutes, de 1 à 480."
NOTED_OTHERWISE = (
    "Cette page a déjà été envoyée, et ce qui est noté dit autre chose\N{NO-BREAK SPACE}: {}. Corrigez ce contact, ou "
    "enregistrez de nouveau pour en noter un second."
)


def past(day: date, on: date) -> date:
    """The same day. Raises ValidationError when it is to come."""
    if day > on:
        raise ValidationError(NOT_YET)
    return day


class AxesField(forms.MultipleChoiceField):
    """The six axes, in the order of the paper."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Axis.choices, label="Axes", required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        chosen = super().clean(value)
        return [axis for axis in Axis.values if axis in chosen]


class ContactForm(forms.Form):
    """A contact with one person or several; nobody answered: an attempt."""

    kind = forms.ChoiceField(label="Type", choices=ContactKind.choices)
    axes = AxesField()
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NOTE_HELP,
    )
    is_unanswered = forms.BooleanField(
        label="Sans réponse", required=False, help_text="Personne n’a été joint\N{NO-BREAK SPACE}: rien n’est compté."
    )
    held_on = DayField(label="Date")
    place = forms.ChoiceField(
        label="Lieu", required=False, choices=[("", "Selon le type et la situation"), *ContactPlace.choices]
    )
    minutes = forms.IntegerField(
        label="Durée (minutes)",
        required=False,
        min_value=1,
        max_value=LONGEST_MINUTES,
        error_messages={"min_value": BAD_MINUTES, "max_value": BAD_MINUTES},
        help_text="Laissée vide, elle reste inconnue.",
    )
    # The kind whose usual length was shown: without JavaScript, another one is chosen beside it.
    minutes_of = forms.CharField(widget=forms.HiddenInput, required=False)
    number = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, on: date, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        shown = {
            "kind": kind,
            "held_on": on,
            "minutes": usual_minutes(kind),
            "minutes_of": kind,
            "number": uuid.uuid4(),
        }
        for name, value in shown.items():
            self.initial.setdefault(name, value)
        self.fields["minutes"].widget.attrs["data-de-interview-minutes"] = INTERVIEW_MINUTES

    def clean_held_on(self) -> date:
        """Raises ValidationError for a day to come."""
        return past(self.cleaned_data["held_on"], self.on)

    def clean(self) -> dict[str, Any]:
        """Where nobody answered, nothing was proposed. A length that was shown and left is that of its kind alone."""
        given = super().clean() or {}
        shown, kind, minutes = given.get("minutes_of", ""), given.get("kind", ""), given.get("minutes")
        if minutes is not None and shown != kind and minutes == usual_minutes(shown):
            given["minutes"] = usual_minutes(kind)
        if given.get("is_unanswered") and (given.get("axes") or given.get("note", "").strip()):
            self.add_error(
                "is_unanswered",
                "Une tentative sans réponse n’a ni axe ni note\N{NO-BREAK SPACE}: videz-les, ou décochez.",
            )
        return given

    def refuse_second(self, noted: Sequence[Contact]) -> None:
        """Say that it was sent before and noted otherwise, with where that is corrected. Nothing typed is lost: sent
        once more, under another number, it makes another contact."""
        links = format_html_join(
            ", ",
            '<a href="{}">{}, {}</a>',
            [(reverse("cases:contact_edit", args=[one.code]), one, one.person) for one in noted],
        )
        self.add_error(None, format_html(NOTED_OTHERWISE, links))
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("number")] = str(uuid.uuid4())  # type: ignore[index]

    @property
    def recorded(self) -> Recorded:
        """What a valid form says."""
        given = self.cleaned_data
        return Recorded(
            kind=given["kind"],
            held_on=given["held_on"],
            axes=given["axes"],
            place=given["place"],
            minutes=given["minutes"],
            note=given["note"].strip().replace("\r\n", "\n"),
            number=str(given["number"]),
        )


class ContactEditForm(RecordForm):
    """A contact that was recorded: everything but with whom. A note that is no longer open is only added to."""

    axes = AxesField()
    note = forms.CharField(
        required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 4}), help_text=NOTE_HELP
    )

    class Meta:
        model = Contact
        fields = ["kind", "held_on", "place", "duration_minutes"]
        widgets = {"held_on": DateInput}

    def __init__(self, *args: Any, on: date, note: str, is_open: bool, **kwargs: Any) -> None:
        contact = kwargs["instance"]
        stored = {"axes": [axis.axis for axis in contact.axes.all()], "note": note if is_open else ""}
        super().__init__(*args, initial=stored | kwargs.pop("initial", {}), **kwargs)
        self.on = on
        self.fields["note"].label = "Note" if is_open else "Ajouter à la note"
        minutes = self.fields["duration_minutes"]
        minutes.widget = forms.NumberInput(attrs={"min": 1, "max": LONGEST_MINUTES})

    def clean_held_on(self) -> date:
        """Raises ValidationError for a day to come."""
        return past(self.cleaned_data["held_on"], self.on)

    def clean_duration_minutes(self) -> int | None:
        """Raises ValidationError for what no contact lasts."""
        minutes: int | None = self.cleaned_data["duration_minutes"]
        if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
            raise ValidationError(BAD_MINUTES)
        return minutes


class GroupMeetingForm(NumberedForm):
    """A workshop or an information meeting; those who are expected are put on it afterwards."""

    class Meta:
        model = GroupMeeting
        fields = ["kind", "title", "held_on", "place", "axis", "duration_minutes", "referent_name"]
        widgets = {"held_on": DateInput}
        field_classes = {"title": LineField, "referent_name": LineField}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def made_for(self) -> str:
        """Whoever enters it: it is about nobody yet."""
        return f"action/{self.instance.entered_by_id}"

    def clean_held_on(self) -> date:
        """Raises ValidationError for a day to come where somebody came already."""
        day: date = self.cleaned_data["held_on"]
        if self.instance.pk and self.instance.attendances.filter(presence=GroupPresence.PRESENT).exists():
            return past(day, self.on)
        return day


class SituationForm(NumberedForm):
    """A situation that someone enters, or how one ended; the one before may be closed at once, saying how it ended."""

    closes_previous = forms.BooleanField(required=False)
    previous_end = forms.ChoiceField(
        required=False,
        choices=[("", "À choisir si vous la closez"), *SituationEnd.choices, (END_NOT_KNOWN, "Pas encore connu")],
    )

    class Meta:
        model = Situation
        fields = ["kind", "organisation_name", "starts_on", "ends_on", "end_reason", "certification", "obtained"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
        field_classes = {"organisation_name": LineField, "obtained": LineField}
        labels = {"organisation_name": "Employeur ou organisme", "obtained": "Titre, CACES… obtenu"}
        help_texts = {"organisation_name": "Le nom seul\N{NO-BREAK SPACE}: l’unité peut le lire sur une attestation."}

    def __init__(self, *args: Any, previous: Situation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if previous is None:
            del self.fields["closes_previous"], self.fields["previous_end"]
        else:
            self.fields["closes_previous"].label = f"Clore «\N{NO-BREAK SPACE}{previous}\N{NO-BREAK SPACE}» la veille"
            self.fields[
                "previous_end"
            ].label = f"Comment s’est terminée «\N{NO-BREAK SPACE}{previous}\N{NO-BREAK SPACE}»"
            self.initial["previous_end"] = previous.end_reason

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for an end that has no day, a title that was not obtained."""
        given = super().clean()
        if given.get("end_reason") and not given.get("ends_on"):
            self.add_error("ends_on", "Donnez la date de fin, ou retirez son motif.")
        if given.get("obtained") and given.get("certification") in ("non_obtenue", "sans_objet"):
            self.add_error("obtained", "La certification n’est pas obtenue\N{NO-BREAK SPACE}: videz le titre.")
        if given.get("closes_previous") and not given.get("previous_end", "-"):
            self.add_error("previous_end", "Dites comment elle s’est terminée, ou que ce n’est pas encore connu.")
        return given

    @property
    def previous_end_reason(self) -> str:
        """How the previous one ended, of a valid form; empty while nobody knows."""
        chosen: str = self.cleaned_data["previous_end"]
        return "" if chosen == END_NOT_KNOWN else chosen
