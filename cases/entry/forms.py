"""The forms of a permanence that is being entered: the sheet as a whole, one line, someone who came unexpected."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms

from cases.entry.lines import DEFAULT_MINUTES, EntryLine, LineState
from cases.entry.saving import TypedLine, note_after
from cases.forms import plausible_birth_date
from cases.models import Attendance, Axis, NotHeldCause, Permanence, Programme, Sex
from cases.permanences.sheets import causes_to_type, situations
from cases.referrals.decision_forms import DecisionAnswer, DecisionForm
from cases.referrals.notice import given_by, notice_given_field, notice_given_on_field
from partners.fields import DayField, NameField
from partners.models import User
from partners.widgets import DateInput

HELD = [("oui", "Oui"), ("non", "Non")]
HELD_VALUES = {True: "oui", False: "non", None: ""}
KEEP = [("mine", "Garder ce que j’ai saisi"), ("theirs", "Garder ce qui est enregistré")]
LONGEST_NOTE = 5000


def in_a_line(form: forms.BaseForm) -> str:
    """The errors of a form, one sentence after the other."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


class SheetForm(forms.Form):
    """Whether the permanence took place, and who held it; if it did not, why, and where everyone is invited again."""

    was_held = forms.ChoiceField(
        label="La permanence a-t-elle eu lieu\N{NARROW NO-BREAK SPACE}?",
        choices=HELD,
        widget=forms.RadioSelect,
        required=False,
    )
    held_by = forms.ChoiceField(label="Tenue par")
    cause = forms.ChoiceField(
        label="Pourquoi elle n’a pas eu lieu", choices=[("", "Choisissez"), *NotHeldCause.choices], required=False
    )
    postpone_to = forms.ChoiceField(label="Réinviter tout le monde à", required=False)

    def __init__(
        self,
        *args: Any,
        referents: list[User],
        following: list[tuple[str, str]],
        permanence: Permanence,
        user: User,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        # A trainee who held it says so; nobody else names one.
        self.referents = {str(referent.pk): referent for referent in (*referents, user)}
        holder = str(permanence.referent_id or user.pk)
        self.fields["held_by"].choices = [(key, str(referent)) for key, referent in self.referents.items()]  # type: ignore[attr-defined]
        self.fields["postpone_to"].choices = [("", "Plus tard"), *following]  # type: ignore[attr-defined]
        self.fields["held_by"].initial = holder if holder in self.referents else str(user.pk)
        self.fields["was_held"].initial = HELD_VALUES[permanence.was_held]
        self.fields["cause"].initial = permanence.not_held_cause

    def clean(self) -> dict[str, Any]:
        """A permanence that was not held has a cause."""
        given = super().clean() or {}
        if given.get("was_held") == "non" and not given.get("cause"):
            self.add_error("cause", "Choisissez pourquoi la permanence n’a pas eu lieu.")
        return given

    @property
    def holder(self) -> User:
        return self.referents[self.cleaned_data["held_by"]]


class LineForm(forms.Form):
    """One line of the paper: present or why not; of someone present, axes, duration, situation, note; the next
    appointment. `on` is the day of the permanence, from which a situation is when no other day is typed."""

    attendance = forms.ChoiceField(label="Présence", required=False, choices=[("", "À saisir"), *causes_to_type()])
    axes = forms.MultipleChoiceField(
        label="Axes", required=False, choices=Axis.choices, widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.IntegerField(
        label="Durée (minutes)",
        required=False,
        min_value=1,
        max_value=480,
        initial=DEFAULT_MINUTES,
        error_messages={"invalid": "Durée en minutes, de 1 à 480."},
    )
    situation = forms.ChoiceField(
        label="Situation nouvelle", required=False, choices=[("", "Rien de nouveau"), *situations()]
    )
    situation_on = DayField(label="Depuis le", required=False)
    note = forms.CharField(
        label="Note", required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 1})
    )
    following = forms.ChoiceField(label="Revoir à", required=False)
    base = forms.CharField(widget=forms.HiddenInput, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    keep = forms.ChoiceField(
        label="Que garder\N{NARROW NO-BREAK SPACE}?", choices=KEEP, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, following: list[tuple[str, str]], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["following"].choices = [("", "Rien de prévu"), *following]  # type: ignore[attr-defined]
        looks = {
            "attendance": "form-select",
            "following": "form-select",
            "minutes": "form-control",
            "situation": "form-select",
            "situation_on": "form-control",
            "note": "form-control",
        }
        for name, look in looks.items():
            self.fields[name].widget.attrs["class"] = look

    def clean(self) -> dict[str, Any]:
        """What is said of a meeting wants a meeting."""
        given = super().clean() or {}
        if (given.get("axes") or given.get("situation")) and not given.get("attendance"):
            self.add_error("attendance", "Dites d’abord si ce jeune est venu.")
        return given

    def typed(self, line: EntryLine, author: User, at: datetime, words: str) -> TypedLine:
        """What came back, of a valid form."""
        given = self.cleaned_data
        is_present = given["attendance"] == Attendance.PRESENT
        state = LineState(
            attendance=given["attendance"],
            axes=tuple(axis for axis in Axis.values if axis in given["axes"]),
            minutes=(given["minutes"] or DEFAULT_MINUTES) if is_present else None,
            note=note_after(line, given["note"], author, at, words),
            following=given["following"],
            situation=given["situation"],
            situation_on=(given["situation_on"] or self.on).isoformat() if given["situation"] else "",
        )
        return TypedLine(state, base=given["base"], shown=given["shown"], keep=given["keep"])


class LineDecisionForm(DecisionForm):
    """The decision on a line of the sheet: it may wait; to be seen again is said on the line itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [choice for choice in DecisionAnswer.choices if choice[0] != DecisionAnswer.SEE_AGAIN]
        self.fields["answer"].choices = [("", "Plus tard"), *answers]  # type: ignore[attr-defined]
        self.fields["answer"].required = False
        self.fields["answer"].initial = ""
        del self.fields["following"]


class WalkInForm(forms.Form):
    """Someone who came without an appointment and whom nobody knows yet: the least that a file is made of, and the
    notice that whoever has one was given."""

    last_name = NameField(label="Nom", max_length=100)
    first_name = NameField(label="Prénom", max_length=100)
    birth_date = forms.DateField(label="Date de naissance", widget=DateInput)
    sex = forms.ChoiceField(label="Sexe", choices=[("", "Choisissez"), *Sex.choices])
    programme = forms.ChoiceField(label="Dispositif")
    notice_given = notice_given_field()
    notice_given_on = notice_given_on_field()

    def __init__(self, *args: Any, programmes: list[Programme], held_on: date, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held_on, self.on = held_on, on
        self.fields["notice_given_on"].initial = held_on
        self.fields["programme"].choices = [(programme.code, programme.name) for programme in programmes]  # type: ignore[attr-defined]

    def clean_birth_date(self) -> date:
        """Raises ValidationError for a day that nobody who comes was born on."""
        return plausible_birth_date(self.cleaned_data["birth_date"], self.held_on)

    def clean_notice_given_on(self) -> date:
        """Raises ValidationError for a day to come."""
        return given_by(self.cleaned_data["notice_given_on"], self.on)
