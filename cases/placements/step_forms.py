"""The forms of a placement: each step asks for what it needs, one form corrects what is noted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from cases.adjustments.form_parts import name_blanks
from cases.models import Placement, PlacementState, Situation
from cases.placements.giving import LONG_BEFORE, LONG_PAST, want_from
from cases.placements.steps import ACCEPT, ARRIVE, EXTEND, LEAVE, REFUSE, earliest_end, first_day_of_places
from partners.editing import RecordForm
from partners.french import day_words
from partners.widgets import DateInput

TO_COME = "Ce jour n’est pas encore arrivé."
ORDER = (
    ("asked_on", "accepted_on", "L’accord précède la demande."),
    ("asked_on", "refused_on", "Le refus précède la demande."),
    ("accepted_on", "starts_on", "L’arrivée précède l’accord."),
    ("asked_on", "starts_on", "L’arrivée précède la demande."),
)
PAST = ("asked_on", "accepted_on", "refused_on", "starts_on", "ends_on")
DATES = (*PAST, "expected_end_on", "reserved_from")
BLANKS = {
    "refusal": "Choisir",
    "result": "Choisir",
    "early_end": "Sans objet",
    "situation": "Aucune pour le moment",
}
TOO_SOON = "La convention ne donne ces places que depuis le {first}."
TOO_EARLY = (
    "Le séjour dure {months} mois au moins, jusqu’au {day}\N{NO-BREAK SPACE}: dites pourquoi il finit plus tôt."
)


class PlacementForm(RecordForm):
    """What all of them hold to: days in their order, none that tells of the past to come. `is_read`: the user reads
    the person; else the situations are not theirs to see."""

    required: ClassVar[tuple[str, ...]] = ()
    # Where it leads; None where the state stays what it is.
    state: ClassVar[PlacementState | None] = None

    class Meta:
        model = Placement
        fields: ClassVar[list[str]] = []
        widgets: ClassVar = dict.fromkeys(DATES, DateInput)

    def __init__(self, *args: Any, on: date, is_read: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        for name in self.required:
            self.fields[name].required = True
        if not is_read:
            self.fields.pop("situation", None)
        if "situation" in self.fields:
            own = Situation.objects.filter(person=self.instance.person_id)
            self.fields["situation"].queryset = own  # type: ignore[attr-defined]
        name_blanks(self, BLANKS)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for days that do not follow one another, or tell of what is to come."""
        given = super().clean()
        for field, words in self.faults(given):
            if field in self.fields and field not in self.errors:
                self.add_error(field, words)
        if self.state is not None:
            self.instance.state = self.state
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


class AcceptForm(PlacementForm):
    """The partner said yes."""

    required, state = ("accepted_on",), PlacementState.ACCEPTED

    class Meta(PlacementForm.Meta):
        fields: ClassVar = ["accepted_on"]


class StayForm(PlacementForm):
    """What is common to the arrival and its correction: the place is held from the arrival at the latest."""

    def faults(self, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Besides: nobody arrives before the request, nor before the agreement gives places."""
        yield from super().faults(given)
        start, first = given.get("starts_on"), first_day_of_places(self.instance)
        if start and first and start < first:
            yield "starts_on", TOO_SOON.format(first=day_words(first))

    def clean(self) -> dict[str, Any]:
        """A place is held from the arrival, if that was earlier than it was kept for."""
        given = super().clean()
        start, kept_from = given.get("starts_on"), self.instance.reserved_from
        if start and (kept_from is None or start < kept_from):
            self.instance.reserved_from = start
        return given


class ArriveForm(StayForm):
    """The young person is there, and until when by what is known."""

    required, state = ("starts_on",), PlacementState.STARTED

    class Meta(PlacementForm.Meta):
        fields: ClassVar = ["starts_on", "expected_end_on"]
        help_texts: ClassVar = {
            "expected_end_on": "Vide\N{NO-BREAK SPACE}: à la fin du séjour minimum, s’il y en a un."
        }

    def clean(self) -> dict[str, Any]:
        """As long as the agreement has it at least, where nothing else is known."""
        given = super().clean()
        if given.get("starts_on") and "expected_end_on" not in self.errors and not given.get("expected_end_on"):
            begun = Placement(commitment=self.instance.commitment, starts_on=given["starts_on"])
            given["expected_end_on"] = earliest_end(begun)
        return given


class ExtendForm(PlacementForm):
    """It goes on for longer, or less long, than it was thought."""

    required = ("expected_end_on",)

    class Meta(PlacementForm.Meta):
        fields: ClassVar = ["expected_end_on"]


class LeaveForm(PlacementForm):
    """It is over: when, with what result, what follows; why, where that is before its minimum."""

    required, state = ("ends_on", "result"), PlacementState.ENDED

    class Meta(PlacementForm.Meta):
        fields: ClassVar = ["ends_on", "result", "early_end", "situation"]

    def faults(self, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Besides: an early end has its reason."""
        yield from super().faults(given)
        yield from early_fault(self.instance, given)


def early_fault(placement: Placement, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """That a stay which is shorter than its minimum says why."""
    started = Placement(
        commitment=placement.commitment, starts_on=given.get("starts_on") or placement.starts_on, reserved_from=None
    )
    earliest, ends_on = earliest_end(started), given.get("ends_on")
    if earliest and ends_on and ends_on < earliest and not given.get("early_end"):
        assert placement.commitment is not None
        yield "early_end", TOO_EARLY.format(months=placement.commitment.minimum_months, day=day_words(earliest))


class RefuseForm(PlacementForm):
    """Nothing comes of it: the place is given back."""

    required, state = ("refused_on", "refusal"), PlacementState.REFUSED

    class Meta(PlacementForm.Meta):
        fields: ClassVar = ["refused_on", "refusal"]
        labels: ClassVar = {"refused_on": "Le", "refusal": "Pourquoi"}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.initial["refused_on"] = self.initial.get("refused_on") or on

    def clean(self) -> dict[str, Any]:
        """The place is nobody's any more."""
        given = super().clean()
        self.instance.place = None
        return given


class CorrectionForm(StayForm):
    """All that is noted in the state in which it is."""

    class Meta(PlacementForm.Meta):
        labels: ClassVar = {"reserved_from": "Voulue à partir du"}
        fields: ClassVar = [
            "asked_on",
            "reserved_from",
            "accepted_on",
            "starts_on",
            "expected_end_on",
            "ends_on",
            "result",
            "early_end",
            "situation",
            "refused_on",
            "refusal",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = PlacementState(self.instance.state)
        shown = {"asked_on", *NOTED_BY[state]}
        if state == PlacementState.REFUSED and self.instance.accepted_on:
            shown.add("accepted_on")
        for name in [*self.fields]:
            if name not in shown and name != "seen":
                del self.fields[name]
        for name in REQUIRED_BY.get(state, ()):
            self.fields[name].required = True

    def faults(self, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Besides: an early end has its reason; a place that is wanted from another day is free from then on."""
        yield from super().faults(given)
        yield from early_fault(self.instance, given)
        if "reserved_from" in self.changed_data and "reserved_from" not in self.errors:
            yield from self.wanted_fault(given["reserved_from"])

    def wanted_fault(self, wanted: date) -> Iterator[tuple[str, str]]:
        """That the places are not to be had from that day; its own is another one where that is free."""
        asked = self.cleaned_data.get("asked_on") or self.instance.asked_on or self.on
        if wanted < asked - LONG_BEFORE:
            yield "reserved_from", LONG_PAST
        try:
            want_from(self.instance, wanted)
        except ValidationError as error:
            yield "reserved_from", error.messages[0]


STAY = ("accepted_on", "starts_on", "expected_end_on")
# What was noted by the time of each state; what it cannot be without.
NOTED_BY: dict[PlacementState, tuple[str, ...]] = {
    PlacementState.ASKED: ("reserved_from",),
    PlacementState.WAITING: ("reserved_from",),
    PlacementState.ACCEPTED: ("reserved_from", "accepted_on"),
    PlacementState.STARTED: STAY,
    PlacementState.ENDED: (*STAY, "ends_on", "result", "early_end", "situation"),
    PlacementState.REFUSED: ("refused_on", "refusal"),
}
REQUIRED_BY = {
    PlacementState.ASKED: ("reserved_from",),
    PlacementState.WAITING: ("reserved_from",),
    PlacementState.ACCEPTED: ("reserved_from",),
    PlacementState.STARTED: ("starts_on",),
    PlacementState.ENDED: ("starts_on", "ends_on"),
    PlacementState.REFUSED: ("refused_on", "refusal"),
}
STEP_FORMS: dict[str, type[PlacementForm]] = {
    ACCEPT: AcceptForm,
    ARRIVE: ArriveForm,
    EXTEND: ExtendForm,
    LEAVE: LeaveForm,
    REFUSE: RefuseForm,
}
# What each step's form and button are called.
TITLES = {
    ACCEPT: ("Noter l’accord du partenaire", "Le partenaire accepte"),
    ARRIVE: ("Noter l’arrivée", "Le jeune est arrivé"),
    EXTEND: ("Prolonger le séjour", "Enregistrer la nouvelle date"),
    LEAVE: ("Noter le départ", "Le séjour est fini"),
    REFUSE: ("Ne pas donner suite", "Rendre la place"),
}
