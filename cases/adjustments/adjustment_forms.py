"""The forms of an adjustment: each step asks for what it needs, one form corrects all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet

from cases.adjustments.allowed import FACTS, TO_COME, faults_of, outcome_of
from cases.adjustments.form_parts import in_parts, name_blanks
from cases.models import (
    AdjustmentDecision,
    AdjustmentKind,
    AdjustmentState,
    JusticeMeasure,
    Outcome,
    ReleasePermission,
    ReturnCause,
    SentenceAdjustment,
    SupplyKind,
)
from cases.numbered_forms import NumberedForm
from partners.fields import DayField
from partners.widgets import DateInput

# What comes before what, and what is said otherwise.
ORDER = (
    ("requested_on", "hearing_on", "L’audience précède la requête."),
    ("requested_on", "decided_on", "La décision précède la requête."),
    ("hearing_on", "decided_on", "La décision précède l’audience."),
    ("decided_on", "starts_on", "L’aménagement commence avant d’être décidé."),
    ("starts_on", "withdrawn_on", "Le retrait précède le début."),
)
PAST = ("requested_on", "decided_on", "withdrawn_on")
DATES = ("requested_on", "hearing_on", "decided_on", "starts_on", "ends_on", "withdrawn_on")
BLANKS = {
    "kind": "Choisir",
    "modality": "Sans objet",
    "measure": "Aucune",
    "destination": "Pas encore connu",
    "outcome": "Pas encore connue",
    "return_cause": "Sans objet",
}
REFUSED_WITH_DAYS = "Un aménagement refusé n’a ni début ni fin\N{NO-BREAK SPACE}: videz ces dates."
NO_MODALITY = "Seule une libération sous contrainte a une modalité."
DECIDED = [(choice.value, choice.label) for choice in (AdjustmentDecision.GRANTED, AdjustmentDecision.REFUSED)]
ENDINGS = [("", "Choisir"), *((choice.value, choice.label) for choice in (Outcome.POSITIVE, Outcome.OTHER))]


class AdjustmentForm(NumberedForm):
    """What all of them hold to: days in their order, none that tells of the past to come. `measures` are those of the
    person that the reader sees, for a form that names one."""

    required: ClassVar[tuple[str, ...]] = ()

    class Meta:
        model = SentenceAdjustment
        fields: ClassVar[list[str]] = []
        widgets: ClassVar = dict.fromkeys(DATES, DateInput)

    def __init__(self, *args: Any, on: date, measures: QuerySet[JusticeMeasure] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        for name in self.required:
            self.fields[name].required = True
        if "measure" in self.fields:
            read = JusticeMeasure.objects.none() if measures is None else measures
            self.fields["measure"].queryset = read  # type: ignore[attr-defined]
        name_blanks(self, BLANKS)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for days that do not follow one another, or tell of what is to come."""
        given = super().clean()
        for field, words in self.faults(given):
            if field in self.fields and field not in self.errors:
                self.add_error(field, words)
        return given

    def faults(self, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """What is wrong, with the field that is to be corrected: the later of two days, or the earlier one where that
        is the one shown."""
        known = {name: given.get(name, getattr(self.instance, name)) for name in DATES}
        for first, second, words in ORDER:
            if known[first] and known[second] and known[first] > known[second]:
                yield second if second in self.fields else first, words
        for name in PAST:
            if known[name] and known[name] > self.on:
                yield name, TO_COME
        if given.get("modality") and given.get("kind") != AdjustmentKind.UNDER_CONSTRAINT:
            yield "modality", NO_MODALITY


class NewAdjustmentForm(AdjustmentForm):
    """One that is to be prepared together."""

    class Meta(AdjustmentForm.Meta):
        fields: ClassVar = ["kind", "modality", "measure", "destination"]
        help_texts: ClassVar = {"modality": "Pour une libération sous contrainte seulement."}


class RequestedForm(AdjustmentForm):
    """The request has left; the hearing may be known already."""

    required = ("requested_on",)

    class Meta(AdjustmentForm.Meta):
        fields: ClassVar = ["requested_on", "hearing_on"]
        help_texts: ClassVar = {"hearing_on": "Si la date est déjà connue."}


class HearingForm(AdjustmentForm):
    """The day of the hearing."""

    required = ("hearing_on",)

    class Meta(AdjustmentForm.Meta):
        fields: ClassVar = ["hearing_on"]


class DecisionForm(AdjustmentForm):
    """What the judge decided; granted, when it begins."""

    required = ("decided_on",)

    class Meta(AdjustmentForm.Meta):
        fields: ClassVar = ["decision", "decided_on", "starts_on", "ends_on"]
        labels: ClassVar = {"starts_on": "Début, si accordé", "ends_on": "Fin prévue, si accordé"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = DECIDED  # type: ignore[attr-defined]
        self.fields["decision"].widget = forms.RadioSelect(choices=DECIDED)

    def faults(self, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """What is refused never begins."""
        yield from super().faults(given)
        if given.get("decision") == AdjustmentDecision.REFUSED and (given.get("starts_on") or given.get("ends_on")):
            yield "decision", REFUSED_WITH_DAYS

    def clean(self) -> dict[str, Any]:
        """From its start on, what was granted runs."""
        given = super().clean()
        if given.get("decision") == AdjustmentDecision.GRANTED and given.get("starts_on"):
            self.instance.outcome = Outcome.RUNNING
        return given


class StartForm(AdjustmentForm):
    """When it begins, until when, towards what."""

    required = ("starts_on",)

    class Meta(AdjustmentForm.Meta):
        fields: ClassVar = ["starts_on", "ends_on", "destination"]
        labels: ClassVar = {"ends_on": "Fin prévue"}

    def clean(self) -> dict[str, Any]:
        """From now on it runs."""
        self.instance.outcome = self.instance.outcome or Outcome.RUNNING
        return super().clean()


class EndForm(AdjustmentForm):
    """How it ended."""

    required = ("ends_on", "outcome")

    class Meta(AdjustmentForm.Meta):
        fields: ClassVar = ["ends_on", "outcome", "destination"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = ENDINGS  # type: ignore[attr-defined]
        if not self.instance.ends_on or self.instance.ends_on >= self.on:
            self.fields["outcome"].help_text = "Un retour en détention se note plus bas."
            # What was planned is not when it ended.
            self.initial["ends_on"] = None

    def faults(self, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """An end that is told has come."""
        yield from super().faults(given)
        if given.get("ends_on") and given["ends_on"] > self.on:
            yield "ends_on", TO_COME


class WithdrawForm(AdjustmentForm):
    """It broke off: back in custody, on a day, for a cause from the list."""

    required = ("withdrawn_on", "return_cause")

    class Meta(AdjustmentForm.Meta):
        fields: ClassVar = ["withdrawn_on", "return_cause"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["return_cause"] = self.initial.get("return_cause") or ReturnCause.WITHDRAWN

    def clean(self) -> dict[str, Any]:
        """It ends there."""
        given = super().clean()
        self.instance.outcome = Outcome.BACK_IN_CUSTODY
        self.instance.ends_on = given.get("withdrawn_on") or self.instance.ends_on
        return given


CORRECTED = {
    "L’aménagement": ("kind", "modality", "measure", "destination"),
    "La requête": ("requested_on", "hearing_on"),
    "La décision": ("decision", "decided_on"),
    "L’exécution": ("starts_on", "ends_on", "outcome"),
    "Le retrait, s’il y en a eu un": ("withdrawn_on", "return_cause"),
}


class CorrectionForm(AdjustmentForm):
    """All of it, for what was entered wrongly or skipped a step; it ends where the steps could have led."""

    class Meta(AdjustmentForm.Meta):
        fields: ClassVar = [name for names in CORRECTED.values() for name in names]

    def clean(self) -> dict[str, Any]:
        """As the steps would have noted it (`cases.adjustments.allowed`)."""
        given = super().clean()
        if "decision" in given:
            given["outcome"] = outcome_of(self.held(given), self.stored)
        return given

    def faults(self, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """What no step could have noted too."""
        yield from super().faults(given)
        if "decision" in given:
            held = self.held(given)
            yield from faults_of(held | {"outcome": outcome_of(held, self.stored)}, self.stored, self.on)

    def held(self, given: dict[str, Any]) -> dict[str, Any]:
        """What is given, nothing where that cannot be read."""
        return {name: given.get(name) for name in ("decision", "outcome", *FACTS)}

    @property
    def stored(self) -> dict[str, Any]:
        """The same, as it is stored."""
        return {name: getattr(self.instance, name) for name in ("decision", "outcome", *FACTS)}

    @property
    def helper(self) -> FormHelper:
        """From the preparation to the end."""
        return in_parts(self, CORRECTED)


STEP_FORMS: dict[AdjustmentState, type[AdjustmentForm]] = {
    AdjustmentState.PREPARED: RequestedForm,
    AdjustmentState.REQUESTED: HearingForm,
    AdjustmentState.HEARING: DecisionForm,
    AdjustmentState.GRANTED: StartForm,
    AdjustmentState.STARTED: EndForm,
}


def step_form(adjustment: SentenceAdjustment, state: AdjustmentState) -> type[AdjustmentForm] | None:
    """The form of what comes next; None once there is nothing more to note."""
    if state == AdjustmentState.ENDED and not adjustment.outcome:
        return EndForm
    return STEP_FORMS.get(state)


class SupplyForm(forms.Form):
    """A piece that the Mission Locale must supply, by when; one that is asked already gets the new day."""

    kind = forms.ChoiceField(label="Pièce", choices=[("", "Choisir"), *SupplyKind.choices])
    due_on = DayField(label="Pour le", required=False)


class PermissionForm(NumberedForm):
    """A permission de sortir: what for, when, granted or not."""

    class Meta:
        model = ReleasePermission
        fields: ClassVar = ["purpose", "starts_on", "ends_on", "is_granted"]
        widgets: ClassVar = {"starts_on": DateInput, "ends_on": DateInput}
        help_texts: ClassVar = {"ends_on": "Vide pour un seul jour."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_blanks(self, {"purpose": "Choisir"})
        answers = [("unknown", "Pas encore de réponse"), ("true", "Oui"), ("false", "Non")]
        self.fields["is_granted"].widget.choices = answers  # type: ignore[attr-defined]
