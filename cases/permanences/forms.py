"""The forms of the calendar: permanences, their patterns, closures, replacements."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.timezone import localdate

from cases.models import Closure, Permanence, PermanencePattern, Referral
from cases.permanences.booking import set_times
from cases.permanences.calendar import a_year_after, is_working, save_pattern
from cases.permanences.invitations import to_invite
from partners.access import kept_missions_locales, roles_of
from partners.editing import RecordForm
from partners.fields import CHECK_YEAR, DayField
from partners.models import Membership, Organisation, Role, User
from partners.widgets import DateInput

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
PAST = "Choisissez un jour à venir."
FOR_OFFICERS = "Les prescripteurs voient le lieu, la date, l’heure et les places libres."


def planned_by(user: User, on: date) -> QuerySet[Organisation]:
    """The Missions Locales whose permanences the user plans; all of them for an administrator."""
    all_of_them = Organisation.objects.missions_locales()
    if Role.ADMINISTRATOR in roles_of(user, on):
        return all_of_them
    return all_of_them.filter(pk__in=kept_missions_locales(user, on))


def holders_of(missions_locales: QuerySet[Organisation] | list[int], on: date) -> QuerySet[User]:
    """Who may hold a permanence of these Missions Locales: their referents, trainees apart."""
    valid = Membership.objects.valid(on).filter(organisation__in=missions_locales, role=Role.REFERENT)
    return User.objects.filter(pk__in=valid.filter(is_trainee=False).values("user"))


class PlannedForm(RecordForm):
    """A form on what a Mission Locale plans: it asks which one where the user has several, and only of a new record.

    `user` and `at` say whose Missions Locales, and which referents, are offered.
    """

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.at, self.on = user, at, localdate(at)
        own = planned_by(user, self.on)
        if self.instance.pk:
            own = own.filter(pk=self.instance.mission_locale_id)
        self.choose_mission_locale(own)
        if "referent" in self.fields:
            self.fields["referent"].queryset = holders_of(own, self.on)  # type: ignore[attr-defined]
            self.fields["referent"].empty_label = "Pas encore désigné"  # type: ignore[attr-defined]

    def choose_mission_locale(self, own: QuerySet[Organisation]) -> None:
        """Leave the question out where there is but one answer."""
        bodies = list(own[:2])
        if len(bodies) == 1 or self.instance.pk:
            self.instance.mission_locale = self.instance.mission_locale if self.instance.pk else bodies[0]
            self.fields.pop("mission_locale", None)
        else:
            self.fields["mission_locale"].queryset = own  # type: ignore[attr-defined]


class PermanenceCreateForm(PlannedForm):
    """A permanence outside any pattern."""

    class Meta:
        model = Permanence
        fields = ["mission_locale", "site", "planned_on", "starts_at", "ends_at", "slots", "referent"]
        widgets = {"planned_on": DateInput, "starts_at": TIME, "ends_at": TIME}
        help_texts = {"slots": FOR_OFFICERS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at", "slots"):
            self.fields[name].required = True

    def clean_planned_on(self) -> date:
        """Raises ValidationError for a day that is over, one too far ahead, a weekend or a public holiday."""
        day: date = self.cleaned_data["planned_on"]
        if day < self.on:
            raise ValidationError(PAST)
        if day > a_year_after(a_year_after(self.on)):
            raise ValidationError(CHECK_YEAR)
        if not is_working(day) and day.weekday() != 5:
            raise ValidationError("Ce jour est un dimanche ou un jour férié.")
        return day


class PermanenceEditForm(PlannedForm):
    """The hours, the places and the referent of one permanence; everyone on it has the new hour of their place."""

    class Meta:
        model = Permanence
        fields = ["starts_at", "ends_at", "slots", "referent"]
        widgets = {"starts_at": TIME, "ends_at": TIME}
        help_texts = {"slots": "Pour cette date seulement. Les heures de passage se calculent à nouveau."}

    def clean_slots(self) -> int | None:
        """Raises ValidationError for fewer places than people on it."""
        slots: int | None = self.cleaned_data["slots"]
        taken = self.instance.appointments.filter(is_walk_in=False).count()
        if slots is not None and slots < taken:
            raise ValidationError(f"Il y a déjà {taken} rendez-vous\N{NO-BREAK SPACE}: retirez-en d’abord.")
        return slots

    def save(self, commit: bool = True) -> Permanence:
        """The permanence, with the hours of everyone on it."""
        permanence: Permanence = super().save(commit)
        set_times(permanence)
        return permanence


class PermanencePatternForm(PlannedForm):
    """A pattern, whose permanences are made, or follow, when it is saved; `waiting` then says how many of them, with
    people on them, are to be decided."""

    waiting = 0

    class Meta:
        model = PermanencePattern
        fields = [
            "mission_locale",
            "site",
            "rhythm",
            "weekday",
            "week_of_month",
            "starts_at",
            "ends_at",
            "slots",
            "referent",
            "starts_on",
            "ends_on",
        ]
        widgets = {"starts_at": TIME, "ends_at": TIME, "starts_on": DateInput, "ends_on": DateInput}
        help_texts = {
            "week_of_month": "Pour un rythme mensuel\N{NO-BREAK SPACE}: le premier mardi, le dernier jeudi…",
            "ends_on": "Vide\N{NO-BREAK SPACE}: sans fin.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = copy(self.instance) if self.instance.pk else None

    def save(self, commit: bool = True) -> PermanencePattern:
        """The pattern, with its permanences."""
        self.waiting = save_pattern(self.instance, self.before, self.on)
        return self.instance


class ClosureForm(PlannedForm):
    """Days without a permanence, from today on."""

    class Meta:
        model = Closure
        fields = ["mission_locale", "site", "starts_on", "ends_on", "reason"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].empty_label = "Tous les lieux"  # type: ignore[attr-defined]

    def clean_ends_on(self) -> date:
        """Raises ValidationError for a closure that is over."""
        day: date = self.cleaned_data["ends_on"]
        if day < self.on:
            raise ValidationError(PAST)
        return day


class AfterwardsForm(forms.Form):
    """What becomes of those who were on a permanence that is not held."""

    MOVE, INVITE = "deplacer", "reinviter"
    CHOICES = [
        (MOVE, "Les inscrire à la prochaine permanence de ce lieu qui a de la place"),
        (INVITE, "Les réinviter plus tard, un par un"),
    ]
    afterwards = forms.ChoiceField(
        choices=CHOICES,
        widget=forms.RadioSelect,
        label="Que deviennent ces rendez-vous\N{NARROW NO-BREAK SPACE}?",
        initial=MOVE,
    )

    @property
    def moving(self) -> bool:
        """Whether they move on at once."""
        return bool(self.cleaned_data["afterwards"] == self.MOVE)


class ReplacementForm(forms.Form):
    """Who holds the permanences of an absent referent, from one day to another."""

    absent = forms.ModelChoiceField(queryset=User.objects.none(), label="Référent absent")
    present = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Remplacé par", required=False, empty_label="Personne pour l’instant"
    )
    starts_on = DayField(label="Du")
    ends_on = DayField(label="Au")

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missions_locales = kept_missions_locales(user, on)
        self.on = on
        holding = User.objects.filter(permanences__in=Permanence.objects.to_come(on))
        own = holding.filter(permanences__mission_locale__in=self.missions_locales).distinct()
        self.fields["absent"].queryset = own  # type: ignore[attr-defined]
        self.fields["present"].queryset = holders_of(self.missions_locales, on)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for days that are over or the wrong way round, and for the same person twice."""
        given = super().clean() or {}
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and (last < first or last < self.on):
            self.add_error("ends_on", "Le remplacement finit avant de commencer, ou est déjà passé.")
        if given.get("absent") and given["absent"] == given.get("present"):
            self.add_error("present", "Choisissez quelqu’un d’autre.")
        return given


class WaitingChoices(forms.ModelChoiceField):
    """Referrals, by the person and since when they wait."""

    def label_from_instance(self, referral: Referral) -> str:  # type: ignore[override]
        site = f", {referral.site}" if referral.site else ""
        return f"{referral.person.last_name} {referral.person.first_name} ({referral.referred_on:%d/%m/%Y}{site})"


class AppointmentForm(forms.Form):
    """Who of those waiting is put on a permanence."""

    referral = WaitingChoices(
        queryset=Referral.objects.none(), label="Qui attend un rendez-vous", empty_label="Choisissez un jeune"
    )

    def __init__(self, *args: Any, permanence: Permanence, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["referral"].queryset = to_invite(permanence, user, at)  # type: ignore[attr-defined]
        self.fields["referral"].widget.attrs["class"] = "form-select"
