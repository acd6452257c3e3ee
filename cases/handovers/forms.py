"""What a hand-over asks, and what its answer wants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from cases.handovers.handing_over import accept, ask, refuse
from cases.handovers.rights import answering_there, is_outside
from cases.models import Enrolment, Handover, HandoverRefusal
from cases.referrals.decision_forms import referents_of
from cases.referrals.decisions import is_referent_of
from partners.fields import DayField
from partners.models import Organisation, User

# A referent does not choose these: one is the asker's own act.
REFUSALS = [choice for choice in HandoverRefusal.choices if choice[0] != HandoverRefusal.WITHDRAWN]


class WithErrors(forms.Form):
    """Says beside its fields what a rule, or someone else's answer, forbids."""

    def add_errors(self, error: ValidationError) -> None:
        """Each beside its field where it has one here, else above them all."""
        by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, errors in by_field.items():
            self.add_error(name if name in self.fields else None, errors)


class HandoverForm(WithErrors):
    """To which Mission Locale, with which agreement; of which programme, where the person is in several."""

    enrolment = forms.ChoiceField(label="Dispositif")
    to_mission_locale = forms.ChoiceField(
        label="Mission Locale d’accueil",
        help_text="Celle qui n’utilise pas l’application reçoit un document, que vous imprimez et remettez au jeune. "
        "Si elle n’est pas dans la liste, demandez à l’administrateur de l’ajouter parmi les structures.",
        error_messages={"required": "Choisissez la Mission Locale d’accueil."},
    )
    consented = forms.BooleanField(
        label="Le jeune est d’accord pour que son dossier soit transmis",
        error_messages={"required": "Sans l’accord du jeune, il n’y a pas de relais."},
    )
    consented_on = DayField(label="Date de son accord")

    def __init__(self, *args: Any, enrolments: Sequence[Enrolment], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrolments = {one.code: one for one in enrolments}
        self.fields["enrolment"].choices = [(code, str(one.programme)) for code, one in self.enrolments.items()]  # type: ignore[attr-defined]
        self.fields["enrolment"].initial = next(iter(self.enrolments), None)
        if len(self.enrolments) == 1:
            self.fields["enrolment"].widget = forms.HiddenInput()
        self.fields["to_mission_locale"].choices = receivers({one.mission_locale_id for one in enrolments}, on)  # type: ignore[attr-defined]
        self.fields["consented_on"].initial = on

    def make(self, by: User, at: datetime) -> Handover | None:
        """Ask for it; None, with the errors on the form, when a rule forbids it."""
        given = self.cleaned_data
        to = Organisation.objects.get(code=given["to_mission_locale"])
        try:
            return ask(self.enrolments[given["enrolment"]], to, given["consented_on"], by, at)
        except ValidationError as error:
            self.add_errors(error)
            return None


def receivers(own: set[int], on: date) -> list[tuple[str, Any]]:
    """The other Missions Locales: those that answer here, then those that get a document."""
    others = Organisation.objects.missions_locales().active().exclude(pk__in=own)
    inside = set(answering_there(on).values_list("organisation", flat=True))
    named = [(other.code, other.name, other.pk in inside) for other in others.order_by("name")]
    groups = [
        ("Répond dans l’application", [(code, name) for code, name, answers in named if answers]),
        ("Hors de l’application\N{NO-BREAK SPACE}: un document à remettre au jeune",
         [(code, name) for code, name, answers in named if not answers]),
    ]  # fmt: skip
    return [("", "Choisissez"), *((label, choices) for label, choices in groups if choices)]


class HandoverAnswer(models.TextChoices):
    """What may be answered."""

    ACCEPT = "accepter", "Accepter"
    REFUSE = "refuser", "Refuser"


class HandoverAnswerForm(WithErrors):
    """Accepted, with the referent; refused, with a reason. `answer` writes it."""

    answer = forms.ChoiceField(
        label="Réponse",
        choices=HandoverAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    decided_on = DayField(label="Date de la réponse")
    referent = forms.ChoiceField(label="Référent qui suivra ce jeune", required=False)
    refusal = forms.ChoiceField(label="Motif du refus", required=False, choices=[("", "Choisissez"), *REFUSALS])

    def __init__(self, *args: Any, handover: Handover, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handover = handover
        there = handover.to_mission_locale_id
        self.referents = {str(user.pk): user for user in referents_of(there, on)}
        self.is_own = is_referent_of(by, there, handover.programme_id, on)
        if is_outside(handover.to_mission_locale, on):
            del self.fields["referent"]
            self.fields["decided_on"].initial = on
            return
        del self.fields["decided_on"]
        first = "Choisissez" if self.is_own else "À désigner par la Mission Locale"
        self.fields["referent"].choices = [("", first), *((pk, str(user)) for pk, user in self.referents.items())]  # type: ignore[attr-defined]
        if str(by.pk) in self.referents:
            self.fields["referent"].initial = str(by.pk)

    def clean(self) -> dict[str, Any]:
        """What the chosen answer wants is there."""
        given = super().clean() or {}
        answer = given.get("answer")
        if answer == HandoverAnswer.ACCEPT and self.is_own and "referent" in self.fields and not given.get("referent"):
            self.add_error("referent", "Choisissez le référent.")
        if answer == HandoverAnswer.REFUSE and not given.get("refusal"):
            self.add_error("refusal", "Choisissez un motif.")
        return given

    def save(self, by: User, at: datetime) -> bool:
        """Write the answer; False, with the errors on the form, when a rule or someone else's answer forbids it."""
        given = self.cleaned_data
        on = given.get("decided_on")
        try:
            if given["answer"] == HandoverAnswer.ACCEPT:
                accept(self.handover, by, at, self.referents.get(given.get("referent", "")), on)
            else:
                refuse(self.handover, by, at, HandoverRefusal(given["refusal"]), on)
        except ValidationError as error:
            self.add_errors(error)
            return False
        return True
