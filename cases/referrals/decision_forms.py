"""The form of a decision: on its own page, and on each line of a permanence that is being entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.timezone import localdate

from cases.models import (
    Axis,
    ClosingReason,
    EligibilityLine,
    Enrolment,
    Permanence,
    Programme,
    Referral,
    RefusalGround,
    RefusalReason,
)
from cases.permanences.choices import as_choices, nearest_offered, permanence_in_words
from cases.referrals.decisions import Admission, admit, close_referral, contradicted, criteria_not_met, refuse
from cases.referrals.seen_again import SeenAgain, other_places, see_again
from partners.access import case_memberships
from partners.editing import RecordForm
from partners.fields import DayField
from partners.models import Membership, Role, User
from partners.widgets import DateInput

PLIE = [("", "Pas encore abordé"), ("oui", "Proposé"), ("non", "Pas proposé")]
PLIE_TO_COME = "Saisissez l’entrée une fois que le PLIE l’a validée\N{NO-BREAK SPACE}: cette date est à venir."
PLIE_VALUES = {"": None, "oui": True, "non": False}


class DecisionAnswer(models.TextChoices):
    """What one answers to a referral after a first interview, and what one does when there will be none."""

    ADMIT = "admettre", "Admettre"
    REFUSE = "ne_pas_admettre", "Ne pas admettre, ou réorienter"
    SEE_AGAIN = "revoir", "À revoir avant de décider"
    CLOSE = "clore", "Clore sans décision"


# The fields that each answer wants, with what is said when one is empty.
WANTED: dict[str, dict[str, str]] = {
    DecisionAnswer.ADMIT: {"programme": "Choisissez le dispositif.", "referent": "Choisissez le référent."},
    DecisionAnswer.REFUSE: {"refusal": "Choisissez un motif."},
    DecisionAnswer.SEE_AGAIN: {"following": "Choisissez la permanence où revoir ce jeune."},
    DecisionAnswer.CLOSE: {"closing": "Choisissez pourquoi l’orientation s’arrête."},
}


@dataclass(frozen=True)
class DecisionChoices:
    """What a decision chooses among, read once for all the lines of a page."""

    programmes: list[Programme]
    referents: list[str]
    permanences: list[Permanence]

    def permanence(self, code: str) -> Permanence | None:
        return next((permanence for permanence in self.permanences if permanence.code == code), None)

    def programme(self, code: str) -> Programme | None:
        return next((programme for programme in self.programmes if programme.code == code), None)


def decision_choices(
    user: User, mission_locale: int, on: date, here: Permanence | None = None, wanted: str = ""
) -> DecisionChoices:
    """The running programmes of the user's memberships there, the referents, the permanences with free places: that of
    the code `wanted`, then those at the same site as `here`."""
    memberships = [one for one in case_memberships(user, on) if one.organisation_id == mission_locale]
    return DecisionChoices(
        programmes=list(Programme.objects.running(on).of_memberships(memberships)),
        referents=[str(referent) for referent in referents_of(mission_locale, on)],
        permanences=nearest_offered(mission_locale, on, here, wanted),
    )


def referents_of(mission_locale: int, on: date) -> list[User]:
    """The accounts that may follow young people for this Mission Locale from that day: referents, no trainee."""
    valid = Membership.objects.valid(on).filter(organisation=mission_locale, role=Role.REFERENT, is_trainee=False)
    return list(User.objects.filter(pk__in=valid.values("user")))


class DecisionForm(forms.Form):
    """The answer, and what it wants. `decide` writes it."""

    answer = forms.ChoiceField(
        label="Réponse",
        choices=DecisionAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    decided_on = DayField(label="Date de la décision")
    programme = forms.ChoiceField(label="Dispositif", required=False)
    consented = forms.BooleanField(label="Le jeune est d’accord pour entrer dans le dispositif", required=False)
    consented_on = DayField(label="Date de son accord", required=False)
    referent = forms.ChoiceField(label="Référent", required=False)
    plie = forms.ChoiceField(label="PLIE", required=False, choices=PLIE)
    plie_entered_on = DayField(
        label="Entrée dans le PLIE",
        required=False,
        help_text="Une fois validée par le PLIE\N{NARROW NO-BREAK SPACE}; elle peut se saisir plus tard.",
    )
    axes = forms.MultipleChoiceField(
        label="Axes de travail",
        choices=Axis.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ce que vous chercherez à atteindre ensemble. Ils se changent depuis le dossier.",
    )
    exception_reason = forms.CharField(
        label="Dérogation\N{NO-BREAK SPACE}: pourquoi ce jeune entre quand même",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ni infraction, ni diagnostic, ni nom d’une autre personne.",
    )
    unseen = forms.BooleanField(label="Je l’admets sans entretien", required=False)
    refusal = forms.ChoiceField(label="Motif", required=False)
    ground = forms.ChoiceField(
        label="Pourquoi ce critère n’est pas rempli",
        required=False,
        choices=[("", "Choisissez"), *RefusalGround.choices],
    )
    following = forms.ChoiceField(label="Prochaine permanence", required=False)
    closing = forms.ChoiceField(label="Pourquoi l’orientation s’arrête", required=False)

    def __init__(
        self,
        *args: Any,
        referral: Referral,
        choices: DecisionChoices,
        on: date,
        is_seen: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.referral, self.choices, self.on, self.is_seen = referral, choices, on, is_seen
        self.not_met = criteria_not_met(referral, referral.programme, on)
        self.contradicted: EligibilityLine | None = None
        self.seen_again: SeenAgain | None = None
        blank = [("", "Choisissez")]
        listed = {
            "programme": programme_choices(referral, choices),
            "referent": [*blank, *((name, name) for name in choices.referents)],
            "refusal": [*blank, *RefusalReason.grouped()],
            "following": [*blank, *as_choices(choices.permanences)],
            "closing": [*blank, *ClosingReason.choices],
        }
        for name, values in listed.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]
        self.fields["decided_on"].initial = self.fields["consented_on"].initial = on
        self.fields["programme"].initial = referral.programme.code

    def clean(self) -> dict[str, Any]:
        """What the chosen answer wants is there."""
        given = super().clean() or {}
        answer = given.get("answer")
        for name, message in WANTED.get(answer or "", {}).items():
            if not given.get(name) and name not in self.errors:
                self.add_error(name, message)
        if answer == DecisionAnswer.ADMIT:
            self.check_admission(given)
        elif answer == DecisionAnswer.REFUSE and given.get("refusal"):
            self.contradicted = contradicted(self.referral, RefusalReason(given["refusal"]))
        return given

    def check_admission(self, given: dict[str, Any]) -> None:
        """The young person agrees and was met, or one says not; the criteria are those of the programme chosen."""
        if not given.get("consented"):
            self.add_error("consented", "Sans l’accord du jeune, il n’y a pas d’entrée dans le dispositif.")
        if not self.is_seen and not given.get("unseen"):
            self.add_error("unseen", "Cochez pour admettre ce jeune sans l’avoir vu, ou notez d’abord l’entretien.")
        if (validated := given.get("plie_entered_on")) and validated > self.on:
            self.add_error("plie_entered_on", PLIE_TO_COME)
        if programme := self.choices.programme(given.get("programme", "")):
            self.not_met = criteria_not_met(self.referral, programme, given.get("decided_on") or self.on)

    def decide(self, by: User, at: datetime) -> bool:
        """Write the answer; False, with the errors on the form, when a rule or someone else's decision forbids it."""
        try:
            self.write(by, at)
        except ValidationError as error:
            self.add_errors(error)
            return False
        return True

    def write(self, by: User, at: datetime) -> None:
        """The change of state that the answer names. Raises ValidationError."""
        given, on = self.cleaned_data, self.cleaned_data["decided_on"]
        match given["answer"]:
            case DecisionAnswer.ADMIT:
                admit(self.referral, by, at, self.admission(), on)
            case DecisionAnswer.REFUSE:
                ground = RefusalGround(given["ground"]) if given["ground"] else None
                refuse(self.referral, by, at, RefusalReason(given["refusal"]), on, ground)
            case DecisionAnswer.SEE_AGAIN:
                permanence = self.choices.permanence(given["following"])
                assert permanence is not None
                self.seen_again = see_again(self.referral, permanence, localdate(at))
            case DecisionAnswer.CLOSE:
                close_referral(self.referral, by, at, ClosingReason(given["closing"]), on)

    @property
    def expected(self) -> list[str]:
        """The appointments to come that another one replaces, in words."""
        kept = other_places(self.referral, self.on).filter(permanence__cancelled_at__isnull=True)
        return [permanence_in_words(one.permanence) for one in kept.select_related("permanence__site")]

    @property
    def seen_again_at(self) -> str:
        """Day and place of the next appointment chosen, of a valid form."""
        permanence = self.choices.permanence(self.cleaned_data["following"])
        return permanence_in_words(permanence) if permanence else ""

    def admission(self) -> Admission:
        """What was typed of an admission."""
        given = self.cleaned_data
        programme = self.choices.programme(given["programme"])
        assert programme is not None
        return Admission(
            programme=programme,
            consented_on=(given["consented_on"] or given["decided_on"]) if given["consented"] else None,
            referent=given["referent"],
            plie_proposed=PLIE_VALUES[given["plie"]],
            plie_entered_on=given["plie_entered_on"],
            exception_reason=given["exception_reason"] if self.not_met else "",
            axes=given["axes"],
        )

    def add_errors(self, error: ValidationError) -> None:
        """Each beside its field where it has one here, else above them all."""
        by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, errors in by_field.items():
            self.add_error(name if name in self.fields else None, errors)


def programme_choices(referral: Referral, choices: DecisionChoices) -> list[tuple[str, str]]:
    """The running programmes; none is chosen beforehand when the referral's own has ended."""
    running = [(programme.code, programme.name) for programme in choices.programmes]
    return running if referral.programme in choices.programmes else [("", "Choisissez"), *running]


class EnrolmentPlieForm(RecordForm):
    """The PLIE's answer, once it has come."""

    class Meta:
        model = Enrolment
        fields = ["plie_proposed", "plie_entered_on"]
        labels = {"plie_proposed": "PLIE proposé au jeune", "plie_entered_on": "Entrée validée par le PLIE le"}
        widgets = {"plie_entered_on": DateInput}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_plie_entered_on(self) -> date | None:
        """Raises ValidationError for a day to come."""
        validated: date | None = self.cleaned_data["plie_entered_on"]
        if validated and validated > self.on:
            raise ValidationError(PLIE_TO_COME)
        return validated
