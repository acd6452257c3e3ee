"""Several needs of one person changed on one page; what somebody else has changed meanwhile is never overwritten."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from cases.models import NeedSide, NeedState, ReleaseNeed, ReleaseNeedType
from cases.release_plan.needs import DOMAIN_WORDS, MOMENT_WORDS, Plan, needs_of, to_begin
from partners.editing import RecordForm
from partners.models import User
from partners.widgets import DateInput

NOT_IN_PLAN = ("", "Pas dans le plan")


class NeedForm(RecordForm):
    """One need: its state, its side, its days. A new one is made once it has a state."""

    class Meta:
        model = ReleaseNeed
        fields = ["state", "side", "due_on", "settled_on"]
        widgets: ClassVar = {"due_on": DateInput, "settled_on": DateInput}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.is_untouched = on, False
        if self.instance.pk is None:
            self.initial["state"] = ""
            self.fields["state"].required = False
            self.fields["state"].choices = [NOT_IN_PLAN, *NeedState.choices]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            widget = "form-select" if name in ("state", "side") else "form-control"
            field.widget.attrs |= {"class": widget, "aria-label": f"{field.label}, {self.instance.type}"}

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when somebody changed the need meanwhile, and the reader too; one that the reader
        left alone stays as it is stored."""
        if "seen" in self.fields and not self.errors and self._sent() == self.cleaned_data.get("seen"):
            self.is_untouched = True
            return self.cleaned_data
        cleaned = super().clean()
        if not cleaned.get("state") and "state" not in self.errors:
            raise ValidationError({"state": "Choisissez un état pour mettre ce besoin dans le plan."})
        if cleaned.get("state") == NeedState.SETTLED:
            cleaned["settled_on"] = cleaned.get("settled_on") or self.on
            if cleaned["settled_on"] > self.on:
                raise ValidationError({"settled_on": "Ce jour n’est pas encore arrivé."})
        else:
            cleaned["settled_on"] = None
        return cleaned

    @property
    def is_to_save(self) -> bool:
        """Whether there is something to store, once valid: a change; of a new need, a state."""
        if self.instance.pk is None:
            return bool(self.cleaned_data.get("state"))
        return not self.is_untouched and self.has_changed()

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


class NeedsPage:
    """All lines of a plan for one user: `planned`, then the rest of the catalogue, `others`; and which are begun by
    one click."""

    def __init__(
        self, plan: Plan, user: User, sides: Collection[str], at: datetime, data: Mapping[str, Any] | None = None
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

    def row(self, kind: ReleaseNeedType, need: ReleaseNeed | None, prefix: str, *, is_first: bool) -> NeedRow:
        """The line, with a form where the user writes that side."""
        is_officer = NeedSide.MISSION_LOCALE not in self.sides
        if is_officer and need is not None and need.side != NeedSide.SPIP:
            return NeedRow(kind, need, None, is_first)
        side = NeedSide.SPIP if is_officer else ""
        new = ReleaseNeed(person=self.plan.person, measure=self.plan.measure, type=kind, side=side, opened_on=self.on)
        form = (UnitNeedForm if is_officer else NeedForm)(
            self.data,
            instance=need or new,
            prefix=prefix,
            on=self.on,
            empty_permitted=need is None,
            use_required_attribute=False,
        )
        return NeedRow(kind, need, form, is_first)

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

    def save(self) -> int:
        """Store what was changed; how many needs that is. Inside a transaction that holds the person."""
        changed = [form for form in self.forms if form.is_to_save]
        for form in changed:
            form.save()
        return len(changed)
