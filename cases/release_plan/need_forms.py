"""Several needs of one person changed, begun and taken back on one page, by one form; what somebody else has changed
meanwhile is never overwritten."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.timezone import localdate

from cases.models import NeedSide, NeedState, ReleaseNeed, ReleaseNeedType
from cases.release_plan.needs import DOMAIN_WORDS, MOMENT_WORDS, Plan, begin, may_take_back, needs_of, to_begin
from partners.editing import RecordForm
from partners.models import User
from partners.widgets import DateInput

NOT_IN_PLAN = ("", "Pas dans le plan")
# What is sent beside the lines: the needs that are ticked, the one box for all of them, those to take back.
TICKED, ALL, TAKEN_BACK = "commencer", "tous", "retirer"


class NeedForm(RecordForm):
    """One need: its state, its side, its days. A new one is made once it has a state; one that may be taken back is
    once it has none."""

    class Meta:
        model = ReleaseNeed
        fields = ["state", "side", "due_on", "settled_on"]
        widgets: ClassVar = {"due_on": DateInput, "settled_on": DateInput}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.is_untouched, self.is_taken_back = on, False, False
        self.may_take_back = may_take_back(self.instance, on)
        if self.instance.pk is None:
            self.initial["state"] = ""
        if self.instance.pk is None or self.may_take_back:
            self.fields["state"].required = False
            self.fields["state"].choices = [NOT_IN_PLAN, *NeedState.choices]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            widget = "form-select" if name in ("state", "side") else "form-control"
            field.widget.attrs |= {"class": widget, "aria-label": f"{field.label}, {self.instance.type}"}

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when somebody changed the need meanwhile, and the reader too, to something else; one
        that the reader left alone stays as it is stored, or taken back."""
        shown, is_new = self.data.get(self.add_prefix("seen")), self.instance.pk is None
        is_as_shown = self._sent() == shown
        self._date_settlement()
        is_as_stored = (
            not self.cleaned_data.get("state") if is_new and shown else self._sent() == self.initial.get("seen")
        )
        self.is_untouched = not self.errors and (is_as_shown or is_as_stored)
        if self.is_untouched:
            return self.cleaned_data
        cleaned = super().clean()
        if not cleaned.get("state") and "state" not in self.errors:
            if is_new:
                raise ValidationError({"state": "Choisissez un état pour mettre ce besoin dans le plan."})
            self.is_taken_back, cleaned["state"] = True, NeedState.TO_DO
        if cleaned.get("settled_on") and cleaned["settled_on"] > self.on:
            raise ValidationError({"settled_on": "Ce jour n’est pas encore arrivé."})
        return cleaned

    def _date_settlement(self) -> None:
        """What is settled is so on a day, today unless said; nothing else is."""
        sent = self.cleaned_data
        sent["settled_on"] = (sent.get("settled_on") or self.on) if sent.get("state") == NeedState.SETTLED else None

    @property
    def is_to_save(self) -> bool:
        """Whether there is something to store, once valid: a change; of a new need, a state."""
        if not self.is_bound or self.is_untouched:
            return False
        return bool(self.cleaned_data.get("state")) if self.instance.pk is None else self.has_changed()

    def _sent(self) -> str:
        """What was sent, as `seen` tells what was shown."""
        names = [name for name in sorted(self.fields) if name != "seen"]
        sent = [(name, repr(self.fields[name].prepare_value(self.cleaned_data.get(name)))) for name in names]
        return hashlib.sha256(repr(sent).encode()).hexdigest()[:32]


class UnitNeedForm(NeedForm):
    """The same for an officer, whose side it is."""

    class Meta(NeedForm.Meta):
        fields = ["state", "due_on", "settled_on"]


@dataclass(frozen=True)
class NeedRow:
    """A line of the page: an entry of the catalogue, the need of the plan if there is one, its form for whoever
    writes it."""

    kind: ReleaseNeedType
    need: ReleaseNeed | None
    form: NeedForm | None
    is_first: bool = False

    @property
    def domain(self) -> str:
        return DOMAIN_WORDS.get(self.kind.domain, self.kind.domain)

    @property
    def begins(self) -> str:
        return MOMENT_WORDS.get(self.kind.when_to_start, "")


@dataclass(frozen=True)
class Done:
    """What a page that was sent has changed: how many needs, those put into the plan, how many were taken back."""

    changed: int
    begun: list[ReleaseNeed]
    taken_back: int

    @property
    def words(self) -> str:
        """« 2 besoins sont enregistrés. », what was added, what was taken back; "" for nothing."""
        said = [
            counted(self.changed, "Un besoin est enregistré.", "besoins sont enregistrés."),
            counted(len(self.begun), "Un besoin est ajouté au plan.", "besoins sont ajoutés au plan."),
            counted(self.taken_back, "Un besoin est retiré du plan.", "besoins sont retirés du plan."),
        ]
        return " ".join(words for words in said if words)


def counted(number: int, one: str, many: str) -> str:
    """« 3 besoins sont ajoutés au plan. »; nothing of nothing."""
    return f"{number} {many}" if number > 1 else one * number


class NeedsPage:
    """All lines of a plan for one user: `planned`, then the rest of the catalogue, `others`; and `to_begin`, what the
    catalogue says begins by now, to be ticked: ticked already where the plan is empty."""

    def __init__(
        self, plan: Plan, user: User, sides: Collection[str], at: datetime, data: QueryDict | None = None
    ) -> None:
        self.plan, self.sides, self.on, self.data = plan, sides, localdate(at), data
        needs = list(needs_of(plan, user, at))
        self.to_begin = to_begin(plan, needs, sides, self.on)
        by_kind: dict[str, list[ReleaseNeed]] = {}
        for need in needs:
            by_kind.setdefault(need.type_id, []).append(need)
        kinds = list(ReleaseNeedType.objects.all())
        self.planned = [
            self.row(kind, need, f"{kind.code}-{rank}" if rank else kind.code, is_first=not rank)
            for kind in kinds
            for rank, need in enumerate(by_kind.get(kind.code, []))
        ]
        self.others = [self.row(kind, None, kind.code, is_first=True) for kind in kinds if kind.code not in by_kind]

    @property
    def ticked(self) -> set[str]:
        """The kinds that are ticked to begin: as they were sent; on an empty plan, all of them."""
        if self.data is not None:
            return set(self.data.getlist(TICKED))
        return set() if self.planned else {kind.code for kind in self.to_begin}

    @property
    def may_take_back(self) -> bool:
        """Whether a line of the plan may be taken back by its state."""
        return any(row.form and row.form.may_take_back for row in self.planned)

    def row(self, kind: ReleaseNeedType, need: ReleaseNeed | None, prefix: str, *, is_first: bool) -> NeedRow:
        """The line, with a form where the user writes that side."""
        is_officer = NeedSide.MISSION_LOCALE not in self.sides
        if is_officer and need is not None and need.side != NeedSide.SPIP:
            return NeedRow(kind, need, None, is_first)
        side = NeedSide.SPIP if is_officer else ""
        new = ReleaseNeed(person=self.plan.person, measure=self.plan.measure, type=kind, side=side, opened_on=self.on)
        form = (UnitNeedForm if is_officer else NeedForm)(
            None if need and self.was_left_out(prefix) else self.data,
            instance=need or new,
            prefix=prefix,
            on=self.on,
            empty_permitted=need is None,
            use_required_attribute=False,
        )
        return NeedRow(kind, need, form, is_first)

    def was_left_out(self, prefix: str) -> bool:
        """Whether the line was sent as one of the rest that nothing was typed into; by now the plan may hold it."""
        names = [f"{prefix}-{name}" for name in ("seen", *NeedForm.base_fields)]
        return self.data is not None and not any(self.data.get(name) for name in names)

    @property
    def forms(self) -> list[NeedForm]:
        return [row.form for row in [*self.planned, *self.others] if row.form]

    @property
    def has_open_others(self) -> bool:
        """Whether a line of the rest has something to correct."""
        return any(row.form and row.form.errors for row in self.others if self.data)

    def is_valid(self) -> bool:
        """Of every line, each asked so that all errors are shown at once."""
        errors = [form.errors for form in self.forms]
        return not any(errors)

    def save(self) -> Done:
        """Store what was changed, open what was ticked, take back what is to be. Inside a transaction that holds the
        person."""
        assert self.data is not None
        wanted = self.data.get(TAKEN_BACK, "").split()
        changed = [form for form in self.forms if form.is_to_save]
        kept = [form for form in changed if not form.is_taken_back]
        for form in kept:
            form.save()
        slips = [form.instance for form in changed if form.is_taken_back]
        slips += [need for need in self.slips(wanted) if need not in [form.instance for form in changed]]
        for need in slips:
            need.delete()
        opened = {form.instance.type_id for form in kept}
        ticked = [kind for kind in self.to_begin if self.is_ticked(kind) and kind.code not in opened]
        return Done(len(kept), begin(self.plan, ticked, self.on), len(slips))

    def is_ticked(self, kind: ReleaseNeedType) -> bool:
        """By its own box, or by the one for all."""
        return bool(self.ticked & {kind.code, ALL})

    def slips(self, codes: Collection[str]) -> list[ReleaseNeed]:
        """The needs of these codes that may be taken back by this user."""
        needs = [form.instance for form in self.forms if form.may_take_back]
        return [need for need in needs if need.code in codes]
