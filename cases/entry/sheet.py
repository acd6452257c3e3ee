"""The page of a permanence that is being entered: its lines with their forms, what is done with what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localdate

from cases.entry.departures import departure_words, new_places, stays_at
from cases.entry.forms import HELD_VALUES, LineDecisionForm, LineForm, SheetForm, in_a_line
from cases.entry.lines import DEFAULT_MINUTES, EntryLine, decision_words, stored_lines
from cases.entry.saving import LEFT, SavedLines, TypedLine, invite_again, save_lines, say_held, say_not_held
from cases.models import Attendance, Permanence, Referral, YoungPerson
from cases.permanences.choices import as_choices, permanence_in_words
from cases.referrals.decision_forms import DecisionChoices, decision_choices, referents_of
from cases.referrals.decisions import may_decide, was_met
from partners.models import User

MEANWHILE = (
    "Entre-temps, quelqu’un d’autre a répondu sur la tenue de la permanence\N{NO-BREAK SPACE}: vérifiez, puis "
    "enregistrez de nouveau."
)
NOTED = "Des jeunes sont notés\N{NO-BREAK SPACE}: videz leur ligne avant de dire que la permanence n’a pas eu lieu."


@dataclass
class ShownLine:
    """A line with its forms. `typed` is what came back for it, when that is something else than what is stored;
    `has_note_of_other`: what one types is added to the note that stands there; `answer_url`: where the decision on the
    referral stands, or is made."""

    line: EntryLine
    form: LineForm
    decision: LineDecisionForm | None
    typed: TypedLine | None = None
    is_conflict: bool = False
    has_note_of_other: bool = False
    answer_url: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.line.appointment.code

    @property
    def answer_words(self) -> str:
        """What was decided; empty where a decision is waited for, or there is nothing to decide."""
        return decision_words(self.line.answered) if self.line.answered else ""

    @property
    def base(self) -> str:
        """The version with which this line's fields were first shown."""
        return str(self.form.data.get(f"{self.form.prefix}-base", "")) if self.is_bound else self.line.stored.version

    @property
    def is_bound(self) -> bool:
        return self.form.is_bound

    @property
    def is_folded(self) -> bool:
        """Settled and as it is stored: shown in a sentence, with « Corriger »."""
        return self.line.is_settled and not self.is_bound and not self.errors


class Sheet:
    """All that is shown of a permanence, and typed on it: from what is stored, and from `data`, which is a draft or
    what was sent."""

    def __init__(self, permanence: Permanence, user: User, at: datetime, data: QueryDict | None = None) -> None:
        self.permanence, self.user, self.at = permanence, user, at
        self.on = localdate(at)
        self.data = data if data is not None else QueryDict()
        self.choices: DecisionChoices = decision_choices(user, permanence.mission_locale_id, self.on, permanence)
        self.form = SheetForm(
            self.data if "held_by" in self.data else None,
            referents=referents_of(permanence.mission_locale_id, self.on),
            following=as_choices(self.choices.permanences),
            permanence=permanence,
            user=user,
        )
        stored = stored_lines(permanence, user, at)
        self.new_places = new_places(permanence, [line.person.pk for line in stored], user, at)
        self.lines = [self.sheet_line(line) for line in stored]

    @property
    def people(self) -> list[YoungPerson]:
        return [shown.line.person for shown in self.lines]

    @property
    def settled(self) -> int:
        return sum(shown.line.is_settled for shown in self.lines)

    @property
    def held_base(self) -> str:
        """What is stored of its being held: the page sends it back."""
        return f"{HELD_VALUES[self.permanence.was_held]}|{self.permanence.referent_id or ''}"

    def sheet_line(self, line: EntryLine) -> ShownLine:
        """A line with its forms, bound to what came back for it where that says something new."""
        prefix = f"l{line.appointment.code}"
        following = self.following_choices(line)
        if f"{prefix}-base" in self.data:
            bound = self.with_decision(
                line, LineForm(self.data, prefix=prefix, following=following, on=self.permanence.planned_on)
            )
            if not bound.form.is_valid():
                bound.errors.append(in_a_line(bound.form))
                return bound
            bound.typed = self.without_old_place(bound.form.typed(line, self.user, self.at, self.words), line)
            if not says_nothing_new(bound.typed, line):
                bound.is_conflict = bound.typed.conflicts_with(line.stored)
                return bound
        form = LineForm(
            prefix=prefix,
            following=following,
            on=self.permanence.planned_on,
            initial=self.initial(line, prefix),
        )
        return self.with_decision(line, form)

    def without_old_place(self, typed: TypedLine, line: EntryLine) -> TypedLine:
        """The same without a next appointment at a site that the person has left."""
        state, expected = typed.state, line.next_appointment
        chosen = self.choices.permanence(state.following)
        if chosen is None and expected and expected.permanence.code == state.following:
            chosen = expected.permanence
        if not stays_at(self.permanence, state.attendance, chosen, self.on):
            return typed
        return replace(typed, state=replace(state, following=""), dropped=chosen)

    def departures(self, outcome: SavedLines) -> list[str]:
        """What is said of those who have left the site, of the lines just written."""
        return [
            words
            for shown in self.lines
            if shown.typed and shown.code in outcome.written and shown.typed.state.attendance in LEFT
            if (words := self.departure(shown, outcome))
        ]

    def departure(self, shown: ShownLine, outcome: SavedLines) -> str:
        """The places that were given back or not taken, and the one that is proposed instead."""
        assert shown.typed is not None
        freed, dropped = outcome.freed[shown.code], shown.typed.dropped
        if dropped and dropped not in freed:
            freed = [*freed, dropped]
        proposed = None if shown.typed.state.following else self.new_places.get(shown.line.person.pk)
        return departure_words(shown.line.person, self.permanence, freed, proposed)

    def with_decision(self, line: EntryLine, form: LineForm) -> ShownLine:
        """The line with that form, and the form of its decision."""
        adds = line.note is not None and not line.note.is_open_to(self.user, self.at)
        return ShownLine(line, form, self.decision(line), has_note_of_other=adds, answer_url=self.answer_url(line))

    def answer_url(self, line: EntryLine) -> str:
        """The page of the decision for whoever makes it, else that of the referral; empty without a referral."""
        referral = line.referral or line.answered
        if referral is None:
            return ""
        if may_decide(self.user, referral, self.on):
            return reverse("cases:referral_decide", args=[referral.code])
        return referral.get_absolute_url()

    @property
    def words(self) -> str:
        """Before what is added to a note that is not open any more."""
        return f"Ajout de {self.user} le {self.on:%d/%m/%Y}\N{NO-BREAK SPACE}:"

    def initial(self, line: EntryLine, prefix: str) -> dict[str, Any]:
        """What is stored, in the fields; a note without an interview comes from the draft."""
        stored, note = line.stored, line.note
        own = note.text if note and note.is_open_to(self.user, self.at) else ""
        return {
            "attendance": stored.attendance,
            "axes": stored.axes,
            "minutes": stored.minutes or DEFAULT_MINUTES,
            "note": own or ("" if note else self.data.get(f"{prefix}-note", "")),
            "following": stored.following,
            "situation": stored.situation,
            "situation_on": stored.situation_on or self.permanence.planned_on,
        }

    def following_choices(self, line: EntryLine) -> list[tuple[str, str]]:
        """The permanences with places: those of the new establishment, where it is known, and the one where the person
        is expected already come first."""
        expected = line.next_appointment.permanence if line.next_appointment else None
        choices = dict(as_choices(self.choices.permanences))
        for first in (expected, self.new_places.get(line.person.pk)):
            if first:
                choices = {first.code: permanence_in_words(first)} | choices
        return list(choices.items())

    def decision(self, line: EntryLine) -> LineDecisionForm | None:
        """Where a decision is waited for, its form, for whoever may make it; bound once an answer was chosen."""
        if line.referral is None or not may_decide(self.user, line.referral, self.on):
            return None
        prefix = f"d{line.appointment.code}"
        is_typed = bool(self.data.get(f"{prefix}-answer"))
        return LineDecisionForm(
            self.data if is_typed else None,
            prefix=prefix,
            referral=line.referral,
            choices=self.choices,
            on=self.permanence.planned_on,
            is_seen=not is_typed or self.is_met(line),
            initial={"referent": str(self.permanence.referent or self.user)},
        )

    def is_met(self, line: EntryLine) -> bool:
        """Whether the person was met, as the line says now, or before."""
        typed = self.data.get(f"l{line.appointment.code}-attendance", line.stored.attendance)
        return typed == Attendance.PRESENT or (line.referral is not None and was_met(line.referral))

    # ---- What came back --------------------------------------------------------------------------------------------

    def is_held_otherwise(self) -> bool:
        """Whether somebody else said meanwhile that it was held, or was not, or by whom."""
        return self.data.get("held_base") not in (None, self.held_base)

    def write_held(self) -> None:
        """Whether it was held, and by whom. Raises ValidationError when that cannot be, or was answered otherwise."""
        given = self.form.cleaned_data
        answer, holder = given["was_held"], self.form.holder
        is_new = f"{answer}|{holder.pk}" != self.held_base
        if answer and is_new and self.is_held_otherwise():
            raise ValidationError(MEANWHILE)
        if answer == "oui" and is_new:
            say_held(self.permanence, holder)
        elif answer == "non":
            if any(shown.typed and shown.typed.state.attendance for shown in self.lines):
                raise ValidationError(NOTED)
            say_not_held(self.permanence, given["cause"], self.user, self.at)

    def write_lines(self) -> SavedLines:
        """Each line that says something new."""
        typed = {shown.code: shown.typed for shown in self.lines if shown.typed}
        outcome = save_lines(self.permanence, typed, self.user, self.at, self.form.holder)
        for shown in self.lines:
            if shown.is_bound and shown.typed is None:
                outcome.errors[shown.code] = in_a_line(shown.form)
            if note := self.loose_note(shown.code):
                outcome.loose_notes.setdefault(shown.code, note)
        return outcome

    def loose_note(self, code: str) -> str:
        """A note typed for someone who is not said to be present: no interview can bear it."""
        is_present = self.data.get(f"l{code}-attendance") == Attendance.PRESENT
        return "" if is_present else self.data.get(f"l{code}-note", "").strip()

    def write_decisions(self, outcome: SavedLines) -> list[Referral]:
        """The decisions that were chosen; those that cannot be written are errors of their line."""
        decided = []
        for shown in self.lines:
            form = shown.decision
            if form is None or not form.is_bound:
                continue
            if form.is_valid() and form.decide(self.user, self.at):
                decided.append(form.referral)
            else:
                outcome.errors[shown.code] = f"{outcome.errors.get(shown.code, '')} {in_a_line(form)}".strip()
        return decided

    def postpone(self) -> tuple[int, int]:
        """Everyone is invited again where that was chosen: how many, and how many are left."""
        target = self.choices.permanence(self.form.cleaned_data["postpone_to"])
        return invite_again(self.permanence, target, self.user, self.at) if target else (0, len(self.lines))

    def rest(self, outcome: SavedLines) -> QueryDict:
        """What was sent and could not be written, to be shown again and kept as a draft."""
        kept = QueryDict(mutable=True)
        for code in outcome.conflicts | set(outcome.errors):
            for name, values in self.data.lists():
                if name.startswith((f"l{code}-", f"d{code}-")):
                    kept.setlist(name, values)
        for code, note in outcome.loose_notes.items():
            kept[f"l{code}-note"] = note
        return kept


def says_nothing_new(typed: TypedLine, line: EntryLine) -> bool:
    """Whether a line came back as it is stored, or as the page was opened with: nothing is to be written."""
    wanted = typed.state.without_interview()
    return wanted == line.stored or wanted.version == typed.base
